//! The content of this repository, and what is said about content that is broken.

mod stage;

use std::fs;
use std::path::Path;

use stage::{SIX, content, folders};
use stairlight::content::{CardKind, Content, Folders, Review};
use stairlight::direction::is_invisible;
use stairlight::slip::{Align, Style, TypeSetter};
use stairlight::view::{Screen, view};
use stairlight::visit::{Action, Event, PrinterState, Visit};

#[test]
fn the_first_six_languages_are_whole() {
    let content = content();
    for tag in SIX {
        let id = content.find_language(tag).expect("it is in the table");
        let words = content.words(id);
        let mut missing = Vec::new();
        for word in stairlight_ui::words::ENGLISH {
            missing.extend(words.get(&word.place(), word.english).is_none().then(|| word.place()));
        }
        for (place, english) in content.paper.texts() {
            missing.extend(words.get(&place, english).is_none().then_some(place));
        }
        for topic in &content.topics {
            missing.extend(words.get(&topic.title_key(), &topic.title).is_none().then(|| topic.title_key()));
            for card in &topic.cards {
                for (field, english) in card.texts() {
                    let place = card.key(&topic.id, field);
                    missing.extend(words.get(&place, english).is_none().then_some(place));
                }
            }
        }
        for service in &content.services {
            for (field, english) in service.helper.iter().flat_map(|helper| helper.texts()) {
                let place = service.key(field);
                missing.extend(words.get(&place, english).is_none().then_some(place));
            }
        }
        assert!(missing.is_empty(), "{tag} lacks {missing:?}");
        assert!(content.review(id) == Review::Draft, "{tag}: nobody has reviewed it yet");
    }
}

#[test]
fn the_topics_are_those_of_the_design() {
    let content = content();
    let ids: Vec<&str> = content.topics.iter().map(|topic| topic.id.as_str()).collect();
    assert_eq!(ids, ["work", "money", "online", "home", "law", "papers", "school", "bed", "food", "friend"]);
    for topic in &content.topics {
        assert!(topic.section(CardKind::Step).next().is_some(), "{}: what can one do?", topic.id);
        assert!(!topic.helpers.is_empty(), "{}: who can help?", topic.id);
        assert!(stairlight_ui::icons::svg(&topic.icon).is_some(), "{}: no icon {}", topic.id, topic.icon);
    }
}

#[test]
fn unverified_and_withheld_numbers_reach_no_visitor() {
    let content = content();
    let shown: Vec<&str> = content.services.iter().filter(|s| s.helper.is_some()).map(|s| s.id.as_str()).collect();
    assert!(shown.len() > 30);
    for service in content.services.iter().filter(|service| service.is_withheld()) {
        assert!(!shown.contains(&service.id.as_str()), "{}", service.id);
    }
}

/// Runs of digits (with hyphens between them) in a text.
fn numbers(text: &str) -> Vec<String> {
    let digits = |c: char| c.is_ascii_digit() || c == '-';
    let runs = text.split(|c: char| !digits(c)).map(|run| run.trim_matches('-').to_owned());
    runs.filter(|run| run.chars().filter(char::is_ascii_digit).count() >= 3).collect()
}

#[test]
fn every_number_in_every_language_is_the_english_one() {
    let content = content();
    let check = |tag: &str, place: &str, english: &str, text: &str| {
        let (mut wanted, mut there) = (numbers(english), numbers(text));
        wanted.sort();
        there.sort();
        assert_eq!(there, wanted, "{tag}: {place}");
    };
    for language in &content.languages {
        let id = content.find_language(&language.tag).expect("it is in the table");
        let words = content.words(id);
        let each = |place: &str, english: &str| {
            if let Some(text) = words.get(place, english) {
                check(&language.tag, place, english, &text);
            }
        };
        for topic in &content.topics {
            for card in &topic.cards {
                card.texts().for_each(|(field, english)| each(&card.key(&topic.id, field), english));
            }
        }
        for service in &content.services {
            for (field, english) in service.helper.iter().flat_map(|helper| helper.texts()) {
                each(&service.key(field), english);
            }
        }
        content.paper.texts().iter().for_each(|(place, english)| each(place, english));
        stairlight_ui::words::ENGLISH.iter().for_each(|word| each(&word.place(), word.english));
    }
}

