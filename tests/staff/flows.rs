//! What staff do, from the first PIN to the last yes.

use stairlight::health::{Group, Part, State, Who};
use stairlight::pin::{Pin, PinAnswer, ResetCode};
use stairlight::site::{LocalHelper, Site};
use stairlight::socket::{HealthPart, StaffNews, StaffWish, TestPage};
use stairlight::staff::{Choice, Effect, Event};
use stairlight::visit::Key;

use crate::play::{PIN, Play, pin};

fn found() -> StaffNews {
    StaffNews::Found { number: 12, published: Some("2031-03-01".to_owned()), seconds: 4 }
}

#[test]
fn nothing_but_the_pin_and_leave_before_the_pin() {
    let mut play = Play::begin();
    assert_eq!(play.title(), "For staff: your PIN");
    play.news(found());
    assert!(play.see().contains("New content found: number 12 of 2031-03-01."), "{}", play.see());
    assert_eq!(play.items(), ["I forgot the PIN"], "nothing to take yet");
    play.type_in("27");
    assert_eq!(play.staff.sheet().entry.as_deref(), Some("••––––"));
    play.touch("Erase");
    assert_eq!(play.staff.sheet().entry.as_deref(), Some("•–––––"));
    play.touch("Leave");
    assert!(play.has_ended());
    assert_eq!(play.wishes(), [], "nothing was told to the steward");
    let mut play = Play::inside();
    play.touch("Leave");
    assert_eq!(play.wishes(), [StaffWish::Leave]);
}

#[test]
fn a_wrong_pin_is_said_and_the_wait_with_it() {
    let mut play = Play::begin();
    play.type_in("314159");
    assert_eq!(play.wishes(), [StaffWish::Pin(Pin::parse("314159").expect("six digits"))]);
    play.news(StaffNews::Pin(PinAnswer::Wrong { wait_seconds: 0 }));
    assert_eq!(play.see(), "For staff: your PIN: That was not the PIN. Try again.");
    play.type_in("314159").news(StaffNews::Pin(PinAnswer::Wrong { wait_seconds: 30 }));
    assert!(play.see().contains("Please wait 30 seconds"), "{}", play.see());
    play.type_in(PIN).news(StaffNews::Pin(PinAnswer::Unreadable));
    assert!(play.see().contains("reset it at the panel"), "{}", play.see());
    play.type_in(PIN).news(StaffNews::Pin(PinAnswer::Good));
    assert_eq!(play.title(), "For staff");
}

#[test]
fn a_forgotten_pin_has_a_code_and_a_way_back() {
    let mut play = Play::begin();
    assert_eq!(play.wishes(), [], "nothing is asked before somebody chooses it");
    play.touch("I forgot the PIN");
    assert_eq!(play.wishes(), [StaffWish::ForgotPin]);
    assert_eq!(play.see(), "I forgot the PIN: The device is asked for its code.");
    play.news(StaffNews::ResetCode(ResetCode::parse("ABCDEFGH").expect("a code")));
    assert!(
        play.see().contains("The code of this device: ABCD EFGH Send it to your content office."),
        "{}",
        play.see()
    );
    assert!(play.see().contains("hold the key with the dot for two seconds with the door open"), "{}", play.see());
    play.wait(200);
    assert!(!play.has_ended(), "a code takes its time to be written down");
    play.touch("Back");
    assert_eq!(play.title(), "For staff: your PIN");
    // The file comes back on a stick.
    play.news(StaffNews::Looking).news(StaffNews::PinTaken).news(StaffNews::NoPin);
    assert!(play.see().starts_with("Choose a PIN for staff: The old PIN is gone."), "{}", play.see());
    play.type_in(PIN).type_in(PIN);
    assert_eq!(play.wishes(), [StaffWish::SetPin(pin())]);
    // Where the code cannot be kept, the panel is the way.
    let mut play = Play::begin();
    play.touch("I forgot the PIN").news(StaffNews::Pin(PinAnswer::Unreadable));
    assert!(play.see().contains("reset it at the panel"), "{}", play.see());
    // And a device without a PIN has none to forget.
    play.news(StaffNews::NoPin);
    assert_eq!(play.title(), "Choose a PIN for staff");
    play.touch("Leave");
    assert!(play.has_ended());
}

