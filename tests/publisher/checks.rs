//! Each kind of finding: there when the content is broken that way, and not before.

use std::path::Path;

use stairlight::clock::Date;
use stairlight::content::Folders;
use stairlight::publish::check::{Options, check};
use stairlight::publish::{Finding, Kind, Publication, Severity, status};
use stairlight::trust::numbers::built_in;

use crate::fixture::{Fixture, about, catalogue, options};

const WORK: &str = "content/topics/work.toml";
const ES: &str = "locales/es/LC_MESSAGES/stairlight.po";

/// Breaks a copy in one way and expects one finding more of that kind and key, with its line.
fn expect(kind: Kind, key: &str, file: &str, message: &str, damage: impl Fn(&Fixture)) {
    let fixture = Fixture::with(&["es"]);
    let before = about(&fixture.check(), kind, key).len();
    damage(&fixture);
    let findings = fixture.check();
    let found = about(&findings, kind, key);
    assert!(found.len() > before, "{}: not found; there is {:#?}", kind.name(), first_errors(&findings));
    let finding = found.iter().find(|f| f.message.contains(message)).unwrap_or_else(|| panic!("{found:#?}"));
    assert_eq!(finding.file, file);
    let line = finding.line.unwrap_or_else(|| panic!("{finding} names no line"));
    assert!(line <= fixture.read(file).lines().count(), "{finding}");
    assert!(!finding.remedy.is_empty());
}

fn first_errors(findings: &[Finding]) -> Vec<String> {
    findings.iter().filter(|f| f.severity == Severity::Error).take(5).map(ToString::to_string).collect()
}

#[test]
fn texts_that_lack_something_are_found() {
    let place = "card.work.no-pay/title";
    expect(Kind::Missing, place, ES, "not translated", |f| {
        f.translate("es", place, "");
    });
    expect(Kind::MissingCore, "ui.frame/leave", ES, "Leave", |f| {
        f.translate("es", "ui.frame/leave", "");
    });
    expect(Kind::Stale, place, ES, "the English is now \"Pay that never comes\"", |f| {
        f.change(WORK, |toml| toml.replacen("title = \"Work without pay\"", "title = \"Pay that never comes\"", 1));
    });
    expect(Kind::Stale, place, ES, "fuzzy", |f| {
        f.change(ES, |po| po.replace(&format!("msgctxt \"{place}\""), &format!("#, fuzzy\nmsgctxt \"{place}\"")));
    });
    expect(Kind::UnknownKey, "card.work.nothing/title", ES, "no such text", |f| {
        f.change(ES, |po| po.replace(&format!("msgctxt \"{place}\""), "msgctxt \"card.work.nothing/title\""));
    });
    expect(Kind::Duplicate, "ui.frame/back", ES, "twice", |f| {
        f.change(ES, |po| format!("{po}\nmsgctxt \"ui.frame/back\"\nmsgid \"Back\"\nmsgstr \"Otra vez\"\n"));
    });
}

#[test]
fn what_must_be_the_same_in_every_language_is_compared() {
    expect(Kind::Placeholder, "ui.frame/position", ES, "{numero}", |f| {
        f.translate("es", "ui.frame/position", "{numero} de {count}");
    });
    expect(Kind::Number, "ui.helpers/county", ES, "112", |f| {
        f.translate("es", "ui.helpers/county", "Para encontrar la línea de tu condado, llama al 112.");
    });
    expect(Kind::Digits, "ui.helpers/county", ES, "٢", |f| {
        f.translate("es", "ui.helpers/county", "Llama al 211 o ٢١١.");
    });
    expect(Kind::DirectionSign, "ui.frame/back", ES, "U+200F", |f| {
        f.translate("es", "ui.frame/back", "Atrás\u{200F}");
    });
}

#[test]
fn plural_forms_are_named_as_such() {
    let fixture = Fixture::with(&["es"]);
    fixture.change(ES, |po| po.replacen("msgid \"Back\"\nmsgstr", "msgid \"Back\"\nmsgid_plural \"Backs\"\nmsgstr", 1));
    let findings = fixture.check();
    let [finding] = findings.as_slice() else { panic!("{findings:#?}") };
    assert_eq!((finding.kind, finding.severity, finding.file.as_str()), (Kind::Plural, Severity::Error, ES));
    assert!(finding.line.is_some() && finding.message.contains("plural"), "{finding}");
}