#[test]
fn every_number_shown_anywhere_is_the_directorys() {
    let content = content();
    let known: Vec<&str> = content.services.iter().flat_map(|s| s.phones.iter()).map(|p| p.number.as_str()).collect();
    for tag in SIX {
        let language = content.find_language(tag).expect("it is in the table");
        for action in (0..content.topics.len()).map(Some).chain([None]) {
            let mut visit = Visit::at_rest(content.clone(), PrinterState::Ready, std::time::Duration::ZERO);
            let now = std::time::Duration::from_secs(1);
            visit.handle(Event::Chosen(Action::ChooseLanguage(language)), now);
            if let Some(index) = action {
                let topics: Vec<Action> =
                    visit.actions().into_iter().filter(|a| matches!(a, Action::OpenTopic(_))).collect();
                visit.handle(Event::Chosen(topics[index]), now);
            }
            visit.handle(Event::Chosen(Action::OpenHelpers), now);
            let Screen::Helpers(page) = view(&visit).screen else { panic!("helpers") };
            for row in page.rows {
                assert!(!row.number.chars().any(is_invisible), "nothing is put into a number");
                let web = row.number.starts_with("https://");
                assert!(web || known.contains(&row.number.as_str()), "{tag}: {}", row.number);
            }
        }
    }
}

#[test]
fn the_words_round_a_keyword_are_the_languages_own() {
    let content = content();
    let channel = |tag: &str| {
        let language = content.find_language(tag).expect("it is in the table");
        let mut visit = Visit::at_rest(content.clone(), PrinterState::Ready, std::time::Duration::ZERO);
        let now = std::time::Duration::from_secs(1);
        visit.handle(Event::Chosen(Action::ChooseLanguage(language)), now);
        visit.handle(Event::Chosen(Action::OpenHelpers), now);
        let Screen::Helpers(page) = view(&visit).screen else { panic!("the page of numbers") };
        page.rows.into_iter().find(|row| row.number == "44357").expect("it is a core number").channel
    };
    assert_eq!(channel("en"), "Text SAFE, then your city and state, to");
    assert_eq!(channel("es"), "Manda SAFE, luego tu ciudad y estado, por mensaje al");
}

#[test]
fn no_letter_of_any_screen_is_missing() {
    let content = content();
    let mut setter = TypeSetter::new();
    for language in &content.languages {
        let id = content.find_language(&language.tag).expect("it is in the table");
        let words = content.words(id);
        let mut check = |text: &str, bold: bool| {
            let style = Style {
                family: &language.font,
                language: &language.tag,
                em: 24.0,
                bold,
                rtl: language.is_rtl(),
                align: Align::Start,
                spacing: 0.0,
            };
            let block = setter.set(text, style, 2000);
            assert_eq!(TypeSetter::missing(&block), 0, "{}: a letter of \"{text}\" is in no font", language.tag);
        };
        check(&language.autonym, false);
        if !content.has_text(id) {
            continue;
        }
        for word in stairlight_ui::words::ENGLISH {
            words.get(&word.place(), word.english).iter().for_each(|text| check(text, true));
        }
        for topic in &content.topics {
            words.get(&topic.title_key(), &topic.title).iter().for_each(|text| check(text, true));
            for card in &topic.cards {
                for (field, english) in card.texts() {
                    words
                        .get(&card.key(&topic.id, field), english)
                        .iter()
                        .for_each(|text| check(text, field == "title"));
                }
            }
        }
        for service in &content.services {
            for (field, english) in service.helper.iter().flat_map(|helper| helper.texts()) {
                words.get(&service.key(field), english).iter().for_each(|text| check(text, false));
            }
        }
    }
}

#[test]
fn cards_are_short() {
    let content = content();
    for topic in &content.topics {
        for card in &topic.cards {
            assert_eq!(card.problem(), None, "{}/{}", topic.id, card.id);
        }
    }
}

#[test]
fn what_is_built_in_needs_no_files() {
    let content = Content::built_in();
    assert!(content.built_in && content.topics.is_empty());
    assert!(content.general_helpers().len() >= 5);
}

