//! Stairlight: an information kiosk for young people, and nothing kept.
//!
//! Two processes: `kiosk` knows what is touched and cannot write; `steward` can write and does not
//! know. ARCHITECTURE.md has the map.

pub mod app;
pub mod clock;
pub mod content;
pub mod diary;
pub mod direction;
pub mod fence;
pub mod health;
pub mod hw;
pub mod kiosk;
pub mod panel;
pub mod pin;
pub mod printer;
pub mod publish;
pub mod seizure;
pub mod setting;
pub mod site;
pub mod slip;
pub mod slots;
pub mod socket;
pub mod staff;
pub mod steward;
pub mod trust;
pub mod view;
pub mod visit;
pub mod watchdog;
