//! What the steward says, heard on a thread of its own. Between two messages it can be made to wait,
//! so that none is lost half-read when the process replaces itself.

use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};

use super::run::{Door, News};
use crate::socket::{self, Down};

/// A message that has begun is whole after this long, or its sender is beyond help.
const WHOLE: Duration = Duration::from_millis(50);

/// The ear of the kiosk.
pub struct Ear {
    reading: Arc<Mutex<()>>,
}

impl Ear {
    /// Listens until the steward is gone.
    pub fn open(steward: &UnixStream, door: Door) -> Ear {
        let reading = Arc::new(Mutex::new(()));
        let ear = Ear { reading: reading.clone() };
        let Ok(mut steward) = steward.try_clone() else { return ear };
        std::thread::spawn(move || {
            loop {
                // An error is found again by the reading below.
                let _ = poll(&mut [PollFd::new(&steward, PollFlags::IN)], None);
                let Ok(_reading) = reading.lock() else { break };
                let (news, last) = match socket::receive::<Down>(&mut steward) {
                    Ok(message) => (News::Steward(message), false),
                    Err(_) => (News::StewardGone, true),
                };
                if !door.bring(news) || last {
                    break;
                }
            }
        });
        ear
    }

    /// Stops listening between two messages, for as long as this is held; `None` where the steward
    /// stopped in the middle of one.
    pub fn hold(&self) -> Option<MutexGuard<'_, ()>> {
        for _ in 0..WHOLE.as_millis() / 5 {
            if let Ok(held) = self.reading.try_lock() {
                return Some(held);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        None
    }
}
