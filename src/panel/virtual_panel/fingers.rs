//! A developer's fingers on the virtual panel: words in a file, the same that the emulator takes.
//!
//! `echo press next > DIR/panel.keys` turns the page. The file is taken away when it was obeyed.

use std::fs;
use std::path::Path;

use stairlight_panel::keys::{Change, Door, Key, KeyEvent};

/// The file's name in the panel's folder.
pub const KEYS: &str = "panel.keys";

/// What the words say, for messages.
const WORDS: &str = "press previous, press next, press do, hold do, bay open, bay close";

/// Takes the words that lie ready. A file whose last line is not finished is left alone.
pub(super) fn take(folder: &Path) -> Vec<Change> {
    let file = folder.join(KEYS);
    let Some(words) = fs::read_to_string(&file).ok().filter(|words| words.ends_with('\n')) else {
        return Vec::new();
    };
    if let Err(error) = fs::remove_file(&file) {
        tracing::warn!(%error, file = %file.display(), "the panel's keys cannot be taken");
        return Vec::new();
    }
    words.lines().map(str::trim).filter(|line| !line.is_empty()).flat_map(obey).collect()
}

fn obey(line: &str) -> Vec<Change> {
    let touch = |key: Key, end: KeyEvent| vec![Change::Key(KeyEvent::Down(key)), Change::Key(end)];
    match line.split_once(' ') {
        Some(("bay", "open")) => Some(vec![Change::Bay(Door::Open)]),
        Some(("bay", "close")) => Some(vec![Change::Bay(Door::Closed)]),
        Some(("press", name)) => key(name).map(|key| touch(key, KeyEvent::Tapped(key))),
        Some(("hold", name)) => key(name).map(|key| touch(key, KeyEvent::Held(key))),
        _ => None,
    }
    .unwrap_or_else(|| {
        tracing::warn!(line, "the virtual panel has no such key; write one of: {WORDS}");
        Vec::new()
    })
}

fn key(name: &str) -> Option<Key> {
    match name {
        "previous" => Some(Key::Previous),
        "next" => Some(Key::Next),
        "do" => Some(Key::Do),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_keys_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        assert_eq!(take(folder), []);
        fs::write(folder.join(KEYS), "press next\n\n jump \nbay close\n").expect("a file");
        let next = [KeyEvent::Down(Key::Next), KeyEvent::Tapped(Key::Next)].map(Change::Key);
        assert_eq!(take(folder), [&next[..], &[Change::Bay(Door::Closed)]].concat());
        assert_eq!(take(folder), []);
        fs::write(folder.join(KEYS), "hold d").expect("a file");
        assert_eq!(take(folder), [], "somebody still writes");
        assert!(folder.join(KEYS).exists());
    }
}
