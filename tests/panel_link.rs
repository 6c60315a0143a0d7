//! The wire between the Pi and its service panel, with the firmware's own mind at the other end and
//! a pseudo-terminal in between. Time is set by hand; only bytes in the kernel are waited for.

#[path = "panel_link/bench.rs"]
mod bench;
#[path = "panel_link/hang.rs"]
mod hang;
#[path = "panel_link/keys.rs"]
mod keys;
#[path = "panel_link/lines.rs"]
mod lines;
#[path = "panel_link/privacy.rs"]
mod privacy;
#[path = "panel_link/service.rs"]
mod service;
#[path = "panel_link/steward.rs"]
mod steward;
#[path = "panel_link/talk.rs"]
mod talk;
#[path = "panel_link/test_page.rs"]
mod test_page;
#[path = "panel_link/trouble.rs"]
mod trouble;
#[path = "panel_link/tube.rs"]
mod tube;
#[path = "panel_link/virtual_panel.rs"]
mod virtual_panel;
#[path = "panel_link/wire.rs"]
mod wire;