#[test]
fn new_content_from_stick_to_done() {
    let mut play = Play::begin();
    play.news(StaffNews::Looking).news(found()).type_in(PIN);
    assert_eq!(play.wishes(), [StaffWish::Pin(pin())]);
    play.news(StaffNews::Pin(PinAnswer::Good));
    assert_eq!(play.title(), "Content");
    assert_eq!(play.wishes(), [StaffWish::Tell]);
    play.news(StaffNews::InUse { number: Some(11) }).news(found());
    assert!(play.see().contains("In use: content 11."), "{}", play.see());
    play.touch("Copy it, and show me what changes");
    assert_eq!(play.wishes(), [StaffWish::Take]);
    play.news(StaffNews::Copying { percent: 0 }).news(StaffNews::Copying { percent: 40 });
    assert_eq!(play.staff.sheet().progress, Some(40));
    assert!(!play.offers("Go back to the content before"), "not while it is copied");
    play.news(StaffNews::Change("Number of \"Talk\" (on every paper): 1 becomes 2".to_owned()));
    play.news(StaffNews::Change("New language: Khmer".to_owned())).news(StaffNews::Ready);
    assert_eq!(play.title(), "What changes");
    assert!(play.see().contains("1 becomes 2 New language: Khmer"), "{}", play.see());
    play.touch("Let me look at it first");
    assert_eq!(play.effects, [Effect::Preview]);
    play.effects.clear();
    play.touch("Yes, use it");
    assert_eq!(play.wishes(), [StaffWish::Yes]);
    play.news(StaffNews::InUse { number: Some(12) }).news(StaffNews::Taken);
    assert!(play.see().contains("In use: content 12."), "{}", play.see());
    assert!(play.see().contains("Done. You can take the stick."), "{}", play.see());
}

#[test]
fn a_stick_that_is_slow_is_called_so_and_waited_for() {
    let mut play = Play::inside();
    play.touch("Content").news(found()).touch("Copy it, and show me what changes");
    play.news(StaffNews::Copying { percent: 0 }).wait(15).news(StaffNews::Copying { percent: 10 });
    assert!(play.see().contains("You can wait here. Do not take the stick yet."), "{}", play.see());
    play.wait(10).news(StaffNews::Copying { percent: 20 });
    assert!(play.see().contains("This stick is slow. It goes on: do not take it yet."), "{}", play.see());
    play.news(StaffNews::Ready);
    assert!(!play.see().contains("slow"), "{}", play.see());
}

#[test]
fn a_no_and_a_stick_that_is_pulled_lead_back() {
    let mut play = Play::inside();
    play.touch("Content").news(found()).touch("Copy it, and show me what changes");
    play.news(StaffNews::Copying { percent: 0 }).news(StaffNews::Ready);
    play.touch("No, leave it as it is");
    assert_eq!(play.wishes(), [StaffWish::Take, StaffWish::No]);
    assert_eq!(play.title(), "Content");
    play.news(found()).touch("Copy it, and show me what changes").news(StaffNews::Copying { percent: 0 });
    play.news(StaffNews::Refused("The stick was pulled out.".to_owned()));
    assert!(play.see().contains("The stick was pulled out."), "{}", play.see());
    play.news(StaffNews::StickOut);
    assert!(!play.see().contains("pulled"), "{}", play.see());
}

#[test]
fn the_first_start_leads_from_pin_to_language_county_and_printer() {
    let mut play = Play::begin();
    play.news(StaffNews::NoPin);
    assert_eq!(play.title(), "Choose a PIN for staff");
    play.type_in("123456");
    assert!(play.see().contains("Too easy to guess"), "{}", play.see());
    play.type_in(PIN);
    assert_eq!(play.title(), "The same six digits once more");
    play.type_in("314159");
    assert!(play.see().contains("not the same"), "{}", play.see());
    assert_eq!(play.wishes(), [], "nothing is set yet");
    play.type_in(PIN).type_in(PIN);
    assert_eq!(play.wishes(), [StaffWish::SetPin(pin())]);
    play.news(StaffNews::Pin(PinAnswer::Good));
    assert_eq!(play.title(), "Service panel's language");
    play.touch("Spanish").touch("Yes, use it").news(StaffNews::SiteTaken);
    assert_eq!(play.title(), "County");
    play.wishes();
    play.touch("Fresno");
    assert_eq!(play.see(), "What changes: County not set becomes Fresno Visitors see it from the next visit on.");
    play.touch("Yes, use it");
    let wishes = play.wishes();
    assert!(matches!(&wishes[..], [StaffWish::Site(site)] if site.county == "Fresno"), "{wishes:?}");
    play.news(StaffNews::SiteTaken);
    assert_eq!(play.title(), "Printer");
    play.touch("Print a test page");
    assert_eq!(play.effects, [Effect::TestPage]);
    play.event(Event::Tested(TestPage::Done)).touch("Next");
    assert_eq!(play.title(), "For staff");
    // Everything can be passed over, and nothing but the PIN is asked for again.
    let mut play = Play::begin();
    play.news(StaffNews::NoPin).type_in(PIN).type_in(PIN).news(StaffNews::Pin(PinAnswer::Good));
    play.touch("Next").touch("Next").touch("Next");
    assert_eq!(play.title(), "For staff");
    play.touch("Printer");
    assert!(!play.offers("Next"));
}