#[test]
fn files_that_cannot_be_read_are_all_named() {
    let fixture = Fixture::with(&["es", "ar"]);
    fixture.change(WORK, |toml| toml.replacen("kind = \"sign\"", "kind = \"sing\"", 1));
    fixture.change("content/topics/bed.toml", |toml| toml.replacen("\"safeplace\"", "\"nowhere\"", 1));
    fixture.change(ES, |po| po.replacen("msgstr \"Atrás\"", "msgstr \"Atrás", 1));
    let findings = fixture.check();
    let files: Vec<&str> = findings.iter().map(|finding| finding.file.as_str()).collect();
    assert_eq!(files, ["content/topics/bed.toml", WORK, ES]);
    assert!(findings.iter().all(|finding| finding.kind == Kind::Broken && !finding.message.contains('\n')));
    assert!(findings[1].line.is_some() && findings[2].line.is_some());
}

#[test]
fn the_english_is_measured() {
    let key = "card.work.no-pay";
    let text = |words: &'static str| {
        move |f: &Fixture| {
            f.change(WORK, |toml| {
                let at = toml.find("id = \"no-pay\"").expect("the card");
                let start = at + toml[at..].find("text = ").expect("its text");
                let end = start + toml[start..].find('\n').expect("a line ends");
                format!("{}text = \"{words}\"{}", &toml[..start], &toml[end..])
            });
        }
    };
    expect(Kind::ReadingLevel, key, WORK, "grade", text("Remuneration obligations necessitate documentation."));
    let long = "You can go to the shop or to the school or to the park or to the house and then on.";
    expect(Kind::Sentence, key, WORK, "21 words", text(long));
    expect(Kind::UnknownNumber, &format!("{key}/text"), WORK, "1-800-555-0100", text("You can call 1-800-555-0100."));
    let fixture = Fixture::with(&[]);
    text("You can call 1-888-373-7888. It is free.")(&fixture);
    assert!(about(&fixture.check(), Kind::UnknownNumber, &format!("{key}/text")).is_empty(), "it is the directory's");
}

#[test]
fn a_card_of_more_than_sixty_words_is_refused() {
    let fixture = Fixture::with(&[]);
    fixture.change(WORK, |toml| toml.replacen("text = \"", &format!("text = \"{}", "word ".repeat(61)), 1));
    let findings = fixture.check();
    assert!(
        findings.iter().any(|f| f.kind == Kind::Broken && f.message.contains("at most 60") && f.line.is_some()),
        "{findings:#?}"
    );
}

#[test]
fn words_that_endanger_are_found_on_paper_only() {
    expect(Kind::Banned, "service.988/label", ES, "crisis", |f| {
        f.translate("es", "service.988/label", "Línea de crisis");
    });
    expect(Kind::Banned, "paper.plain/heading", "content/paper.toml", "hotline", |f| {
        f.change("content/paper.toml", |toml| toml.replacen("heading = \"Numbers\"", "heading = \"Hotlines\"", 1));
    });
    let fixture = Fixture::with(&["es"]);
    fixture.translate("es", "card.work.no-pay/title", "Una crisis");
    assert!(about(&fixture.check(), Kind::Banned, "card.work.no-pay/title").is_empty(), "cards are not printed");
}

#[test]
fn letters_that_cannot_be_drawn_are_found() {
    expect(Kind::Letter, "ui.frame/back", ES, "in no font", |f| {
        f.translate("es", "ui.frame/back", "Atrás ᚠ");
    });
    expect(Kind::Letter, "paper/free", ES, "384", |f| {
        f.translate("es", "paper/free", "Es gratis ᚠ.");
    });
    // Each of these letters is in the font; the vowel sign has nothing to stand on.
    let km = catalogue("km");
    let fixture = Fixture::with(&["km"]);
    assert!(about(&fixture.check(), Kind::Letter, "ui.frame/back").is_empty());
    fixture.translate("km", "ui.frame/back", "\u{17BE}\u{17BE}ក");
    let findings = fixture.check();
    let found = about(&findings, Kind::Letter, "ui.frame/back");
    assert!(found.iter().any(|f| f.file == km && f.message.contains("no letter to stand on")), "{found:#?}");
}

