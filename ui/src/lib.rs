//! Stairlight's screens as Rust sees them: the compiled window, the fixed English words, the fonts
//! and the icons. Layout, colour and type live in the `.slint` files; decisions live elsewhere.

mod generated {
    #![allow(missing_docs, clippy::all, clippy::pedantic)]
    slint::include_modules!();
}

pub mod fonts;
pub mod icons;
pub mod words;

pub use generated::*;
