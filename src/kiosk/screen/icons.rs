//! Icons as the screen toolkit's images, each read once.

use std::cell::RefCell;
use std::collections::HashMap;

use slint::Image;

#[derive(Default)]
pub struct Icons(RefCell<HashMap<String, Image>>);

impl Icons {
    /// The icon of that name; the empty image for no name or an unknown one.
    pub fn get(&self, name: &str) -> Image {
        if name.is_empty() {
            return Image::default();
        }
        self.0.borrow_mut().entry(name.to_owned()).or_insert_with(|| read(name)).clone()
    }
}

fn read(name: &str) -> Image {
    stairlight_ui::icons::svg(name).and_then(|svg| Image::load_from_svg_data(svg).ok()).unwrap_or_default()
}
