//! The kiosk on a rig, for tests: its screen is in memory, and what a person does comes as lines on
//! standard input. Everything behind that is the device's own run loop.
//!
//! One line, one answer: `key next|previous|select|back|leave|staff`, `touch X Y` (pixels) and `pass SECONDS`
//! (time, without waiting for it) are answered by `ok` when the screen shows what came of them, `look`
//! by the picture's fingerprint, and what is none of these by `?`. A process that starts, or has
//! replaced itself, says `ready`. Lines are read as they are needed, so none is lost in between.

use std::cell::RefCell;
use std::os::fd::OwnedFd;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use rustix::stdio::stdin;
use slint::platform::software_renderer::{MinimalSoftwareWindow, RepaintBufferType};
use slint::platform::{
    EventLoopProxy, Key, Platform, PlatformError, PointerEventButton, WindowAdapter, WindowEvent,
    duration_until_next_timer_update, update_timers_and_animations,
};
use slint::{EventLoopError, LogicalPosition, PhysicalSize, Rgb8Pixel, SharedString};

use super::screen::fingerprint;
use super::tour::Panel;
use crate::clock::{Clock, ManualClock};

/// How often something that moves is drawn.
const FRAME: Duration = Duration::from_millis(16);

/// Makes this thread's windows appear in memory, and gives the clock that `pass` puts forward.
///
/// # Errors
/// When the system has no more descriptors, or the thread has a screen already.
pub fn install() -> Result<Clock, PlatformError> {
    let (clock, hand) = Clock::pushed();
    let window = MinimalSoftwareWindow::new(RepaintBufferType::ReusedBuffer);
    let Panel { width, height, .. } = Panel::WIDE;
    window.set_size(PhysicalSize::new(width, height));
    let bell = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)
        .map_err(|error| PlatformError::Other(error.to_string()))?;
    let post = Arc::new(Post { waiting: Mutex::default(), bell, quit: AtomicBool::new(false) });
    let pixels = RefCell::new(vec![Rgb8Pixel::default(); (width * height) as usize]);
    let rig = Rig { window, pixels, clock: clock.clone(), hand, post };
    slint::platform::set_platform(Box::new(rig)).map_err(PlatformError::SetPlatformError)?;
    Ok(clock)
}

type Errand = Box<dyn FnOnce() + Send>;

/// What other threads want done on this one.
struct Post {
    waiting: Mutex<Vec<Errand>>,
    bell: OwnedFd,
    quit: AtomicBool,
}

impl Post {
    fn ring(&self) {
        // A bell that is full rings already.
        let _ = rustix::io::write(&self.bell, &1_u64.to_ne_bytes());
    }
}

struct Proxy(Arc<Post>);

impl EventLoopProxy for Proxy {
    fn quit_event_loop(&self) -> Result<(), EventLoopError> {
        self.0.quit.store(true, Ordering::SeqCst);
        self.0.ring();
        Ok(())
    }

    fn invoke_from_event_loop(&self, errand: Errand) -> Result<(), EventLoopError> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(errand);
        self.0.ring();
        Ok(())
    }
}

struct Rig {
    window: Rc<MinimalSoftwareWindow>,
    pixels: RefCell<Vec<Rgb8Pixel>>,
    clock: Clock,
    hand: ManualClock,
    post: Arc<Post>,
}

impl Platform for Rig {
    fn create_window_adapter(&self) -> Result<Rc<dyn WindowAdapter>, PlatformError> {
        Ok(self.window.clone())
    }

    fn duration_since_start(&self) -> Duration {
        self.clock.now()
    }

    fn new_event_loop_proxy(&self) -> Option<Box<dyn EventLoopProxy>> {
        Some(Box::new(Proxy(self.post.clone())))
    }

    fn run_event_loop(&self) -> Result<(), PlatformError> {
        let broken = |error: rustix::io::Errno| PlatformError::Other(error.to_string());
        self.turn();
        println!("ready");
        while !self.post.quit.load(Ordering::SeqCst) {
            let moving = self.window.has_active_animations().then_some(FRAME);
            let wait = moving.or_else(duration_until_next_timer_update);
            let wait = wait.and_then(|wait| Timespec::try_from(wait).ok());
            let mut doors =
                [PollFd::from_borrowed_fd(stdin(), PollFlags::IN), PollFd::new(&self.post.bell, PollFlags::IN)];
            poll(&mut doors, wait.as_ref()).map_err(broken)?;
            let called = !doors[0].revents().is_empty();
            // Empties the bell.
            let _ = rustix::io::read(&self.post.bell, &mut [0_u8; 8]);
            self.turn();
            if called {
                let Some(line) = line().map_err(broken)? else { return Ok(()) };
                let answer = self.obey(&line);
                // Without what is due: that may replace the process, and the answer would be lost.
                self.draw();
                println!("{}", answer.unwrap_or_else(|| self.look()));
            }
        }
        Ok(())
    }
}

impl Rig {
    /// Does what is due, and draws what it led to.
    fn turn(&self) {
        update_timers_and_animations();
        let errands = std::mem::take(&mut *self.post.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        errands.into_iter().for_each(|errand| errand());
        self.draw();
    }

    fn draw(&self) {
        self.window.draw_if_needed(|renderer| {
            renderer.render(&mut self.pixels.borrow_mut(), Panel::WIDE.width as usize);
        });
    }

    /// Does what a line says; `None` where the answer is the picture.
    fn obey(&self, line: &str) -> Option<String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let done = match words[..] {
            ["key", key] => self.press(key),
            ["touch", x, y] => self.touch(x, y),
            ["pass", seconds] => seconds.parse().ok().map(|seconds| self.hand.advance(Duration::from_secs(seconds))),
            ["look"] => return None,
            _ => None,
        };
        Some(if done.is_some() { "ok".to_owned() } else { "?".to_owned() })
    }

    fn press(&self, key: &str) -> Option<()> {
        let text = SharedString::from(match key {
            "next" => Key::DownArrow,
            "previous" => Key::UpArrow,
            "select" => Key::Return,
            "back" => Key::Backspace,
            "leave" => Key::Escape,
            "staff" => Key::F2,
            _ => return None,
        });
        self.window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
        self.window.dispatch_event(WindowEvent::KeyReleased { text });
        Some(())
    }

    fn touch(&self, x: &str, y: &str) -> Option<()> {
        let position = LogicalPosition::new(x.parse().ok()?, y.parse().ok()?);
        let button = PointerEventButton::Left;
        self.window.dispatch_event(WindowEvent::PointerMoved { position });
        self.window.dispatch_event(WindowEvent::PointerPressed { position, button });
        self.window.dispatch_event(WindowEvent::PointerReleased { position, button });
        self.window.dispatch_event(WindowEvent::PointerExited);
        Some(())
    }

    fn look(&self) -> String {
        format!("frame {:016x}", fingerprint(&self.pixels.borrow()))
    }
}

/// The next line of the script; `None` at its end.
fn line() -> rustix::io::Result<Option<String>> {
    let mut line = Vec::new();
    loop {
        let mut byte = [0];
        match rustix::io::read(stdin(), &mut byte)? {
            0 => return Ok(None),
            _ if byte[0] == b'\n' => return Ok(Some(String::from_utf8_lossy(&line).into_owned())),
            _ => line.push(byte[0]),
        }
    }
}