#[test]
fn the_sites_own_helper_is_typed_and_shown_before_it_is_taken() {
    let mut play = Play::inside();
    play.touch("This site").touch("Your own helper").type_in("room 12").touch("Done");
    play.type_in("1-800-555-0199").touch("Done");
    assert!(play.see().contains("none becomes Room 12 1-800-555-0199"), "{}", play.see());
    play.touch("Yes, use it");
    let wishes = play.wishes();
    let Some(StaffWish::Site(site)) = wishes.last() else { panic!("{wishes:?}") };
    assert_eq!(site.helper.as_ref().map(|helper| helper.label.as_str()), Some("Room 12"));
    // A room to go to has no number.
    let mut play = Play::inside();
    play.touch("This site").touch("Your own helper").type_in("room 12").touch("Done").touch("Done");
    assert!(play.see().contains("none becomes Room 12"), "{}", play.see());
    assert!(play.offers("Yes, use it"));
    // What has no digit is no number.
    let mut play = Play::inside();
    play.touch("This site").touch("Your own helper").type_in("room 12").touch("Done").type_in("-").touch("Done");
    assert!(play.see().contains("This cannot be used"), "{}", play.see());
    // A helper without a name is none, whatever the number.
    let mut play = Play::inside();
    let nameless = Some(LocalHelper { label: String::new(), number: "211".to_owned() });
    play.touch("This site").touch("Take the settings from the stick");
    play.news(StaffNews::Site(Box::new(Site { helper: nameless, ..Site::default() })));
    assert!(play.see().contains("This cannot be used"), "{}", play.see());
    assert!(!play.offers("Yes, use it"));
}

#[test]
fn lists_are_chosen_in_order_and_never_left_empty() {
    let mut play = Play::inside();
    play.touch("This site").touch("Languages first").touch("Vietnamese").touch("1. English").touch("Done");
    assert!(play.see().contains("en, es becomes es, vi"), "{}", play.see());
    let mut play = Play::inside();
    play.touch("This site").touch("Paper covers");
    for cover in ["plain", "bookmark", "study", "receipt"] {
        play.touch(cover);
    }
    play.touch("Done");
    assert!(play.see().ends_with("becomes receipt Visitors see it from the next visit on."), "{}", play.see());
}

#[test]
fn settings_on_a_stick_are_shown_as_a_difference() {
    let mut play = Play::inside();
    play.touch("This site").touch("Take the settings from the stick");
    assert_eq!(play.wishes(), [StaffWish::ReadSite]);
    let site = Site { county: "Kern".to_owned(), ..crate::stage::content().site.clone() };
    play.news(StaffNews::Site(Box::new(site)));
    assert!(play.see().contains("County not set becomes Kern"), "{}", play.see());
    play.touch("Yes, use it");
    assert_eq!(play.wishes(), [StaffWish::TakeSite]);
    play.news(StaffNews::SiteRefused("county: no.".to_owned()));
    assert!(play.see().contains("county: no."), "{}", play.see());
}

#[test]
fn untouched_pages_go_away() {
    let mut play = Play::begin();
    play.wait(44);
    assert!(!play.has_ended());
    play.wait(2);
    assert!(play.has_ended());
    let mut play = Play::inside();
    play.wait(299);
    assert!(!play.has_ended());
    play.wait(2);
    assert!(play.has_ended());
    // A copy under way is waited for.
    let mut play = Play::inside();
    play.touch("Content").news(found()).touch("Copy it, and show me what changes");
    play.news(StaffNews::Copying { percent: 3 }).wait(1000);
    assert!(!play.has_ended());
}

