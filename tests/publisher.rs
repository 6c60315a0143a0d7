//! The publisher's tools, on the content of this repository and on copies of it that are broken on
//! purpose.

#[path = "publisher/checks.rs"]
mod checks;
#[path = "publisher/fixture.rs"]
mod fixture;
#[path = "publisher/gettext.rs"]
mod gettext;
#[path = "publisher/import.rs"]
mod import;
#[path = "publisher/preview.rs"]
mod preview;
