//! How large type is on a panel, and how much room the parts of a page have, for those who check texts
//! before they are shown. The sizes are the theme's own; the parts follow `ui/widgets/tile.slint` and
//! `ui/screens/card.slint`, and change with them.

use slint::{ComponentHandle, Global};
use stairlight_ui as ui;

use super::{Glass, Screen, capital_mm, register_fonts};
use crate::kiosk::tour::Panel;
use crate::visit::TextSize;

/// Type sizes and room, in pixels of the panel.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Measures {
    pub body: f32,
    pub heading: f32,
    pub small: f32,
    /// A line of a page.
    pub page: f32,
    /// A line of a card or of a helper's row, inside its frame.
    pub card: f32,
    /// The words of a tile with an icon, over the whole page.
    pub tile: f32,
    /// The words of one of two tiles side by side, with an icon.
    pub half_tile: f32,
    /// The same without an icon.
    pub half_plain: f32,
}

/// The measures of a panel at a text size. Needs the screen's toolkit on this thread, but no display.
///
/// # Errors
/// Those of the toolkit.
pub fn measures(panel: Panel, size: TextSize) -> Result<Measures, slint::PlatformError> {
    let _glass = Glass::install(panel.width, panel.height);
    register_fonts();
    let screen = Screen::new()?;
    screen.set_panel(panel.width, panel.height, panel.width_mm);
    screen.app().show()?;
    let theme = ui::Theme::get(screen.app());
    theme.set_capital(capital_mm(size));
    let mm = theme.get_mm();
    let (body, page, gap) = (theme.get_body(), theme.get_page_width(), theme.get_gap());
    let (inset, icon) = (3.0 * mm, body * 1.1 + 2.5 * mm);
    let half = if theme.get_stacked() { page } else { (page - gap) / 2.0 } - 2.0 * inset;
    Ok(Measures {
        body,
        heading: theme.get_heading(),
        small: theme.get_small(),
        page,
        card: page - 10.0 * mm,
        tile: page - 2.0 * inset - icon,
        half_tile: half - icon,
        half_plain: half,
    })
}
