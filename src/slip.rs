//! The small paper: what a visitor takes along, as dots.
//!
//! Draws text and rules into a [`Bitmap`]; the preview and the print come from the same one. What is
//! on it depends on the languages, the cover and the width alone, never on what was read. Knows no
//! printer and no wire.

mod bitmap;
mod design;
mod fit;
mod sheet;
mod type_set;

pub use bitmap::{Bitmap, BitmapError, InkBounds, MAX_HEIGHT, MAX_WIDTH};
pub use design::{draw, is_whole, texts};
pub use fit::{Fit, fit, unfoldable};
pub use sheet::Width;
pub use type_set::{Align, Style, TypeSetter};
