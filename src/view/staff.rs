//! The staff's pages as they are shown: the same frame, targets and ids as for visitors, in English.

use super::compose::{Target, id};
use super::{Frame, Screen, StaffView, View};
use crate::staff::{Choice, Item, Staff};
use crate::visit::{Action, TextSize, Theme};

/// Draws a page for staff, as data.
pub fn staff_view(staff: &Staff) -> View {
    let choices = staff.choices();
    let target = |item: &Item| {
        let place = choices.iter().position(|choice| *choice == item.choice)?;
        Some(Target {
            action: Action::Staff(item.choice),
            id: id(staff.serial(), place)?,
            label: item.label.clone(),
            detail: item.detail.clone(),
            icon: item.icon.to_owned(),
            chosen: item.chosen,
            focused: staff.focus() == Some(place),
        })
    };
    let button = |choice, label: &str, icon| target(&Item::new(choice, label).with_icon(icon));
    let sheet = staff.sheet();
    View {
        frame: Frame {
            language: staff.content().english(),
            // Denser than a visitor's page, and still readable at arm's length.
            size: TextSize::Small,
            theme: Theme::default(),
            serial: staff.serial(),
            fold: staff.fold().0,
            leave: button(Choice::Leave, "Leave", "door"),
            text_size: None,
            languages: None,
            home: None,
            back: button(Choice::Back, "Back", "chevron-back"),
            next: None,
            more: button(Choice::More, "More", "chevron-down"),
            position: None,
            draft: None,
        },
        screen: Screen::Staff(StaffView {
            keys: sheet.keys.iter().filter_map(target).collect(),
            items: sheet.items.iter().filter_map(target).collect(),
            title: sheet.title,
            lines: sheet.lines,
            entry: sheet.entry,
            keys_in_a_row: sheet.keys_in_a_row,
            progress: sheet.progress,
        }),
    }
}
