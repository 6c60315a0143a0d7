//! "Remember it": a number in chunks that a mind can hold, because paper can be searched.
//!
//! The digits are the directory's own, cut where it puts its hyphens; they are never reordered.

use crate::content::ServiceId;

/// How far somebody has come in learning a number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Recall {
    pub service: ServiceId,
    pub memory: Memory,
}

/// The step of learning.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Memory {
    /// Showing chunk number `chunk`, from 0, with those before it.
    Learn { chunk: usize },
    /// Tapping the digits in order: `right` of them are. `slip` after a wrong one.
    Try { right: usize, slip: bool },
    /// All digits tapped in order.
    Known,
}

/// A group of digits as it is said in one breath.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    pub digits: String,
    /// Where the digits spell keypad letters, those letters: `THE` for 843.
    pub letters: Option<String>,
}

/// The number in chunks: at its hyphens, and runs of more than four digits in threes.
pub fn chunks(number: &str) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    for part in number.split('-').filter(|part| !part.is_empty()) {
        let digits: Vec<char> = part.chars().collect();
        let size = if digits.len() > 4 { 3 } else { 4 };
        for group in digits.chunks(size) {
            chunks.push(Chunk { digits: group.iter().collect(), letters: None });
        }
    }
    chunks
}

/// The same, with the keypad letters of the whole number shared out over the chunks: `BEFREE` over
/// 233 and 733. Letters that do not fit the digits are left out, never shown wrong.
pub fn chunks_with_letters(number: &str, letters: Option<&str>) -> Vec<Chunk> {
    let mut chunks = chunks(number);
    let Some(letters) = letters else { return chunks };
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    let letters: Vec<char> = letters.chars().filter(char::is_ascii_alphanumeric).collect();
    let Some(from) = digits.len().checked_sub(letters.len()) else { return chunks };
    let spell = letters.iter().zip(&digits[from..]).all(|(letter, digit)| keypad(*letter) == Some(*digit));
    let mut starts = chunks.iter().scan(0, |at, chunk| Some(std::mem::replace(at, *at + chunk.digits.len())));
    if !spell || !starts.any(|start| start == from) {
        return chunks;
    }
    let mut at = 0;
    for chunk in &mut chunks {
        let end = at + chunk.digits.len();
        if at >= from {
            chunk.letters = Some(letters[at - from..end - from].iter().collect());
        }
        at = end;
    }
    chunks
}

/// The digit under a letter on a telephone; a digit is itself.
fn keypad(letter: char) -> Option<char> {
    Some(match letter.to_ascii_uppercase() {
        digit @ '0'..='9' => digit,
        'A'..='C' => '2',
        'D'..='F' => '3',
        'G'..='I' => '4',
        'J'..='L' => '5',
        'M'..='O' => '6',
        'P'..='S' => '7',
        'T'..='V' => '8',
        'W'..='Z' => '9',
        _ => return None,
    })
}

/// The digits of a number in order, without hyphens.
pub fn digits(number: &str) -> impl Iterator<Item = u8> + '_ {
    number.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(number: &str) -> Vec<String> {
        chunks(number).into_iter().map(|chunk| chunk.digits).collect()
    }

    #[test]
    fn numbers_are_cut_where_they_are_said() {
        assert_eq!(plain("1-888-373-7888"), ["1", "888", "373", "7888"]);
        assert_eq!(plain("988"), ["988"]);
        assert_eq!(plain("233733"), ["233", "733"]);
        assert_eq!(plain("44357"), ["443", "57"]);
    }

    #[test]
    fn letters_are_shared_out_and_never_shown_wrong() {
        let letters = |number, word| -> Vec<Option<String>> {
            chunks_with_letters(number, Some(word)).into_iter().map(|c| c.letters).collect()
        };
        assert_eq!(letters("233733", "BEFREE"), [Some("BEF".to_owned()), Some("REE".to_owned())]);
        assert_eq!(letters("233734", "BEFREE"), [None, None]);
        assert_eq!(letters("44357", "4HELP"), [Some("4HE".to_owned()), Some("LP".to_owned())]);
        assert_eq!(letters("44357", "HELP"), [None, None], "a word that starts inside a chunk is left out");
        assert_eq!(letters("988", "TOOLONG"), [None]);
    }

    proptest::proptest! {
        #[test]
        fn no_digit_is_lost_or_moved(number in "[0-9]{1,4}(-[0-9]{1,7}){0,3}") {
            let joined: String = plain(&number).concat();
            let digits: String = number.chars().filter(char::is_ascii_digit).collect();
            proptest::prop_assert_eq!(joined, digits);
        }
    }
}
