//! What the panel's keys asked for: who does it, and what was answered.
//!
//! It performs nothing. There is no "print again" in these lists, on purpose.

use std::time::Duration;

use stairlight_link::{Action, Outcome};

/// Something that the steward has to do because of the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Print the fixed test page.
    PrinterTest,
    /// Staff want to pull the plug: stop everything in order, then the machine.
    SafeShutdown,
    /// Forget the staff PIN. Only ever asked with the service bay open.
    PinReset,
    /// Look at everything again. Already answered; what is found goes into the next status.
    LookAgain,
    /// The panel misses our beats and will cut the power within a minute: stop now. Already agreed.
    StopNow,
}

/// How the steward fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Begun; another answer may follow.
    Started,
    /// Finished.
    Done,
    /// Begun, and nobody will ever know more.
    Unconfirmed,
    /// Not now, or not here.
    Refused,
    /// It did not work.
    Failed,
    /// There is no PIN to forget.
    NoneSet,
}

impl Ask {
    /// The action that this answers; none for what the conversation itself has answered.
    pub(super) fn action(self) -> Option<Action> {
        match self {
            Ask::PrinterTest => Some(Action::PrinterTest),
            Ask::SafeShutdown => Some(Action::SafeShutdown),
            Ask::PinReset => Some(Action::PinReset),
            Ask::LookAgain | Ask::StopNow => None,
        }
    }
}

impl From<Answer> for Outcome {
    fn from(answer: Answer) -> Outcome {
        match answer {
            Answer::Started | Answer::Unconfirmed => Outcome::Started,
            Answer::Done => Outcome::Done,
            Answer::Refused => Outcome::Refused,
            Answer::Failed => Outcome::Failed,
            Answer::NoneSet => Outcome::NoneSet,
        }
    }
}

/// A request without an answer is forgotten after this, so that the key works again.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(60);

/// The requests in the steward's hands.
#[derive(Default)]
pub(super) struct Requests(Vec<InHand>);

struct InHand {
    action: Action,
    since: Duration,
    begun: bool,
}

/// What to do about a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// Ask the steward.
    New,
    /// It has been asked; its answer will do for both.
    Waiting,
    /// It has begun already.
    Begun,
}

impl Requests {
    /// Takes a request; the same one is not handed over twice at a time.
    pub(super) fn take(&mut self, action: Action, now: Duration) -> Taken {
        self.0.retain(|hand| now.saturating_sub(hand.since) < FORGOTTEN_AFTER);
        match self.0.iter().find(|hand| hand.action == action) {
            Some(InHand { begun: true, .. }) => Taken::Begun,
            Some(_) => Taken::Waiting,
            None => {
                self.0.push(InHand { action, since: now, begun: false });
                Taken::New
            }
        }
    }

    /// Notes an answer.
    pub(super) fn answered(&mut self, action: Action, answer: Answer) {
        match answer {
            Answer::Started => {
                self.0.iter_mut().filter(|hand| hand.action == action).for_each(|hand| hand.begun = true);
            }
            Answer::Done | Answer::Unconfirmed | Answer::Refused | Answer::Failed | Answer::NoneSet => {
                self.0.retain(|hand| hand.action != action);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_request_is_in_hand_once() {
        let mut requests = Requests::default();
        let at = Duration::from_secs;
        assert_eq!(requests.take(Action::PrinterTest, at(1)), Taken::New);
        assert_eq!(requests.take(Action::PrinterTest, at(2)), Taken::Waiting);
        assert_eq!(requests.take(Action::PinReset, at(2)), Taken::New);
        requests.answered(Action::PrinterTest, Answer::Started);
        assert_eq!(requests.take(Action::PrinterTest, at(3)), Taken::Begun);
        requests.answered(Action::PrinterTest, Answer::Done);
        assert_eq!(requests.take(Action::PrinterTest, at(4)), Taken::New);
        assert_eq!(requests.take(Action::PrinterTest, at(64)), Taken::New, "the steward never answered");
    }
}
