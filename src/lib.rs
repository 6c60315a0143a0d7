//! Stairlight: an information kiosk for young people, and nothing kept.
//!
//! Two processes: `kiosk` knows what is touched and cannot write; `steward` can write and does not
//! know. ARCHITECTURE.md has the map.

pub mod clock;
pub mod content;
pub mod direction;
pub mod kiosk;
pub mod printer;
pub mod site;
pub mod slip;
pub mod view;
pub mod visit;
