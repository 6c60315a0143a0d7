//! Whether a text has room on the paper, for those who check it before it is printed. Draws nothing.

use super::Width;
use super::design::panels;
use super::sheet::{MARGIN, PANEL, Sheet};
use super::type_set::{Align, TypeSetter};
use crate::content::{Content, Language};
use crate::visit::PaperOrder;

/// How one text stands on the paper.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fit {
    pub lines: usize,
    /// A word is longer than a line, so that it is broken in the middle.
    pub broken: bool,
    /// Letters that no font has.
    pub missing: usize,
    /// Marks that have no letter to stand on.
    pub circles: usize,
}

/// Sets a text as the paper would.
pub fn fit(text: &str, language: &Language, bold: bool, width: Width, setter: &mut TypeSetter) -> Fit {
    let inner = width.dots() - 2 * MARGIN;
    let style = Sheet::style(language, bold, Align::Start);
    let broken = setter.widest_word(text, style) > inner as f32;
    let block = setter.set(text, style, inner);
    Fit { lines: block.lines, broken, missing: TypeSetter::missing(&block), circles: TypeSetter::circles(&block) }
}

/// The length in dots of a panel that is too long to fold small, if a paper has one.
pub fn unfoldable(content: &Content, order: PaperOrder, width: Width, setter: &mut TypeSetter) -> Option<u32> {
    panels(content, order, width, setter).into_iter().find(|length| *length > PANEL)
}