/// A copy of the content in which one file is changed.
fn broken(file: &str, change: impl Fn(String) -> String) -> (tempfile::TempDir, Folders) {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("a folder").flatten() {
            let target = to.join(entry.file_name());
            if entry.path().is_dir() {
                copy(&entry.path(), &target);
            } else {
                fs::copy(entry.path(), target).expect("a copy");
            }
        }
    }
    let place = tempfile::tempdir().expect("a place for files");
    copy(&folders().content, &place.path().join("content"));
    copy(&folders().locales.join("es"), &place.path().join("locales/es"));
    let path = place.path().join(file);
    fs::write(&path, change(fs::read_to_string(&path).expect("it is there"))).expect("it can be written");
    let folders = Folders::under(place.path());
    (place, folders)
}

#[test]
fn mistakes_are_named_with_file_line_and_key() {
    type Change = fn(String) -> String;
    let cases: &[(&str, Change, &[&str])] = &[
        (
            "content/topics/work.toml",
            |s| s.replacen("kind = \"sign\"", "kind = \"sing\"", 1),
            &["work.toml", "line", "sing"],
        ),
        ("content/topics/work.toml", |s| s.replacen("id = \"work\"", "id = \"wrok\"", 1), &["work.toml", "wrok"]),
        (
            "content/topics/work.toml",
            |s| s.replacen("[[cards]]", "[[cards]]\ncolour = \"red\"", 1),
            &["line", "colour"],
        ),
        ("content/topics/work.toml", |s| s.replacen("\"nhth\"", "\"nobody\"", 1), &["helpers", "nobody"]),
        (
            "content/topics/work.toml",
            |s| s.replacen("text = \"", &format!("text = \"{}", "word ".repeat(61)), 1),
            &["words"],
        ),
        ("content/services.json", |s| s.replacen("1-888-373-7888", "1-888-373-788O", 1), &["nhth", "788O"]),
        (
            "content/services.json",
            |s| s.replacen("\"services\"", "\"servces\"", 1),
            &["services.json", "line", "servces"],
        ),
        ("content/languages.toml", |s| s.replacen("tag = \"es\"", "tag = \"en\"", 1), &["languages.toml", "en"]),
        ("content/site.toml", |s| s.replace("veil_seconds = 45", "veil_seconds = 4"), &["site.toml", "veil_seconds"]),
        ("content/site.toml", |s| s.replace("\"study\"", "\"stduy\""), &["site.toml", "line", "stduy"]),
        ("content/paper.toml", |s| s.replace("\"relay711\"", "\"relay712\""), &["paper.toml", "bookmark", "relay712"]),
        ("locales/es/LC_MESSAGES/stairlight.po", |s| s.replacen("msgstr", "msgsrt", 9), &["stairlight.po", "line"]),
    ];
    for (file, change, named) in cases {
        let (_place, folders) = broken(file, change);
        let error = Content::load(&folders).err().unwrap_or_else(|| panic!("{file}: the mistake is not seen"));
        let said = error.to_string();
        for name in *named {
            assert!(said.contains(name), "{file}: \"{said}\" does not name \"{name}\"");
        }
    }
}

#[test]
fn a_missing_file_is_named() {
    for file in ["content/site.toml", "content/services.json", "content/languages.toml", "content/paper.toml"] {
        let (place, folders) = broken(file, |text| text);
        fs::remove_file(place.path().join(file)).expect("it was there");
        let said = Content::load(&folders).err().expect("it is missed").to_string();
        assert!(said.contains(file.rsplit('/').next().expect("a name")), "{said}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 60, failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_file_with_any_byte_changed_is_read_or_refused(at: proptest::sample::Index, byte in 1u8..128) {
        for file in ["content/site.toml", "content/paper.toml", "content/topics/bed.toml"] {
            let (_place, folders) = broken(file, |text| {
                let mut bytes = text.into_bytes();
                let at = at.index(bytes.len());
                bytes[at] = byte;
                String::from_utf8_lossy(&bytes).into_owned()
            });
            let _ = Content::load(&folders);
        }
    }
}
