//! The PIN's pages: asked for, chosen, changed.

use super::{Choice, Effect, Item, Line, Page, Purpose, Sheet, Staff, Stick};
use crate::pin::{Pin, PinAnswer};
use crate::socket::StaffWish;

const LENGTH: usize = 6;

impl Staff {
    pub(super) fn pin_sheet(&self, purpose: Purpose) -> Sheet {
        let (title, words) = match purpose {
            Purpose::Enter => ("For staff: your PIN", ""),
            Purpose::First => (
                "Choose a PIN for staff",
                "Six digits that are not easy to guess. Whoever looks after this device needs them. If they are forgotten, your content office or the service panel behind the locked door can reset them.",
            ),
            Purpose::New => ("Choose a new PIN", "Six digits that are not easy to guess."),
            Purpose::Again => ("The same six digits once more", "So that a slip of the finger locks nobody out."),
        };
        let mut sheet = Sheet::new(title);
        if purpose == Purpose::Enter || self.stick == Stick::PinTaken {
            sheet.lines.extend(self.stick_lines());
        }
        if purpose == Purpose::Enter {
            sheet.items.push(Item::new(Choice::Open(Page::Forgotten), "I forgot the PIN"));
        }
        sheet.lines.extend(self.note.iter().map(Line::strong));
        if self.note.is_none() && !words.is_empty() {
            sheet = sheet.say(words);
        }
        let typed = self.entry.len();
        sheet.entry = Some(["•"].repeat(typed).into_iter().chain(["–"].repeat(LENGTH - typed)).collect());
        sheet.with_digits()
    }

    pub(super) fn forgotten_sheet(&self) -> Sheet {
        let mut sheet = Sheet::new("I forgot the PIN");
        sheet.lines.extend(self.note.iter().map(Line::strong));
        match self.code {
            Some(code) => {
                // First, so that it is seen on the smallest panel.
                sheet.lines.push(Line::strong(format!("The code of this device: {code}")));
                sheet = sheet
                    .say("Send it to your content office. They send you a file for a stick: put the stick in, and choose a new PIN.")
                    .say("Or open the service bay: on the panel's last page (About), hold the key with the dot for two seconds with the door open.");
                sheet.lines.push(Line::quiet(
                    "The code opens nothing by itself. It is for this device alone, and for one time.",
                ));
                sheet
            }
            None if self.note.is_none() => sheet.say("The device is asked for its code."),
            None => sheet,
        }
    }

    /// One more digit; the sixth is a try.
    pub(super) fn pin_typed(&mut self, purpose: Purpose) -> Vec<Effect> {
        self.note = None;
        let Some(pin) = Pin::parse(&self.entry) else { return Vec::new() };
        self.entry.clear();
        match purpose {
            Purpose::Enter => vec![Effect::Wish(StaffWish::Pin(pin))],
            Purpose::First | Purpose::New if pin.is_weak() => {
                self.pin_answered(PinAnswer::Weak);
                Vec::new()
            }
            Purpose::First | Purpose::New => {
                self.first = Some(pin);
                self.replace(Page::Pin(Purpose::Again));
                Vec::new()
            }
            Purpose::Again => match self.first.take() {
                Some(first) if first == pin => vec![Effect::Wish(StaffWish::SetPin(pin))],
                _ => {
                    self.note = Some("Those were not the same. Choose again.".to_owned());
                    let purpose = if self.open { Purpose::New } else { Purpose::First };
                    self.replace(Page::Pin(purpose));
                    Vec::new()
                }
            },
        }
    }

    /// The steward's answer. Good ones open the pages behind.
    pub(super) fn pin_answered(&mut self, answer: PinAnswer) -> bool {
        let wait = |seconds| format!("Please wait {seconds} seconds, then try again.");
        self.note = Some(match answer {
            PinAnswer::Good => return true,
            PinAnswer::Wrong { wait_seconds: 0 } => "That was not the PIN. Try again.".to_owned(),
            PinAnswer::Wrong { wait_seconds } => format!("That was not the PIN. {}", wait(wait_seconds)),
            PinAnswer::Wait { seconds } => wait(seconds),
            PinAnswer::NoneSet => {
                self.no_pin();
                return false;
            }
            PinAnswer::Weak => "Too easy to guess. Choose other digits.".to_owned(),
            PinAnswer::Unreadable => {
                "The PIN cannot be read or kept. Open the service bay and reset it at the panel.".to_owned()
            }
        });
        if answer == PinAnswer::Weak && self.page == Page::Pin(Purpose::Again) {
            self.page = Page::Pin(if self.open { Purpose::New } else { Purpose::First });
        }
        self.changed();
        false
    }

    /// The device has no PIN: it is being set up.
    pub(super) fn no_pin(&mut self) {
        self.guide = Some(0);
        (self.note, self.code) = (None, None);
        self.trail.clear();
        self.replace(Page::Pin(Purpose::First));
    }

    pub(super) fn erase(&mut self) {
        self.entry.pop();
    }
}

impl Choice {
    /// Keys that type.
    pub(super) fn letter(self) -> Option<char> {
        match self {
            Self::Type(letter) => Some(letter),
            _ => None,
        }
    }
}
