//! What a visit does, as lists of what is seen. Each test is a sentence of the specification.

mod stage;

use std::sync::Arc;

use stage::{Play, content, folders};
use stairlight::content::{CardKind, Catalogue, Content};
use stairlight::view::Screen;
use stairlight::visit::{Action, Effect, Event, JobEnd, JobNumber, Key, Page, PrinterState, TextSize, Theme};

/// The main job: from the first touch to the slip in hand. Each step with what is seen after it.
const MAIN_JOB: &[(&str, &str)] = &[
    ("Español", "home, 10 topics"),
    ("Trabajo", "topic: Trabajo"),
    ("Tus derechos", "Tu derecho: "),
    ("Siguiente", "Tu derecho: "),
    ("Inicio", "home, 10 topics"),
    ("Números para llamar", "Números para llamar, "),
    ("Llévate un papelito", "paper"),
    ("Imprimir", "notice: "),
];

fn play_until(step: usize) -> Play {
    let mut play = Play::begin();
    for (label, seen) in &MAIN_JOB[..step] {
        play.touch(label);
        assert!(play.see().starts_with(seen), "after {label}: {}", play.see());
    }
    play
}

#[test]
fn the_main_job_from_first_touch_to_slip() {
    let mut play = play_until(MAIN_JOB.len());
    assert_eq!(play.jobs().len(), 1, "one touch on print, one job");
    play.job_ends(JobEnd::Done);
    assert!(play.is_on(Page::TakeIt { sure: true }));
    play.wait(21);
    assert_eq!(play.see(), "home, 10 topics", "take it goes home by itself");
    play.choose(Action::Leave);
    assert_eq!(play.see(), "cover");
    play.choose(Action::Wake);
    assert!(play.see().starts_with("languages"));
}

#[test]
fn leave_works_at_every_step() {
    for step in 0..=MAIN_JOB.len() {
        let mut play = play_until(step);
        play.choose(Action::Leave);
        assert_eq!(play.see(), "cover", "step {step}");
        assert_eq!(play.ended(), 1, "the visit is over, step {step}");
        let printing = step == MAIN_JOB.len();
        let cancelled = play.effects.iter().any(|effect| matches!(effect, Effect::CancelPrint(_)));
        assert_eq!(cancelled, printing, "a print that has not started is dropped, step {step}");
        let language = play.visit.settings().language;
        assert!(language == content().english(), "nothing of the visit is left, step {step}");
        play.key(Key::Back).key(Key::Select);
        assert!(!play.see().starts_with("paper"), "no way back into the visit");
    }
}

#[test]
fn leave_is_a_key_too() {
    let mut play = play_until(4);
    play.key(Key::Leave);
    assert_eq!(play.see(), "cover");
}

#[test]
fn the_main_job_by_keys_alone() {
    let mut play = Play::begin();
    for (label, seen) in MAIN_JOB {
        play.by_keys(label);
        assert!(play.see().starts_with(seen), "after {label}: {}", play.see());
        assert!(play.visit.focus().is_some(), "the focus is always to be seen");
    }
    assert_eq!(play.jobs().len(), 1);
}

#[test]
fn every_card_of_every_topic_is_reached_by_next() {
    let content = content();
    for index in 0..content.topics.len() {
        let mut play = Play::begin();
        play.touch("English");
        let topics: Vec<Action> =
            play.visit.actions().into_iter().filter(|action| matches!(action, Action::OpenTopic(_))).collect();
        play.choose(topics[index]);
        let first = play.visit.actions()[0];
        play.choose(first);
        let mut titles = Vec::new();
        while let Screen::Card(card) = play.view().screen {
            titles.push(card.title.clone());
            play.choose(Action::Next);
        }
        let wanted: Vec<&str> = CardKind::ALL
            .iter()
            .flat_map(|kind| content.topics[index].section(*kind))
            .map(|card| card.title.as_str())
            .collect();
        assert_eq!(titles, wanted);
        assert!(play.see().starts_with("Who can help"), "every topic ends in who can help");
    }
}

#[test]
fn back_is_one_step_back() {
    let mut play = Play::begin();
    play.touch("English").touch("Work").touch("What can happen");
    let first = play.see();
    play.choose(Action::Next);
    assert_ne!(play.see(), first);
    play.choose(Action::Back);
    assert_eq!(play.see(), first);
    play.choose(Action::Back);
    assert_eq!(play.see(), "topic: Work");
    play.choose(Action::Back);
    assert_eq!(play.see(), "home, 10 topics");
}

