//! The types that a visit is made of have no way out: none can be printed, logged or stored. Held by the
//! compiler: with one of these traits on one of these types, this file does not compile.

use std::fmt::{Debug, Display};
use std::fs;
use std::path::Path;

use serde::Serialize;
use stairlight::content::{LanguageId, ServiceId, TopicId};
use stairlight::kiosk::desk::{Desk, Outcome};
use stairlight::kiosk::press::Press;
use stairlight::kiosk::screen::{Input, Screen};
use stairlight::slip::Bitmap;
use stairlight::view::{Screen as ViewScreen, View};
use stairlight::visit::{
    Action, Effect, Event, JobNumber, Key, Memory, Page, PaperChoice, PaperOrder, Recall, Said, Settings, TextSize,
    Theme, Visit,
};

/// Names a function that is there once for every type, and once more for each that has the trait: then
/// nobody can say which is meant.
macro_rules! cannot {
    ($($trait:path),* ; $($type:ty),* $(,)?) => {
        cannot!(@each [$($trait),*] $($type),*);
        const CHECKED: &[&str] = &[$(stringify!($type)),*];
    };
    (@each $traits:tt $($type:ty),*) => { $(cannot!(@one $traits $type);)* };
    (@one [$($trait:path),*] $type:ty) => { $(
        const _: fn() = || {
            trait Means<Which> {
                fn exist() {}
            }
            struct Forbidden;
            impl<T: ?Sized> Means<()> for T {}
            impl<T: ?Sized + $trait> Means<Forbidden> for T {}
            let _ = <$type as Means<_>>::exist;
        };
    )* };
}

cannot!(
    Debug, Display, Serialize;
    Visit, Event, Effect, Action, Page, Said, Key, Settings, PaperChoice, PaperOrder, TextSize, Theme, JobNumber,
    Memory, Recall, View, ViewScreen, Bitmap, Desk<Press>, Outcome, Input, Screen, LanguageId, TopicId, ServiceId,
);

/// No type of the visit is missing above, unless it says nothing of a visit by itself.
#[test]
fn i_5_no_type_of_a_visit_can_be_logged_or_stored() {
    let free = ["PrinterState", "JobEnd", "Chunk"];
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![root.join("visit.rs")];
    files.extend(fs::read_dir(root.join("visit")).expect("the visit").flatten().map(|entry| entry.path()));
    let mut seen = 0;
    for file in files {
        let text = fs::read_to_string(&file).expect("text");
        let items = text.lines().filter_map(|line| {
            let name = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "))?;
            name.split(|letter: char| !letter.is_alphanumeric()).next()
        });
        for name in items {
            seen += 1;
            assert!(CHECKED.contains(&name) || free.contains(&name), "{name} in {}", file.display());
        }
    }
    assert!(seen > 15, "{seen}");
}
