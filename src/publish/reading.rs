//! How hard an English text is to read: the grade of Flesch and Kincaid, and the longest sentence.
//!
//! The grade is `0.39 * words / sentences + 11.8 * syllables / words - 15.59`. It is meant for prose: a
//! card is measured without its title, a helper with all its texts together.
//!
//! - A **sentence** ends at `.`, `!`, `?` or `:` before a space, a closing quotation mark or the end.
//! - A **word** is a run of letters, digits, apostrophes and the signs inside "30-minute" or "Cal/OSHA".
//! - **Syllables** are groups of vowels (a, e, i, o, u, y), without a silent e at the end (not that of
//!   "table"), a silent e in "-ed" (but after t and d) and in "-es" (but after s, x, z, c, g, ch, sh).
//!   Each part of "well-known" counts by itself. Digits are one syllable a group.
//! - A **name** (a word with a capital that does not begin its sentence, such as California, Medi-Cal or
//!   Labor Commissioner) counts as two syllables at most: one knows it or is told it, long or short.
//!   Without this rule the name of an office would be the hardest part of a card.
//!
//! Other languages are not measured: the formula is about English.

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    pub grade: f32,
    pub words: usize,
    pub longest_sentence: usize,
}

/// The highest grade that a text may have.
pub const GRADE_LIMIT: f32 = 6.0;
/// The most words that a sentence may have.
pub const SENTENCE_LIMIT: usize = 18;

/// Measures a text; `None` where it has no words.
pub fn measure(text: &str) -> Option<Reading> {
    let (mut words, mut syllables, mut sentences, mut longest) = (0, 0, 0, 0);
    for sentence in sentences_of(text) {
        let mut count = 0;
        for word in words_of(sentence) {
            let name = count > 0 && word.starts_with(char::is_uppercase) && word != "I" && !word.starts_with("I'");
            let spoken = syllables_of(word);
            syllables += if name { spoken.min(2) } else { spoken };
            count += 1;
        }
        if count > 0 {
            sentences += 1;
            words += count;
            longest = longest.max(count);
        }
    }
    if words == 0 {
        return None;
    }
    let (words_each, syllables_each) = (words as f32 / sentences as f32, syllables as f32 / words as f32);
    let grade = 0.39 * words_each + 11.8 * syllables_each - 15.59;
    Some(Reading { grade, words, longest_sentence: longest })
}

fn sentences_of(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let (mut start, mut ended) = (0, false);
    for (at, c) in text.char_indices() {
        if matches!(c, '.' | '!' | '?' | ':') {
            ended = true;
        } else if ended && matches!(c, '”' | '"' | '’' | ')') {
            // The quotation mark belongs to the sentence that it closes.
        } else if ended && c.is_whitespace() {
            sentences.push(&text[start..at]);
            (start, ended) = (at, false);
        } else {
            ended = false;
        }
    }
    sentences.push(&text[start..]);
    sentences
}

fn words_of(sentence: &str) -> impl Iterator<Item = &str> {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '/' | '+');
    sentence.split(move |c: char| !inside(c)).filter(|word| word.contains(char::is_alphanumeric))
}

fn syllables_of(word: &str) -> usize {
    let parts =
        word.split(['-', '/', '+', '’', '\'']).filter(|part| part.len() > 1 || part.contains(char::is_alphanumeric));
    parts.map(|part| of_part(&part.to_lowercase())).sum::<usize>().max(1)
}

fn of_part(part: &str) -> usize {
    let letters: Vec<char> = part.chars().collect();
    // What stands behind an apostrophe ("don't", "judge's") is not spoken by itself.
    if letters.len() == 1 && !is_vowel(letters[0]) && letters[0].is_alphabetic() {
        return 0;
    }
    let groups = letters.iter().enumerate().filter(|(at, c)| is_vowel(**c) && (*at == 0 || !is_vowel(letters[at - 1])));
    let count = groups.count();
    let ends = |with: &str| part.ends_with(with);
    let before = |back: usize| letters.len().checked_sub(back).map(|at| letters[at]);
    let silent = if ends("le") {
        before(3).is_some_and(is_vowel)
    } else if ends("e") {
        before(2).is_some_and(|c| !is_vowel(c))
    } else if ends("ed") {
        before(3).is_some_and(|c| !is_vowel(c) && !matches!(c, 't' | 'd'))
    } else if ends("es") {
        !ends("ches")
            && !ends("shes")
            && before(3).is_some_and(|c| !is_vowel(c) && !matches!(c, 's' | 'x' | 'z' | 'c' | 'g'))
    } else {
        false
    };
    (count - usize::from(silent && count > 1)).max(1)
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_follow_the_rule() {
        for (word, wanted) in [
            ("bed", 1),
            ("home", 1),
            ("table", 2),
            ("whole", 1),
            ("worked", 1),
            ("wanted", 2),
            ("judges", 2),
            ("names", 1),
            ("people", 2),
            ("California", 4),
            ("30", 1),
            ("don't", 1),
            ("judge's", 1),
            ("30-minute", 3),
            ("I", 1),
            ("a", 1),
            ("charge", 1),
            ("teaches", 2),
            ("the", 1),
        ] {
            assert_eq!(syllables_of(word), wanted, "{word}");
        }
    }

    #[test]
    fn quotations_end_sentences() {
        let reading =
            measure("You can say, “I believe you.” You can say: “It is not your fault.” Then wait").expect("words");
        assert_eq!(reading.longest_sentence, 6);
        assert_eq!(measure(" … "), None);
    }

    #[test]
    fn plain_words_are_easy_and_long_ones_are_not() {
        let plain = measure("You can ask for help. It is free. You do not have to give your name.").expect("words");
        assert!(plain.grade < 2.0, "{plain:?}");
        let hard =
            measure("Confidentiality obligations notwithstanding, mandated professionals communicate allegations.");
        assert!(hard.expect("words").grade > 15.0);
        let named = measure("You can call the Ombudsperson. You can ask about Medi-Cal in California.").expect("words");
        assert!(named.grade < GRADE_LIMIT, "a name is not what makes a text hard: {named:?}");
    }
}