#[test]
fn a_myth_shows_its_claim_before_its_answer() {
    let mut play = Play::begin();
    play.touch("English").touch("Work").touch("True or not");
    let Screen::Card(card) = play.view().screen else { panic!("a card") };
    assert!(card.answer.is_none() && card.text.is_empty());
    let claim = card.claim.expect("what people say");
    assert!(claim.starts_with('“') && claim.ends_with('”'), "{claim}");
    play.touch("Not true");
    let Screen::Card(card) = play.view().screen else { panic!("a card") };
    assert!(card.answer.is_some() && !card.text.is_empty());
}

#[test]
fn a_story_says_what_is_in_it_and_can_be_skipped() {
    let mut play = Play::begin();
    play.touch("English").touch("Work").touch("Stories");
    let Screen::Card(card) = play.view().screen else { panic!("a card") };
    assert_eq!(card.kind, "Before you read");
    assert!(card.text.contains("made-up"), "{}", card.text);
    let (told, skipped) = (card.title.clone(), play.visit.actions().contains(&Action::Next));
    assert!(skipped, "next skips it");
    play.touch("Read the story");
    let Screen::Card(card) = play.view().screen else { panic!("a card") };
    assert_eq!((card.kind.as_str(), card.title), ("A story", told));
}

#[test]
fn an_untouched_page_is_veiled_then_forgotten() {
    let mut play = play_until(3);
    play.wait(44);
    assert_ne!(play.see(), "veil");
    play.wait(2);
    assert_eq!(play.see(), "veil");
    play.wait(27);
    assert_eq!(play.see(), "veil");
    play.wait(3);
    assert!(play.see().starts_with("languages"));
    assert_eq!(play.ended(), 1);
}

#[test]
fn one_touch_lifts_the_veil_and_nothing_is_lost() {
    let mut play = play_until(3);
    let before = play.see();
    play.wait(46);
    assert_eq!(play.see(), "veil");
    play.choose(Action::Wake);
    assert_eq!(play.see(), before);
    play.wait(46);
    play.key(Key::Next);
    assert_eq!(play.see(), before, "any key lifts it too");
}

#[test]
fn scrolling_counts_as_somebody_being_there() {
    let mut play = play_until(3);
    for _ in 0..5 {
        play.wait(40).event(Event::Touched);
    }
    assert_ne!(play.see(), "veil");
}

#[test]
fn more_time_can_be_asked_for() {
    let mut play = play_until(2);
    play.choose(Action::OpenDisplay).choose(Action::MoreTime(true)).wait(170);
    assert_eq!(play.see(), "display");
    play.wait(12);
    assert_eq!(play.see(), "veil");
}

#[test]
fn the_resting_screen_stays_and_ends_no_visit() {
    let mut play = Play::begin();
    play.wait(500);
    assert!(play.see().starts_with("languages"));
    assert_eq!(play.ended(), 0, "nobody was there");
}

#[test]
fn settings_change_the_look_and_are_forgotten() {
    let mut play = Play::begin();
    play.choose(Action::OpenDisplay)
        .choose(Action::ChooseSize(TextSize::Largest))
        .choose(Action::ChooseTheme(Theme::Dark));
    let frame = play.view().frame;
    assert!(frame.size == TextSize::Largest && frame.theme == Theme::Dark);
    play.choose(Action::Leave);
    let frame = play.view().frame;
    assert!(frame.size == TextSize::Normal && frame.theme == Theme::Calm);
}

#[test]
fn a_failed_print_is_told_and_never_tried_again() {
    let mut play = play_until(MAIN_JOB.len());
    play.job_ends(JobEnd::Failed);
    assert!(play.is_on(Page::Trouble));
    assert!(play.visit.actions().iter().any(|action| matches!(action, Action::Remember(_))), "the other way out");
    play.event(Event::Printer(PrinterState::NotReady)).wait(10).event(Event::Printer(PrinterState::Ready)).wait(10);
    assert_eq!(play.jobs().len(), 1);
}

#[test]
fn a_printer_that_cannot_say_is_not_believed() {
    let mut play = play_until(MAIN_JOB.len());
    play.job_ends(JobEnd::Unknown);
    assert!(play.is_on(Page::TakeIt { sure: false }));
    assert!(play.visit.actions().iter().any(|action| matches!(action, Action::Remember(_))));
}

#[test]
fn a_printer_that_never_answers_does_not_hold_the_visit() {
    let mut play = play_until(MAIN_JOB.len());
    play.wait(61);
    assert!(play.is_on(Page::Trouble));
}

#[test]
fn an_earlier_jobs_end_is_no_news() {
    let mut play = play_until(MAIN_JOB.len());
    let old = play.jobs()[0];
    play.choose(Action::Leave).choose(Action::Wake);
    for (label, _) in MAIN_JOB {
        play.touch(label);
    }
    play.event(Event::JobEnded(old, JobEnd::Failed));
    assert!(matches!(play.visit.page(), Page::Printing(job) if job != old));
    play.event(Event::JobEnded(JobNumber(99), JobEnd::Done));
    assert!(matches!(play.visit.page(), Page::Printing(_)));
}

