//! Letters on the screen: which fonts, which direction, how far apart the lines.

use std::cell::Cell;

use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use slint::fontique_011::{fontique, shared_collection};
use stairlight_ui::fonts::{FONTS, families};

use crate::content::Language;
use crate::direction;

/// Makes the program's own fonts the only ones that the screen uses: every generic family, and the
/// fallback of every script.
pub fn register_fonts() {
    // Each thread has its own collection; a font that is registered again would be there twice.
    thread_local! {
        static DONE: Cell<bool> = const { Cell::new(false) };
    }
    if !DONE.replace(true) {
        register();
    }
}

fn register() {
    let mut collection = shared_collection();
    for font in FONTS {
        collection.register_fonts(fontique::Blob::new(std::sync::Arc::new(font.data)), None);
    }
    let chain: Vec<_> = families().filter_map(|family| collection.family_id(family)).collect();
    for generic in
        [fontique::GenericFamily::SansSerif, fontique::GenericFamily::SystemUi, fontique::GenericFamily::UiSansSerif]
    {
        collection.set_generic_families(generic, chain.iter().copied());
    }
    for font in FONTS {
        let Some(family) = collection.family_id(font.family) else { continue };
        for script in font.scripts {
            if let Ok(tag) = <[u8; 4]>::try_from(script.as_bytes()) {
                let key = fontique::FallbackKey::new(fontique::Script::from_bytes(tag), None);
                collection.set_fallbacks(key, std::iter::once(family));
            }
        }
    }
}

/// How one language's letters are set.
pub struct Letters {
    rtl: bool,
    overhang: bool,
    line_factor: f32,
}

impl Letters {
    pub fn of(language: &Language) -> Self {
        let natural = natural_line_height(&language.font).unwrap_or(1.362);
        Self {
            rtl: language.is_rtl(),
            overhang: language.font.contains("Nastaliq"),
            line_factor: language.line_height / natural,
        }
    }

    pub fn is_rtl(&self) -> bool {
        self.rtl
    }

    /// The wanted line height over the family's own.
    pub fn line_factor(&self) -> f32 {
        self.line_factor
    }

    /// A text as it goes to the screen. Only invisible characters are added.
    pub fn shape(&self, text: &str) -> String {
        let text = if self.rtl { direction::right_to_left(text) } else { text.to_owned() };
        // A letter of Nastaliq reaches over the edge of its text, where it would be cut off.
        if self.overhang && !text.is_empty() { format!("\u{A0}{text}") } else { text }
    }
}

/// A family's own line height in ems.
fn natural_line_height(family: &str) -> Option<f32> {
    let font = FONTS.iter().find(|font| font.family == family)?;
    let metrics = FontRef::new(font.data).ok()?.metrics(Size::new(1.0), LocationRef::default());
    Some(metrics.ascent - metrics.descent + metrics.leading)
}
