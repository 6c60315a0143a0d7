//! Whatever is touched, pressed or told in whatever order: no panic, a way out, and nothing behind the PIN
//! without the PIN.

use proptest::prelude::*;
use stairlight::pin::{PinAnswer, ResetCode};
use stairlight::site::Site;
use stairlight::socket::{StaffNews, TestPage};
use stairlight::staff::{Choice, Effect, Event};
use stairlight::visit::Key;

use crate::play::Play;

#[derive(Clone, Debug)]
enum Do {
    Choose(prop::sample::Index),
    Key(u8),
    News(u8),
    Wait(u64),
    Measured(usize),
    Tested,
}

fn anything() -> impl Strategy<Value = Do> {
    prop_oneof![
        8 => any::<prop::sample::Index>().prop_map(Do::Choose),
        2 => (0_u8..5).prop_map(Do::Key),
        3 => (0_u8..18).prop_map(Do::News),
        1 => (0_u64..70).prop_map(Do::Wait),
        1 => (0_usize..9).prop_map(Do::Measured),
        1 => Just(Do::Tested),
    ]
}

fn news(which: u8) -> StaffNews {
    match which {
        0 => StaffNews::NoPin,
        1 => StaffNews::StickOut,
        2 => StaffNews::Looking,
        3 => StaffNews::Refused("no".to_owned()),
        4 => StaffNews::AlreadyThere,
        5 => StaffNews::Found { number: 2, published: None, seconds: 1 },
        6 => StaffNews::Remark("old".to_owned()),
        7 => StaffNews::Copying { percent: 50 },
        8 => StaffNews::Change("x".to_owned()),
        9 => StaffNews::Ready,
        10 => StaffNews::Taken,
        11 => StaffNews::InUse { number: Some(1) },
        12 => StaffNews::Pin(PinAnswer::Wrong { wait_seconds: 3 }),
        13 => StaffNews::Site(Box::new(Site { county: "Kern".to_owned(), ..Site::default() })),
        14 => StaffNews::SiteTaken,
        15 => StaffNews::PinTaken,
        16 => StaffNews::ResetCode(ResetCode::parse("ABCDEFGH").expect("a code")),
        _ => StaffNews::Locked,
    }
}

fn play(play: &mut Play, steps: &[Do]) {
    for step in steps {
        match step {
            Do::Choose(index) => {
                let choices: Vec<_> =
                    play.staff.choices().into_iter().filter(|choice| *choice != Choice::Leave).collect();
                if !choices.is_empty() {
                    play.event(Event::Chosen(*index.get(&choices)));
                }
            }
            Do::Key(key) => {
                play.key([Key::Next, Key::Previous, Key::Select, Key::Back, Key::Next][usize::from(*key)]);
            }
            Do::News(which) => {
                play.news(news(*which));
            }
            Do::Wait(seconds) => {
                play.wait(*seconds);
            }
            Do::Measured(folds) => {
                play.event(Event::Measured { folds: *folds });
            }
            Do::Tested => {
                play.event(Event::Tested(TestPage::Done));
            }
        }
        let choices = play.staff.choices();
        assert_eq!(choices.last(), Some(&Choice::Leave), "the way out is always there");
        let repeated = choices.iter().enumerate().find(|(at, choice)| choices[..*at].contains(choice));
        assert!(repeated.is_none(), "one choice stands twice: {repeated:?} on {}", play.see());
        assert!(play.staff.focus().is_none_or(|at| at < choices.len()), "the keys are somewhere");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    #[test]
    fn anything_goes_and_leave_always_works(steps in prop::collection::vec(anything(), 0..80), inside: bool) {
        let mut staff = if inside { Play::inside() } else { Play::begin() };
        play(&mut staff, &steps);
        staff.effects.clear();
        staff.key(Key::Leave);
        prop_assert!(staff.effects.contains(&Effect::Ended));
    }

    /// Without the steward's "good" there are only the PIN's pages, whatever else it says.
    #[test]
    fn nothing_opens_without_the_steward(steps in prop::collection::vec(anything(), 0..80)) {
        let mut staff = Play::begin();
        for step in steps {
            play(&mut staff, std::slice::from_ref(&step));
            let title = staff.title();
            prop_assert!(title.contains("PIN") || title.contains("six digits"), "{}", staff.see());
        }
    }
}