#[test]
fn texts_that_have_no_room_on_paper_are_found() {
    let long = "Rindfleischetikettierungsüberwachung";
    expect(Kind::Room, "service.988/label", ES, "wider than the paper", |f| {
        f.translate("es", "service.988/label", long);
    });
    expect(Kind::Room, "service.988/label", ES, "lines", |f| {
        f.translate("es", "service.988/label", &"Cuando la vida se hace muy pesada ".repeat(3));
    });
    let fixture = Fixture::with(&["es"]);
    fixture.translate("es", "paper/texts-stay", &"Los mensajes se quedan. ".repeat(12));
    assert!(!about(&fixture.check(), Kind::Room, "paper.plain").is_empty(), "a panel is too long to fold");
}

#[test]
fn texts_that_have_no_room_on_the_screen_are_found() {
    let screens = Options { screens: true, ..options() };
    let fixture = Fixture::with(&["es"]);
    fixture.translate("es", "topic.work/title", "Rindfleischetikettierungsüberwachung");
    let wide = "Salir de esta página ahora mismo y olvidar todo lo que se ha leído aquí, sin dejar nada";
    fixture.translate("es", "ui.frame/leave", wide);
    let findings = check(&fixture.folders(), &screens);
    let broken = about(&findings, Kind::BrokenWord, "topic.work/title");
    assert_eq!((broken.len(), broken[0].file.as_str(), broken[0].severity), (1, ES, Severity::Warning));
    let squeezed = about(&findings, Kind::Room, "ui.frame");
    assert!(squeezed.iter().any(|f| f.message.contains("home") && f.message.contains("800 by 480")), "{squeezed:#?}");
}

#[test]
fn numbers_are_dialled_every_ninety_days() {
    let day = |day: &'static str| {
        let fixture = Fixture::with(&[]);
        fixture.change("content/services.json", |json| {
            let at = json.find("\"id\": \"nhth\"").expect("the service");
            let (before, after) = json.split_at(at);
            format!("{before}{}", after.replacen("\"assured_date\": null", &format!("\"assured_date\": \"{day}\""), 1))
        });
        let findings = fixture.check();
        let found = about(&findings, Kind::Unverified, "service.nhth");
        found.first().map(|finding| (finding.line.is_some(), finding.message.clone()))
    };
    assert_eq!(day("2026-09-02"), None, "90 days before");
    assert_eq!(day("2026-12-01"), None, "today");
    for (wrong, said) in [("2026-09-01", "91 days ago"), ("2027-01-01", "is not yet"), ("1 May 2026", "no day")] {
        let (line, message) = day(wrong).unwrap_or_else(|| panic!("{wrong} is taken"));
        assert!(line && message.contains(said), "{message}");
    }
}

#[test]
fn people_are_not_named_in_catalogues() {
    expect(Kind::Name, "Last-Translator", ES, "names a person", |f| {
        f.change(ES, |po| {
            po.replacen("\"Language: es\\n\"", "\"Last-Translator: Ana <ana@example.org>\\n\"\n\"Language: es\\n\"", 1)
        });
    });
}

#[test]
fn a_release_refuses_what_is_unfinished() {
    let here = Folders::under(Path::new(env!("CARGO_MANIFEST_DIR")));
    let fixture = Fixture::with(&["es"]);
    fixture.translate("es", "ui.frame/leave", "");
    fixture.translate("es", "card.work.no-pay/title", "");
    std::fs::remove_file(fixture.path("locales/es/review.md")).expect("it was there");
    fixture.change("content/topics/bed.toml", |toml| toml.replacen("A bed with a price", "A bed and its price", 1));
    let severities = |release| {
        let findings = check(&fixture.folders(), &Options { release, ..options() });
        let of = |kind, key| about(&findings, kind, key).first().map(|finding| finding.severity);
        [
            of(Kind::Draft, "card.work.no-pay"),
            of(Kind::Draft, "X-Review"),
            of(Kind::Stale, "card.bed.bed-for-sex/title"),
            of(Kind::MissingCore, "ui.frame/leave"),
            of(Kind::Unverified, "service.nhth"),
            of(Kind::Missing, "card.work.no-pay/title"),
            of(Kind::Notes, ""),
        ]
    };
    let (warning, error) = (Some(Severity::Warning), Some(Severity::Error));
    assert_eq!(severities(false), [warning; 7]);
    assert_eq!(severities(true), [error, error, error, error, error, warning, warning]);
    let unsure = check(&here, &Options { release: true, ..options() });
    let unsure = unsure.iter().filter(|finding| finding.kind == Kind::Unsure);
    assert!(unsure.clone().all(|finding| finding.severity == Severity::Error) && unsure.count() > 0);
}

