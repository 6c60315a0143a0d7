//! Anything that can happen to a visit, in any order: never a panic, always a way out, always home in
//! the end, and never two papers for one touch.

mod stage;

use proptest::prelude::*;
use stage::Play;
use stairlight::view::{Screen, View};
use stairlight::visit::{Action, Event, JobEnd, Key, Page, PrinterState, TextSize, Theme};

#[derive(Clone, Copy, Debug)]
enum Op {
    /// Chooses the n-th thing that can be chosen.
    Choose(u8),
    /// Chooses something that may not be offered at all.
    Blind(u8),
    Press(u8),
    Touch,
    Wait(u8),
    Measure(u8),
    Printer(u8),
    JobEnds(bool),
    Content,
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        8 => any::<u8>().prop_map(Op::Choose),
        1 => any::<u8>().prop_map(Op::Blind),
        3 => (0u8..5).prop_map(Op::Press),
        1 => Just(Op::Touch),
        1 => (0u8..100).prop_map(Op::Wait),
        1 => (0u8..6).prop_map(Op::Measure),
        1 => (0u8..3).prop_map(Op::Printer),
        1 => any::<bool>().prop_map(Op::JobEnds),
        1 => Just(Op::Content),
    ]
}

const KEYS: [Key; 5] = [Key::Next, Key::Previous, Key::Select, Key::Back, Key::Leave];
const STATES: [PrinterState; 3] = [PrinterState::Ready, PrinterState::NotReady, PrinterState::Resting];
const BLIND: [Action; 6] =
    [Action::Print, Action::Next, Action::More, Action::Digit(3), Action::ChooseCover(99), Action::GoOn];

/// Does one thing; returns whether it chose print.
fn perform(play: &mut Play, op: Op) -> bool {
    match op {
        Op::Choose(n) => {
            let actions = play.visit.actions();
            let action = actions[usize::from(n) % actions.len()];
            play.event(Event::Chosen(action));
            return action == Action::Print;
        }
        Op::Blind(n) => {
            let action = BLIND[usize::from(n) % BLIND.len()];
            let offered = play.visit.actions().contains(&action);
            play.event(Event::Chosen(action));
            return offered && action == Action::Print;
        }
        Op::Press(n) => {
            let focused = play.visit.focus().and_then(|at| play.visit.actions().get(at).copied());
            play.key(KEYS[usize::from(n)]);
            return KEYS[usize::from(n)] == Key::Select && focused == Some(Action::Print);
        }
        Op::Touch => play.event(Event::Touched),
        Op::Wait(seconds) => play.wait(seconds.into()),
        Op::Measure(folds) => play.event(Event::Measured { folds: folds.into() }),
        Op::Printer(n) => play.event(Event::Printer(STATES[usize::from(n)])),
        Op::JobEnds(done) if play.jobs().is_empty() => play.event(Event::Printer(STATES[usize::from(done)])),
        Op::JobEnds(done) => play.job_ends(if done { JobEnd::Done } else { JobEnd::Failed }),
        Op::Content => play.event(Event::Content(stage::content())),
    };
    false
}

/// What is shown and what can be chosen are the same list, and one of them is the way out.
fn check(play: &Play) -> Result<View, TestCaseError> {
    let view = play.view();
    let shown: Vec<Action> = view.targets().iter().map(|target| target.action).collect();
    let offered = play.visit.actions();
    prop_assert!(shown == offered || same(&shown, &offered), "what is shown differs on {}", play.see());
    let ids: std::collections::HashSet<i32> = view.targets().iter().map(|target| target.id).collect();
    prop_assert_eq!(ids.len(), offered.len(), "every target has its own id");
    prop_assert!(offered.contains(&Action::Leave) || play.is_on(Page::Cover), "no way out of {}", play.see());
    if let Some(at) = play.visit.focus() {
        prop_assert!(at < offered.len(), "the focus is nowhere on {}", play.see());
    }
    for target in view.targets() {
        prop_assert!(!target.label.trim().is_empty(), "something without a name on {}", play.see());
        prop_assert!(!target.label.contains('{'), "a placeholder is left: {}", target.label);
    }
    Ok(view)
}

/// The same actions, whatever their order.
fn same(shown: &[Action], offered: &[Action]) -> bool {
    shown.len() == offered.len() && offered.iter().all(|action| shown.contains(action))
}

fn is_default(view: &View) -> bool {
    view.frame.size == TextSize::Normal && view.frame.theme == Theme::Calm
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_happens_breaks_a_visit(ops in proptest::collection::vec(op(), 1..60)) {
        let mut play = Play::begin();
        let mut prints = 0;
        for op in ops {
            prints += usize::from(perform(&mut play, op));
            check(&play)?;
            prop_assert!(play.jobs().len() <= prints, "paper without a touch on print");
        }
        play.wait(500);
        let view = check(&play)?;
        prop_assert!(matches!(view.screen, Screen::Languages(_)), "idle comes home, not to {}", play.see());
        prop_assert!(!play.visit.has_begun());
    }

    #[test]
    fn defaults_return_after_every_visit(ops in proptest::collection::vec(op(), 1..40)) {
        let mut play = Play::begin();
        let fresh = play.view();
        for op in ops {
            perform(&mut play, op);
        }
        play.event(Event::Printer(PrinterState::Ready)).key(Key::Leave);
        play.wait(40);
        let view = play.view();
        prop_assert!(is_default(&view));
        prop_assert!(view.frame.language == fresh.frame.language);
        let (Screen::Languages(after), Screen::Languages(before)) = (&view.screen, &fresh.screen) else {
            return Err(TestCaseError::fail(format!("not at rest: {}", play.see())));
        };
        let labels = |choices: &[stairlight::view::Target]| choices.iter().map(|t| t.label.clone()).collect::<Vec<_>>();
        prop_assert_eq!(labels(&after.choices), labels(&before.choices));
        prop_assert!(play.visit.paper().cover == 0 && !play.visit.paper().with_english);
    }
}