#[test]
fn a_pin_that_is_wanted_again_shows_nothing_behind_it() {
    let mut play = Play::inside();
    play.touch("This site").news(StaffNews::Locked);
    assert_eq!(play.title(), "For staff: your PIN");
    assert_eq!(play.items(), ["I forgot the PIN"]);
}

#[test]
fn keys_alone_open_and_walk_everything() {
    let mut play = Play::begin();
    for digit in PIN.chars() {
        for _ in 0..20 {
            let at = play.staff.focus();
            let sheet = play.staff.sheet();
            if at.and_then(|at| sheet.keys.get(at)).is_some_and(|key| key.label == digit.to_string()) {
                break;
            }
            play.key(Key::Next);
        }
        play.key(Key::Select);
    }
    assert_eq!(play.wishes(), [StaffWish::Pin(pin())]);
    play.news(StaffNews::Pin(PinAnswer::Good));
    play.key(Key::Next).key(Key::Select);
    assert_eq!(play.title(), "Content");
    play.key(Key::Back);
    assert_eq!(play.title(), "For staff");
    play.key(Key::Leave);
    assert!(play.has_ended());
}

#[test]
fn the_self_test_judges_every_part() {
    let mut play = Play::inside();
    play.touch("Self-test").touch("Touch");
    for field in 0..24 {
        play.event(Event::Chosen(stairlight::staff::Choice::Field(field)));
    }
    assert_eq!(play.title(), "Self-test");
    play.touch("Keys");
    for key in [Key::Next, Key::Previous, Key::Select, Key::Back] {
        play.key(key);
    }
    assert_eq!(play.title(), "Self-test");
    play.wishes();
    play.touch("Screen").touch("No");
    assert_eq!(play.wishes(), [StaffWish::Tested { part: Part::Screen, passed: false }]);
    play.touch("Content").touch("On");
    let sheet = play.staff.sheet();
    let detail = |label: &str| sheet.items.iter().find(|item| item.label == label).expect("it is there").detail.clone();
    assert_eq!([detail("Touch"), detail("Keys"), detail("Content")], ["good", "good", "good"]);
    assert_eq!(detail("Screen"), "not good: call a technician");
    assert_eq!(detail("Service panel"), "not tried yet");
}

#[test]
fn the_pages_to_read_have_their_sources_and_numbers() {
    let mut play = Play::inside();
    play.touch("To read");
    assert_eq!(play.staff.sheet().items.len(), 8);
    play.touch("The notice of Civil Code 52.6");
    assert!(play.see().contains("Source: "), "{}", play.see());
    assert!(play.see().contains("1-888-373-7888"), "{}", play.see());
}

pub fn health() -> Vec<StaffNews> {
    let text = str::to_owned;
    let parts = [
        HealthPart::State { state: State::NeedsStaff, step: Some(text("Load a paper roll.")), who: Some(Who::Staff) },
        HealthPart::Finding {
            state: State::NeedsStaff,
            what: text("The paper is used up."),
            step: text("Load a paper roll."),
            who: Who::Staff,
        },
        HealthPart::Fact { group: Group::Printer, label: text("Printer"), value: text("answers") },
        HealthPart::Fact { group: Group::Content, label: text("Content"), value: text("12") },
        HealthPart::End,
    ];
    parts.into_iter().map(StaffNews::Health).collect()
}

#[test]
fn the_health_page_is_asked_for_and_shown_when_it_is_whole() {
    let mut play = Play::inside();
    play.touch("Health");
    assert_eq!(play.wishes(), [StaffWish::Health]);
    assert_eq!(play.see(), "Health: The device is being looked at.");
    let mut parts = health();
    let end = parts.pop().expect("the end");
    for part in parts {
        play.news(part);
    }
    assert_eq!(play.see(), "Health: The device is being looked at.", "half a report is none");
    play.news(end);
    assert!(play.see().starts_with("Health: Needs staff Load a paper roll. (staff)"), "{}", play.see());
    // A real report is longer than the screen, and what is touched stands at its end.
    play.event(Event::Measured { folds: 3 }).event(Event::Chosen(Choice::More)).event(Event::Chosen(Choice::More));
    play.touch("Print it").touch("Save it on the stick");
    assert_eq!(play.wishes(), [StaffWish::PrintReport, StaffWish::SaveReport]);
    play.news(StaffNews::ReportNotSaved("There is no stick.".to_owned()));
    assert!(play.see().contains("There is no stick."), "{}", play.see());
    assert_eq!(play.staff.fold(), (0, 3), "the answer stands at the top, and is seen");
}
