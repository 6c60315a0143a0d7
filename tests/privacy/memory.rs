//! What the kiosk's memory holds after a visit: no word as the screen showed it.
//!
//! The content itself is in every kiosk's memory, so a word alone proves nothing. But a text in a
//! right-to-left language is given to the screen with marks around its Latin letters, and in that form
//! it exists only when somebody has opened its page.

use std::fs;
use std::os::unix::fs::FileExt;

use stairlight::content::CardKind;
use stairlight::visit::Action;

use crate::bench::{Kiosk, Place, Printer};
use crate::visits::Guided;

/// Begins every canary; no language has it.
const MARK: &str = "Zqx";
/// The same as the screen is given it: behind a left-to-right isolate.
const SHOWN: &str = "\u{2066}Zqx";

/// Puts a word of its own before each text of a language.
fn put_canaries(place: &Place, tag: &str) -> usize {
    let path = place.data().join(format!("locales/{tag}/LC_MESSAGES/stairlight.po"));
    let text = fs::read_to_string(&path).expect("the catalogue");
    let mut count = 0;
    let marked: Vec<String> = text.lines().map(|line| mark(line, &mut count)).collect();
    fs::write(path, marked.join("\n") + "\n").expect("written");
    count
}

fn mark(line: &str, count: &mut usize) -> String {
    match line.strip_prefix("msgstr \"") {
        Some(rest) if rest.len() > 1 => {
            *count += 1;
            format!("msgstr \"{MARK}{} {rest}", letters(*count))
        }
        _ => line.to_owned(),
    }
}

/// A number in four letters, so that no rule about digits is touched.
fn letters(number: usize) -> String {
    (0..4).rev().map(|place| char::from(b'a' + (number / 26_usize.pow(place) % 26) as u8)).collect()
}

/// How many canaries stand in the memory that a process may write, as the screen shows them.
fn shown(kiosk: &Kiosk) -> usize {
    found(kiosk, SHOWN)
}

fn found(kiosk: &Kiosk, word: &str) -> usize {
    let maps = fs::read_to_string(format!("/proc/{}/maps", kiosk.pid())).expect("the process lives");
    let memory = fs::File::open(format!("/proc/{}/mem", kiosk.pid()))
        .expect("the kiosk lets nobody look into it: this test must be run as root");
    let mut found = 0;
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let (from, to) = line.split(' ').next().and_then(|range| range.split_once('-')).expect("a range");
        let number = |hex| u64::from_str_radix(hex, 16).expect("an address");
        let (from, to) = (number(from), number(to));
        let mut bytes = vec![0; usize::try_from(to - from).expect("it fits")];
        // What is mapped without memory behind it cannot be read, and holds nothing.
        if memory.read_exact_at(&mut bytes, from).is_ok() {
            found += bytes.windows(word.len()).filter(|part| *part == word.as_bytes()).count();
        }
    }
    found
}

/// What the kernel gives to a new program image: where everything lies, anew each time.
fn image(kiosk: &Kiosk) -> Vec<u8> {
    fs::read(format!("/proc/{}/auxv", kiosk.pid())).expect("this test must be run as root")
}

/// I-3: after a visit nothing of its text is in memory, and the process is a new image.
#[test]
fn i_3_after_a_visit_no_word_of_it_is_in_memory() {
    let place = Place::new();
    assert!(put_canaries(&place, "ar") > 100);
    let mut kiosk = Kiosk::start(&place, &Printer::None, None, &[]);
    let (first_image, pid) = (image(&kiosk), kiosk.pid());
    assert!(found(&kiosk, MARK) > 100, "the scan sees the content");
    assert_eq!(shown(&kiosk), 0, "nobody has read anything yet");

    let topic = crate::stage::content().find_topic("work").expect("a topic");
    let mut visit = Guided::begin(&mut kiosk);
    visit.language("ar").choose(Action::OpenTopic(topic)).choose(Action::OpenSection(CardKind::Sign));
    let reading = shown(visit.kiosk());
    assert!(reading > 5, "the scan sees what is on the screen: {reading}");
    visit.leave();

    assert_eq!(shown(&kiosk), 0, "words of the visit are in memory");
    assert_eq!(kiosk.pid(), pid, "the same process, for those who watch over it");
    assert_ne!(image(&kiosk), first_image, "and a new image in it");
}