#[test]
fn print_is_not_offered_when_it_cannot_be_had() {
    for state in [PrinterState::NotReady, PrinterState::Resting] {
        let mut play = Play::with(content(), state);
        play.touch("English").touch("Take a small paper");
        assert!(!play.visit.actions().contains(&Action::Print));
        assert!(play.see().starts_with("paper, no print: The printer"), "{}", play.see());
        play.touch("I will remember it instead");
        assert_eq!(play.see(), "remember 1 ••• ••• ••••");
    }
}

#[test]
fn a_number_is_learnt_in_groups_and_tried() {
    let mut play = Play::begin();
    play.touch("English").touch("Take a small paper").touch("I will remember it instead");
    for seen in ["remember 1 888 ••• ••••", "remember 1 888 373 ••••", "remember 1 888 373 7888"]
    {
        play.choose(Action::Next);
        assert_eq!(play.see(), seen);
    }
    play.touch("Try it");
    assert_eq!(play.see(), "remember • ••• ••• ••••");
    play.touch("1").touch("8").touch("5");
    assert_eq!(play.see(), "remember 1 8•• ••• ••••", "a wrong digit costs nothing");
    for digit in ["8", "8", "3", "7", "3", "7", "8", "8", "8"] {
        play.touch(digit);
    }
    assert_eq!(play.see(), "remember 1 888 373 7888");
    play.touch("Done");
    assert_eq!(play.see(), "home, 10 topics");
}

#[test]
fn a_touch_on_an_old_picture_does_nothing() {
    let mut play = Play::begin();
    play.touch("English");
    let old = play.view();
    play.touch("Work");
    let Screen::Home(home) = old.screen else { panic!("home") };
    let now: Vec<i32> = play.view().targets().iter().map(|target| target.id).collect();
    assert!(home.topics.iter().all(|topic| !now.contains(&topic.id)), "no id is used twice");
    play.event(Event::Chosen(home.topics[3].action));
    assert_eq!(play.see(), "topic: Work");
}

#[test]
fn a_language_chosen_while_reading_keeps_the_page() {
    let mut play = Play::begin();
    play.touch("English").touch("Work").touch("Your rights").choose(Action::OpenLanguages).touch("Español");
    assert!(play.see().starts_with("Tu derecho: "), "{}", play.see());
}

#[test]
fn a_language_without_text_has_a_call_card() {
    let mut play = Play::begin();
    play.choose(Action::AllLanguages).touch("Tu'un Savi");
    assert_eq!(play.see(), "call card: Mixteco, please, 1-888-373-7888");
    play.touch("Read in English");
    assert_eq!(play.see(), "home, 10 topics");
}

#[test]
fn new_content_waits_until_nobody_is_there() {
    let mut play = play_until(2);
    let old = play.visit.content().clone();
    let new = Content::load(&folders()).expect("the content of this repository");
    play.event(Event::Content(new.clone()));
    assert!(Arc::ptr_eq(play.visit.content(), &old), "a visit sees one content");
    play.choose(Action::Leave);
    assert!(Arc::ptr_eq(play.visit.content(), &new));
}

#[test]
fn a_page_is_never_half_in_another_language() {
    // Spanish loses one card's text: that page is English as a whole, its neighbour stays Spanish.
    let mut broken = Content::load(&folders()).expect("the content of this repository");
    let spanish = broken.find_language("es").expect("Spanish");
    let place = "card.work.not-sure/text";
    let catalogue = Catalogue::read(&folders().locales.join("es/LC_MESSAGES/stairlight.po")).expect("a catalogue");
    let only = Arc::get_mut(&mut broken).expect("not shared yet");
    let at = only.languages.iter().position(|language| language.tag == "es").expect("Spanish");
    only.catalogues[at] = Some(catalogue.without(place));
    let mut play = Play::with(broken, PrinterState::Ready);
    play.touch("Español").touch("Trabajo").touch("Lo que puede pasar");
    let mut english = Vec::new();
    while let Screen::Card(card) = play.view().screen {
        if play.view().frame.language != spanish {
            english.push(card.title.clone());
            assert_eq!(card.kind, "This can happen", "the words round the text are English too");
        }
        play.choose(Action::Next);
    }
    assert_eq!(english, ["You do not have to be sure"]);
}

#[test]
fn without_content_the_numbers_are_still_there() {
    let mut play = Play::with(Content::built_in(), PrinterState::Ready);
    play.touch("English");
    assert_eq!(play.see(), "home, 0 topics");
    play.touch("Numbers to call");
    let Screen::Helpers(page) = play.view().screen else { panic!("helpers") };
    assert_eq!(page.rows[0].number, "1-888-373-7888");
    play.touch("Take a small paper");
    assert_eq!(play.see(), "paper");
}
