//! The flat names that files of the content have in a repository, and the paths that they stand for.
//!
//! One closed rule, both ways. A name has no slash, so there is nothing to climb with; it is in lower case,
//! because the file system of a stick folds case. `topic.work.toml` is `content/topics/work.toml`,
//! `locale.zh-hans.po` is `locales/zh-Hans/LC_MESSAGES/stairlight.po`, `staff.laws.toml` is
//! `content/staff/laws.toml`, `county.fresno.json` is `content/counties/fresno.json`, and `paper.toml` is
//! `content/paper.toml`. There is nothing else.

use std::fmt;
use std::path::{Path, PathBuf};

/// The name of a file of the content in a repository.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileName(String);

/// What a name is made of, at most. Long enough for every county, short enough for every file system.
const LONGEST: usize = 64;
/// Signed beside the content, for the trust store alone; never a file of the content.
pub const CORE_NUMBERS: &str = "core-numbers.json";
/// The root of trust lies with the factory content and is never replaced by a file from a stick.
const ROOT: &str = "root.json";

/// Why a name is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadName {
    /// It has characters or a length that no name of ours has.
    Strange,
    /// It is well made, but this program knows no such file: a newer one may.
    Unknown,
}

impl FileName {
    /// # Errors
    /// [`BadName`]: a name that is not ours.
    pub fn parse(name: &str) -> Result<Self, BadName> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-');
        if name.is_empty() || name.len() > LONGEST || !name.bytes().all(plain) || name.starts_with('.') {
            return Err(BadName::Strange);
        }
        let known = match name.split('.').collect::<Vec<_>>()[..] {
            [stem, "toml" | "json" | "txt"] => is_stem(stem) && name != CORE_NUMBERS && name != ROOT,
            ["topic" | "staff", stem, "toml"] | ["county", stem, "json"] => is_stem(stem),
            ["locale", tag, "po"] => is_stem(tag),
            _ => false,
        };
        if known { Ok(Self(name.to_owned())) } else { Err(BadName::Unknown) }
    }

    /// The name of the file at `path`, which is relative to the folder that holds `content/` and
    /// `locales/`; `None` for a file that is no part of the content.
    pub fn of_path(path: &Path) -> Option<Self> {
        let parts: Vec<&str> = path.iter().map(|part| part.to_str()).collect::<Option<_>>()?;
        let name = match parts[..] {
            ["content", file] => file.to_owned(),
            ["content", "topics", file] => format!("topic.{file}"),
            ["content", "staff", file] => format!("staff.{file}"),
            ["content", "counties", file] => format!("county.{file}"),
            ["locales", tag, "LC_MESSAGES", "stairlight.po"] => format!("locale.{}.po", tag.to_ascii_lowercase()),
            _ => return None,
        };
        // A path that would not come back as itself (a tag in unusual case) has no name.
        Self::parse(&name).ok().filter(|name| name.path() == path)
    }

    /// The path of the file below the folder that holds `content/` and `locales/`.
    pub fn path(&self) -> PathBuf {
        match self.0.split('.').collect::<Vec<_>>()[..] {
            ["topic", stem, _] => format!("content/topics/{stem}.toml").into(),
            ["staff", stem, _] => format!("content/staff/{stem}.toml").into(),
            ["county", stem, _] => format!("content/counties/{stem}.json").into(),
            ["locale", tag, _] => format!("locales/{}/LC_MESSAGES/stairlight.po", language_tag(tag)).into(),
            _ => Path::new("content").join(&self.0),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language of a catalogue.
    pub fn language(&self) -> Option<String> {
        match self.0.split('.').collect::<Vec<_>>()[..] {
            ["locale", tag, _] => Some(language_tag(tag)),
            _ => None,
        }
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The part of a name between its dots: `[a-z0-9-]`, and for the words-file `_`.
pub fn is_stem(stem: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
    !stem.is_empty() && stem.len() <= 40 && stem.bytes().all(plain) && !stem.starts_with(['-', '_'])
}

/// A county's part of a name: `Los Angeles` is `los-angeles`.
pub fn county_stem(county: &str) -> String {
    county
        .to_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// A language tag in its usual case (BCP 47): scripts of four letters as `Hans`, regions of two as `TW`.
fn language_tag(lower: &str) -> String {
    let mut parts = lower.split('-');
    let mut tag = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        tag.push('-');
        match part.len() {
            2 => tag.push_str(&part.to_ascii_uppercase()),
            4 if part.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                tag.push_str(&part[..1].to_ascii_uppercase());
                tag.push_str(&part[1..]);
            }
            _ => tag.push_str(part),
        }
    }
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_paths_are_two_sides_of_one_rule() {
        for (name, path) in [
            ("services.json", "content/services.json"),
            ("banned-words.txt", "content/banned-words.txt"),
            ("topic.work.toml", "content/topics/work.toml"),
            ("county.los-angeles.json", "content/counties/los-angeles.json"),
            ("locale.es.po", "locales/es/LC_MESSAGES/stairlight.po"),
            ("locale.zh-hans.po", "locales/zh-Hans/LC_MESSAGES/stairlight.po"),
            ("locale.pt-br.po", "locales/pt-BR/LC_MESSAGES/stairlight.po"),
        ] {
            assert_eq!(FileName::parse(name).expect(name).path(), Path::new(path));
            assert_eq!(FileName::of_path(Path::new(path)).expect(path).as_str(), name);
        }
    }

    #[test]
    fn strange_names_are_refused() {
        let long = "a".repeat(65);
        for name in
            ["", "../etc/passwd", "a/b.toml", "a\\b.toml", "a\0.toml", "\u{202e}lmot.a", "A.toml", ".a.toml", &long]
        {
            assert_eq!(FileName::parse(name), Err(BadName::Strange), "{name:?}");
        }
        for name in ["a..toml", "a.exe", "topic.work.po", "locale.es.toml", CORE_NUMBERS, "root.json", "a.b.c.toml"] {
            assert_eq!(FileName::parse(name), Err(BadName::Unknown), "{name:?}");
        }
    }

    #[test]
    fn what_is_no_content_has_no_name() {
        for path in [
            "locales/es/review.md",
            "content/root.json",
            "content/._paper.toml",
            "content/.DS_Store",
            "Cargo.toml",
            "locales/ES/LC_MESSAGES/stairlight.po",
        ] {
            assert_eq!(FileName::of_path(Path::new(path)), None, "{path}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_name_leaves_its_folder(name in "\\PC{0,70}|[a-z./-]{0,40}") {
            if let Ok(name) = FileName::parse(&name) {
                let path = name.path();
                assert!(path.starts_with("content") || path.starts_with("locales"));
                assert!(path.iter().all(|part| part != ".." && part != "."));
                assert_eq!(FileName::of_path(&path).as_ref(), Some(&name));
            }
        }
    }
}
