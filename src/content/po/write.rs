//! Writes PO entries in gettext's own order of lines, without wrapping, so that a translator's tool
//! and ours change no more than was changed.

use std::fmt::Write as _;

use super::Entry;

/// The entries as a file.
pub fn write(entries: &[Entry]) -> String {
    let mut out = String::new();
    for entry in entries {
        if !out.is_empty() {
            out.push('\n');
        }
        put(&mut out, entry);
    }
    out
}

fn put(out: &mut String, entry: &Entry) {
    let mut line = |text: std::fmt::Arguments<'_>| {
        out.write_fmt(text).expect("a String takes everything");
        out.push('\n');
    };
    for remark in &entry.remarks {
        line(format_args!("{}", format!("# {remark}").trim_end()));
    }
    for note in &entry.notes {
        line(format_args!("#. {note}"));
    }
    for reference in &entry.references {
        line(format_args!("#: {reference}"));
    }
    let flags: Vec<&str> =
        entry.stale.then_some("fuzzy").into_iter().chain(entry.flags.iter().map(String::as_str)).collect();
    if !flags.is_empty() {
        line(format_args!("#, {}", flags.join(", ")));
    }
    let gone = if entry.obsolete { "#~ " } else { "" };
    if let Some(previous) = &entry.previous {
        let mark = if entry.obsolete { "#~| " } else { "#| " };
        if !previous.place.is_empty() {
            quoted(out, mark, "msgctxt", &previous.place);
        }
        quoted(out, mark, "msgid", &previous.english);
    }
    if !entry.place.is_empty() {
        quoted(out, gone, "msgctxt", &entry.place);
    }
    quoted(out, gone, "msgid", &entry.english);
    quoted(out, gone, "msgstr", &entry.text);
}

/// One string: on one line, or one line for each of its own.
fn quoted(out: &mut String, mark: &str, word: &str, text: &str) {
    let inner = text.strip_suffix('\n').unwrap_or(text);
    if !inner.contains('\n') {
        writeln!(out, "{mark}{word} \"{}\"", escaped(text)).expect("a String takes everything");
        return;
    }
    writeln!(out, "{mark}{word} \"\"").expect("a String takes everything");
    for line in text.split_inclusive('\n') {
        writeln!(out, "{mark}\"{}\"", escaped(line)).expect("a String takes everything");
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '"' | '\\' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Previous, parse};
    use super::*;

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read_again(
            place in "[a-z./]{1,8}", english in "(?s)[a-z\"\\\\\n]{1,12}", text in "(?s)[ك-ي\"\\\\\n\t]{0,12}",
            old in proptest::option::of("[a-z\n]{1,6}"), remark in "[a-z]{0,5}", stale: bool, obsolete: bool,
        ) {
            let previous = old.map(|english| Previous { place: String::new(), english });
            let entry = Entry { place, english, text, stale, obsolete, previous, remarks: vec![remark], ..Entry::default() };
            let again = parse(&write(std::slice::from_ref(&entry))).expect("what we write is well-formed");
            let line = again[0].line;
            proptest::prop_assert_eq!(again, vec![Entry { line, ..entry }]);
        }
    }
}
