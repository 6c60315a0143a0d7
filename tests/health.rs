//! Health: from the device's condition to a state, a sentence, a step and somebody who can do it; and the
//! forms in which it is told.

#[path = "health/conditions.rs"]
mod conditions;
#[path = "health/device.rs"]
mod device;
#[path = "health/forms.rs"]
mod forms;
#[path = "stage/golden.rs"]
mod golden;
#[path = "health/machine.rs"]
mod machine;
#[path = "health/staff.rs"]
mod staff;
#[path = "health/walk.rs"]
mod walk;
#[path = "health/year.rs"]
mod year;

use stairlight::clock::Date;
use stairlight::health::{Conditions, ContentState, Screen};
use stairlight::socket::PrinterCondition;

pub fn date(text: &str) -> Date {
    Date::parse(text).expect("a day")
}

/// A device of which only good is known.
pub fn well() -> Conditions {
    let mut is = Conditions::unknown(date("2026-12-01"));
    is.screen = Screen::Alive;
    is.printer = PrinterCondition::Ready;
    is.content.state = ContentState::Whole;
    is
}