#[test]
fn reviewed_texts_are_no_drafts() {
    let fixture = Fixture::with(&["es"]);
    fixture.change(ES, |po| po.replacen("X-Review: draft", "X-Review: reviewed", 1));
    fixture.change(WORK, |toml| toml.replace("review = \"draft\"", "review = \"approved\""));
    let findings = fixture.check();
    assert!(about(&findings, Kind::Draft, "X-Review").is_empty());
    assert!(about(&findings, Kind::Draft, "card.work.no-pay").is_empty());
    let rows = status::status(&Publication::read(&fixture.folders()).expect("it is whole"));
    let spanish = rows.iter().find(|row| row.tag == "es").expect("a row");
    assert_eq!((spanish.review, spanish.draft, spanish.reviewed, spanish.percent), ("reviewed", 0, spanish.texts, 100));
    let english = rows.iter().find(|row| row.tag == "en").expect("a row");
    assert!(english.review == "draft" && english.reviewed > 0 && english.draft > 0);
}

#[test]
fn status_counts_what_is_missing_and_stale() {
    let fixture = Fixture::with(&["es"]);
    fixture.translate("es", "card.work.no-pay/title", "").translate("es", "paper/free", "");
    fixture.change(WORK, |toml| toml.replacen("title = \"Work\"", "title = \"Jobs\"", 1));
    let rows = status::status(&Publication::read(&fixture.folders()).expect("it is whole"));
    let row = rows.iter().find(|row| row.tag == "es").expect("a row");
    assert_eq!((row.missing, row.stale, row.texts - row.translated, row.percent), (2, 1, 3, 99));
    assert_eq!((row.slip_58_mm, row.slip_80_mm), (None, None), "a paper with a missing word comes out in English");
    assert!(status::table(&rows).contains("Spanish"));
}

#[test]
fn the_content_has_no_errors() {
    let here = Folders::under(Path::new(env!("CARGO_MANIFEST_DIR")));
    let today = Date::parse("2026-12-01").expect("a day");
    let findings = check(&here, &Options { today, screens: true, ..options() });
    let wrong = findings.iter().filter(|finding| finding.severity == Severity::Error);
    let wrong: Vec<String> = wrong.map(ToString::to_string).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(findings.iter().any(|finding| finding.kind == Kind::Draft), "nobody has reviewed all of it yet");
}

#[test]
fn a_changed_number_on_every_paper_is_told_with_its_line() {
    let fixture = Fixture::with(&[]);
    let signed = built_in();
    let told = |release| {
        let findings = check(&fixture.folders(), &Options { release, signed: Some(&signed), ..options() });
        findings.into_iter().filter(|finding| finding.kind == Kind::TwoSignatures).collect::<Vec<_>>()
    };
    assert!(told(false).is_empty());
    fixture.change("content/services.json", |json| json.replace("1-888-373-7888", "1-888-373-7889"));
    for release in [false, true] {
        let told = told(release);
        let [finding] = told.as_slice() else { panic!("one service: {told:?}") };
        assert_eq!((finding.severity, finding.key.as_deref()), (Severity::Warning, Some("service.nhth")));
        assert!(finding.message.contains("becomes 1-888-373-7889"), "{finding}");
        let line = finding
            .line
            .and_then(|line| fixture.read("content/services.json").lines().nth(line - 1).map(str::to_owned));
        assert!(line.is_some_and(|line| line.contains("\"phones\"")), "{finding}");
    }
    // Without numbers to compare with there is nothing to say.
    assert!(fixture.check().iter().all(|finding| finding.kind != Kind::TwoSignatures));
}
