//! Telephone numbers as people write them, brought into the one form that the directory has. No digit
//! is changed, added or left out but the country's 1; what is not plainly a number that can be dialled
//! here is refused.

/// A number in the directory's form, with the extension that stood behind it.
#[derive(Debug, PartialEq, Eq)]
pub struct Number {
    pub printed: String,
    pub extension: Option<u32>,
}

impl Number {
    fn digits(&self) -> String {
        self.printed.chars().filter(char::is_ascii_digit).collect()
    }

    /// The number with its country, where it has eleven digits.
    pub fn e164(&self) -> Option<String> {
        Some(self.digits()).filter(|digits| digits.len() == 11).map(|digits| format!("+{digits}"))
    }

    /// A short number, which is dialled as it is.
    pub fn short(&self) -> Option<String> {
        Some(self.digits()).filter(|digits| digits.len() < 7)
    }
}

/// Reads a number.
///
/// # Errors
/// Why it cannot be printed, in words for the report.
pub fn read(given: &str) -> Result<Number, String> {
    let given = given.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'');
    let lower = given.to_lowercase();
    let (main, extension) = match ["extension", "ext", "x", "#"].iter().find_map(|word| lower.split_once(word)) {
        Some((main, rest)) => {
            (main.to_owned(), Some(rest.trim_matches(|c: char| matches!(c, '.' | ':' | ' ')).to_owned()))
        }
        None => (lower, None),
    };
    let extension = match extension {
        None => None,
        Some(digits) => {
            Some(digits.parse::<u32>().map_err(|_| format!("\"{given}\" has an extension that is no number"))?)
        }
    };
    if main.chars().any(char::is_alphabetic) {
        return Err(format!("\"{given}\" has letters; it must be given in digits"));
    }
    let other = |c: char| {
        !c.is_ascii_digit()
            && !matches!(c, ' ' | '\u{a0}' | '(' | ')' | '.' | '-' | '+' | '/' | '\u{2010}'..='\u{2015}')
    };
    if let Some(sign) = main.chars().find(|c| other(*c)) {
        return Err(format!("\"{given}\" has a sign that no number has here: {sign}"));
    }
    let digits: String = main.chars().filter(char::is_ascii_digit).collect();
    let abroad = main.trim_start().starts_with('+') && !digits.starts_with('1');
    let national = match digits.len() {
        _ if abroad => return Err(format!("\"{given}\" is a number of another country")),
        10 => digits.as_str(),
        11 if digits.starts_with('1') => &digits[1..],
        3 if digits == "988" || digits.ends_with("11") => return Ok(Number { printed: digits, extension }),
        // A short code keeps its hyphen: "678-678" is how it is known.
        5 | 6 => {
            let main = main.trim();
            let plain = main.bytes().all(|b| b.is_ascii_digit() || b == b'-') && !main.contains("--");
            let printed = if plain { main.trim_matches('-').to_owned() } else { digits };
            return Ok(Number { printed, extension });
        }
        7 => return Err(format!("\"{given}\" has no area code")),
        count => return Err(format!("\"{given}\" has {count} digits")),
    };
    if national.starts_with(['0', '1']) {
        return Err(format!("\"{given}\" begins with an area code that does not exist"));
    }
    let printed = format!("1-{}-{}-{}", &national[..3], &national[3..6], &national[6..]);
    Ok(Number { printed, extension })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (given, printed, extension) in [
            ("(415) 555-0199", "1-415-555-0199", None),
            ("+1 415 555 0199", "1-415-555-0199", None),
            ("1-800-555-0199", "1-800-555-0199", None),
            ("415.555.0199 x12", "1-415-555-0199", Some(12)),
            ("415/555-0199 ext. 3", "1-415-555-0199", Some(3)),
            ("211", "211", None),
            ("741741", "741741", None),
            ("678-678", "678-678", None),
            ("67 86 78", "678678", None),
        ] {
            let number = read(given).unwrap_or_else(|why| panic!("{why}"));
            assert_eq!((number.printed.as_str(), number.extension), (printed, extension), "{given}");
        }
        assert_eq!(read("415 555 0199").expect("a number").e164().as_deref(), Some("+14155550199"));
        assert_eq!(read("211").expect("a number").e164(), None);
    }

    #[test]
    fn what_cannot_be_dialled_is_refused_with_the_reason() {
        for (given, why) in [
            ("\"+44 1234 234567\"", "another country"),
            ("1-800-RUNAWAY", "letters"),
            ("555-0199", "no area code"),
            ("(015) 555-0199", "area code"),
            ("415-555-019", "9 digits"),
            ("415-555-0199; 415-555-0100", "a sign"),
            ("415-555-0199 ext main", "extension"),
            ("415", "3 digits"),
            ("", "0 digits"),
            ("٤١٥", "a sign"),
        ] {
            let said = read(given).expect_err(given);
            assert!(said.contains(why), "{given}: {said}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_read_can_be_printed_and_keeps_its_digits(given in "[0-9+() .x-]{0,18}") {
            if let Ok(number) = read(&given) {
                proptest::prop_assert!(number.printed.bytes().all(|b| b.is_ascii_digit() || b == b'-'));
                let digits: String = number.printed.chars().filter(char::is_ascii_digit).collect();
                let before: String = given.split('x').next().unwrap_or("").chars().filter(char::is_ascii_digit).collect();
                let same = digits == before || digits == format!("1{before}");
                proptest::prop_assert!(same, "{} became {}", given, number.printed);
            }
        }
    }
}
