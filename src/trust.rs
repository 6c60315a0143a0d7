//! Whose content may come onto the device: a repository of The Update Framework (TUF) on a stick.
//!
//! Thresholds, rotation of keys, protection from old and mixed content and limits of size are the work of
//! the `tough` crate; its async stays inside `trust::offer`. What we add is small: flat names ([`FileName`]),
//! two signatures for a core number ([`numbers`]), counties that may only add ([`local`]), a file that resets
//! a forgotten PIN ([`reset`]), and words that staff understand ([`Refusal`]). Nothing here writes on the device; [`slots`](crate::slots) does.
//!
//! Words: a *repository* is the folder `stairlight` on a stick; an *offer* is one that has been verified;
//! the *floor* is the newest metadata that the device has accepted, below which it never goes again.

pub mod changes;
pub mod file_name;
pub mod floor;
pub mod keys;
pub mod local;
pub mod medium;
pub mod metadata;
pub mod numbers;
pub mod offer;
pub mod publish;
pub mod refusal;
pub mod reset;
pub mod source;

pub use self::changes::Changes;
pub use self::file_name::FileName;
pub use self::floor::Floor;
pub use self::offer::{Listed, Offer};
pub use self::refusal::Refusal;
pub use self::reset::Reset;
pub use self::source::{Source, StickFolder};
