//! The watchdog: fed only while every task goes round.
//!
//! A task that waits for ever (a glass that holds its bus, say) leaves no mark; after two seconds
//! the chip restarts, and `kept` says which task it was.

use core::sync::atomic::{AtomicBool, Ordering};

use embassy_rp::watchdog::Watchdog;
use embassy_time::{Duration, Timer};

use super::kept;

/// A task that must go round.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Task {
    Contacts,
    Ear,
    Mouth,
    Glass,
    Mind,
}

const TASKS: [Task; 5] = [Task::Contacts, Task::Ear, Task::Mouth, Task::Glass, Task::Mind];
static MARKS: [AtomicBool; TASKS.len()] = [const { AtomicBool::new(false) }; TASKS.len()];

/// Every task goes round at least this often, also when nothing happens.
pub const ROUND: Duration = Duration::from_millis(500);
/// Four rounds. The chip cannot wait for more than 8.3 s.
const PATIENCE: Duration = Duration::from_secs(2);

/// This task has gone round.
pub fn mark(task: Task) {
    MARKS[task as usize].store(true, Ordering::Relaxed);
}

#[embassy_executor::task]
pub async fn watch(mut watchdog: Watchdog) {
    watchdog.start(PATIENCE);
    loop {
        Timer::after(ROUND / 2).await;
        let missing = TASKS.into_iter().find(|task| !is_marked(*task));
        kept::note_missing(missing);
        if missing.is_none() {
            TASKS.iter().for_each(|task| MARKS[*task as usize].store(false, Ordering::Relaxed));
            watchdog.feed(PATIENCE);
        }
    }
}

fn is_marked(task: Task) -> bool {
    MARKS[task as usize].load(Ordering::Relaxed)
}
