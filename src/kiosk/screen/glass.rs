//! A screen without a window: draws into memory, with the same renderer as the device. For visits on
//! the command line, for tests and for benchmarks.

use std::rc::Rc;
use std::sync::OnceLock;
use std::time::Duration;

use slint::platform::software_renderer::{MinimalSoftwareWindow, RepaintBufferType};
use slint::platform::{Platform, PlatformError, WindowAdapter};
use slint::{PhysicalSize, Rgb8Pixel};

use crate::clock::Clock;

thread_local! {
    static WINDOW: Rc<MinimalSoftwareWindow> = MinimalSoftwareWindow::new(RepaintBufferType::NewBuffer);
}

/// A picture in memory: rows of red, green and blue.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    pub pixels: Vec<Rgb8Pixel>,
}

/// The glass of this thread. The first one made installs it as the thread's platform.
pub struct Glass {
    window: Rc<MinimalSoftwareWindow>,
    size: PhysicalSize,
}

struct Headless;

impl Platform for Headless {
    fn create_window_adapter(&self) -> Result<Rc<dyn WindowAdapter>, PlatformError> {
        Ok(WINDOW.with(|window| window.clone() as Rc<dyn WindowAdapter>))
    }

    fn duration_since_start(&self) -> Duration {
        static CLOCK: OnceLock<Clock> = OnceLock::new();
        CLOCK.get_or_init(Clock::real).now()
    }
}

impl Glass {
    /// A glass of this size in pixels. Windows made on this thread from now on are drawn on it.
    pub fn install(width: u32, height: u32) -> Self {
        // A second glass on the same thread finds the platform already there.
        let _ = slint::platform::set_platform(Box::new(Headless));
        let window = WINDOW.with(Rc::clone);
        let size = PhysicalSize::new(width, height);
        window.set_size(size);
        Self { window, size }
    }

    /// Draws the whole screen.
    pub fn draw(&self) -> Picture {
        slint::platform::update_timers_and_animations();
        let mut pixels = vec![Rgb8Pixel::default(); (self.size.width * self.size.height) as usize];
        self.window.request_redraw();
        self.window.draw_if_needed(|renderer| {
            renderer.render(&mut pixels, self.size.width as usize);
        });
        Picture { width: self.size.width, height: self.size.height, pixels }
    }
}

/// A number that two pictures share only when they are the same, for all practical purposes.
pub fn fingerprint(pixels: &[Rgb8Pixel]) -> u64 {
    // FNV-1a: the same in every process and every build.
    let bytes = pixels.iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]);
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

impl Picture {
    /// Writes the picture as a PNG.
    ///
    /// # Errors
    /// Those of the encoder and of `out`.
    pub fn write_png(&self, out: impl std::io::Write) -> Result<(), png::EncodingError> {
        let mut encoder = png::Encoder::new(out, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let bytes: Vec<u8> = self.pixels.iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
        encoder.write_header()?.write_image_data(&bytes)
    }
}
