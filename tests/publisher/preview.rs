//! What reviewers get: every card and paper of a language as a picture, and a page to look through them.

use std::collections::HashSet;
use std::fs;

use stairlight::content::CardKind;
use stairlight::publish::{Publication, preview};
use stairlight::visit::TextSize;

use crate::fixture::Fixture;

/// A small topic, so that not every card of the content has to be drawn.
const SMALL: &str = r#"
id = "work"
order = 10
icon = "briefcase"
title = "Work"
helpers = ["nhth"]

[[cards]]
id = "no-pay"
kind = "sign"
title = "Work without pay"
text = "I work, but I do not get paid. Or I get less than they said."
source = "A <source> & more"
review = "draft"

[[cards]]
id = "a-myth"
kind = "myth"
claim = "It is so."
truth = false
title = "Is it?"
text = "It is not so."
source = "A source"
review = "reviewed"
"#;

#[test]
fn every_card_and_paper_is_there_to_be_looked_at() {
    let fixture = Fixture::with(&["ar"]);
    for file in fs::read_dir(fixture.path("content/topics")).expect("the folder").flatten() {
        fs::remove_file(file.path()).expect("it was there");
    }
    fs::write(fixture.path("content/topics/work.toml"), SMALL).expect("it can be written");
    let publication = Publication::read(&fixture.folders()).unwrap_or_else(|errors| panic!("{errors:?}"));
    let arabic = publication.content.find_language("ar").expect("it is in the table");
    let out = fixture.path("preview");
    let count = preview::write(&publication, arabic, TextSize::Normal, &out).expect("it is drawn");

    let files = fs::read_dir(&out).expect("the folder").flatten();
    let mut files: HashSet<String> = files.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
    assert!(files.remove("index.html"));
    assert_eq!(files.len(), count, "no picture takes another's place");
    for file in
        ["home.png", "card.work.no-pay.png", "card.work.a-myth.png", "card.work.a-myth.turned.png", "service.nhth.png"]
    {
        assert!(files.contains(file), "{file} is missing among {files:?}");
    }
    for cover in ["plain", "bookmark", "study", "receipt"] {
        assert!(files.contains(&format!("paper-{cover}-384.png")), "{cover}");
    }
    let page = fs::read_to_string(out.join("index.html")).expect("the page");
    for file in &files {
        assert_eq!(page.matches(&format!("src=\"{file}\"")).count(), 1, "{file} is shown once");
    }
    for part in [
        "<span lang=\"ar\" dir=\"rtl\">عمل بلا أجر</span>",
        "<dd lang=\"en\" dir=\"ltr\">Work without pay</dd>",
        "draft: nobody has reviewed it",
        "English: reviewed",
        "A &lt;source&gt; &amp; more",
        "not translated",
        "comes out in English",
    ] {
        assert!(page.contains(part), "the page lacks {part}");
    }
    assert!(!page.contains("<script") && !page.contains("http"), "it needs nothing from anywhere");
    let turned = publication.content.topics[0].section(CardKind::Myth).count();
    assert_eq!(page.matches(".turned.png").count(), turned);
}
