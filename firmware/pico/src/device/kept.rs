//! What the panel remembers over its own restart: a word in the watchdog's scratch registers.
//!
//! They survive the watchdog and are zero after power-up. The first holds the word, the second its
//! complement; anything else is no memory. Registers 4 to 7 belong to the chip's boot loader.
//!
//! | byte | what |
//! | --- | --- |
//! | 3 | restarts since power-up |
//! | 2 | hangs of the glass in a row, and how the panel would end if it ended now |
//! | 1 | how the Pi stands, and its recent cuts |
//! | 0 | minutes for which an update asks to be left alone |

use embassy_rp::pac::WATCHDOG;
use stairlight_panel::supervisor::{Carried, Standing};

use super::alive::Task;

/// So many hangs of the glass in a row, and it is left dark for a while.
const SUSPECT_AFTER: u8 = 3;

/// The word, byte by byte.
#[derive(Clone, Copy)]
struct Word {
    resets: u8,
    glass_hangs: u8,
    ending: Ending,
    carried: Carried,
}

/// How the panel would end, if it ended now.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Ending {
    /// Nothing is missing.
    Unknown = 1,
    /// The glass stands still.
    Glass = 2,
    /// Another task stands still.
    Task = 3,
    /// It panicked.
    Panic = 4,
}

const ENDINGS: [Ending; 4] = [Ending::Unknown, Ending::Glass, Ending::Task, Ending::Panic];
const STANDINGS: [Standing; 3] = [Standing::Watched, Standing::Stopped, Standing::GivenUp];

/// What was remembered at the start.
#[derive(Clone, Copy)]
pub struct Kept(Option<Word>);

/// How the last run ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Start {
    Power,
    Watchdog,
    Panic,
    Unknown,
}

impl Kept {
    /// Reads the memory, once, and notes this start in it.
    pub fn take() -> Self {
        let mut last = read();
        if let Some(word) = &mut last {
            word.resets = word.resets.saturating_add(1);
            // Another ending in between says nothing about the glass: the count stays.
            if word.ending == Ending::Glass {
                word.glass_hangs = (word.glass_hangs + 1).min(SUSPECT_AFTER);
            }
        }
        let ending = Ending::Unknown;
        let fresh = Word { resets: 0, glass_hangs: 0, ending, carried: Carried::default() };
        write(Word { ending, ..last.unwrap_or(fresh) });
        Self(last)
    }

    /// How often the panel has restarted since it got power.
    pub fn resets(&self) -> u8 {
        self.0.map_or(0, |word| word.resets)
    }

    /// What the supervisor must not forget about the Pi.
    pub fn carried(&self) -> Carried {
        self.0.map_or(Carried::default(), |word| word.carried)
    }

    /// Whether the glass has hung so often that it is better left alone.
    pub fn glass_is_suspect(&self) -> bool {
        self.0.is_some_and(|word| word.glass_hangs >= SUSPECT_AFTER)
    }

    /// Why the panel started.
    pub fn start(&self) -> Start {
        let reason = WATCHDOG.reason().read();
        match self.0 {
            None => Start::Power,
            Some(word) if word.ending == Ending::Panic => Start::Panic,
            Some(_) if reason.timer() => Start::Watchdog,
            Some(_) => Start::Unknown,
        }
    }
}

/// Notes what the supervisor must not forget about the Pi.
pub fn note_carried(carried: Carried) {
    change(|word| word.carried = carried);
}

/// Notes which task would be to blame if the watchdog bit now.
pub fn note_missing(task: Option<Task>) {
    change(|word| {
        word.ending = match task {
            None => Ending::Unknown,
            Some(Task::Glass) => Ending::Glass,
            Some(_) => Ending::Task,
        };
    });
}

/// The glass has worked for a while: earlier hangs no longer count.
pub fn note_glass_works() {
    change(|word| word.glass_hangs = 0);
}

/// The panel panics.
pub fn note_panic() {
    change(|word| word.ending = Ending::Panic);
}

/// All tasks run on one core and none waits inside here; the panic handler comes last.
fn change(how: impl FnOnce(&mut Word)) {
    if let Some(mut word) = read() {
        how(&mut word);
        write(word);
    }
}

fn read() -> Option<Word> {
    let word = WATCHDOG.scratch0().read();
    if word != !WATCHDOG.scratch1().read() {
        return None;
    }
    let [resets, glass, pi, hold_off_minutes] = word.to_be_bytes();
    Some(Word {
        resets,
        glass_hangs: glass >> 4,
        ending: ENDINGS.into_iter().find(|known| *known as u8 == glass & 0xf)?,
        carried: Carried {
            cuts: pi & 0xf,
            standing: STANDINGS.into_iter().find(|known| *known as u8 == pi >> 4)?,
            hold_off_minutes,
        },
    })
}

fn write(word: Word) {
    let Word { resets, glass_hangs, ending, carried } = word;
    let bytes = [
        resets,
        glass_hangs << 4 | ending as u8,
        (carried.standing as u8) << 4 | carried.cuts,
        carried.hold_off_minutes,
    ];
    let word = u32::from_be_bytes(bytes);
    WATCHDOG.scratch0().write_value(word);
    WATCHDOG.scratch1().write_value(!word);
}
