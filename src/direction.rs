//! Keeps numbers in order in right-to-left text. A phone number in an Arabic sentence would by the
//! rules of Unicode be read backwards; that is the worst mistake this product can make.
//!
//! Adds invisible characters to text that is about to be drawn. Never changes a visible one.

/// Left-to-right isolate, and its end.
const LRI: char = '\u{2066}';
const PDI: char = '\u{2069}';
/// Right-to-left mark.
const RLM: char = '\u{200F}';

/// Wraps every run of digits and hyphens, and every run of Latin words and numbers, so that it reads
/// left to right inside right-to-left text: `LRI 1-888-373-7888 PDI`.
pub fn isolate_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
        // A sign that belongs to the run stands right before it: $5, +1.
        let run = &rest[start..];
        let (mut end, mut open) = (0, false);
        for (at, c) in run.char_indices() {
            if c.is_ascii_alphanumeric() || (c == ')' && open) {
                end = at + 1;
                open &= c != ')';
            } else if c == '(' && !open {
                open = true;
            } else if !matches!(c, '-' | '.' | ',' | '/' | ':' | '\'' | '’' | '&' | ' ' | '%' | '+' | ';') {
                break;
            }
        }
        out.push_str(&rest[..start]);
        out.push(LRI);
        out.push_str(&run[..end]);
        out.push(PDI);
        rest = &run[end..];
    }
    out.push_str(rest);
    out
}

/// Text for the screen in a right-to-left language: numbers isolated, and a right-to-left mark at the
/// start and before every word in Arabic script. The first mark makes the whole text right to left
/// even where it begins with a Latin name. Without the others the shaper in use (parley 0.11) breaks a
/// line inside a word whose first letters are joined, and clips it.
pub fn right_to_left(text: &str) -> String {
    let isolated = isolate_numbers(text);
    let mut out = String::with_capacity(isolated.len() * 2);
    let mut in_word = false;
    if !isolated.is_empty() && !isolated.starts_with(is_arabic_letter) {
        out.push(RLM);
    }
    for c in isolated.chars() {
        if !in_word && is_arabic_letter(c) {
            out.push(RLM);
        }
        // Joiners and vowel marks are inside a word, not between two.
        in_word = c.is_alphanumeric() || matches!(c, '\u{200C}' | '\u{200D}' | '\u{064B}'..='\u{065F}' | '\u{0670}');
        out.push(c);
    }
    out
}

fn is_arabic_letter(c: char) -> bool {
    matches!(c, '\u{0620}'..='\u{06FF}') && c.is_alphabetic()
}

/// True for a character that only steers direction and has no shape.
pub fn is_invisible(c: char) -> bool {
    matches!(c, LRI | PDI | RLM | '\u{200B}'..='\u{200E}' | '\u{2060}' | '\u{2067}' | '\u{2068}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_stays_in_one_piece() {
        assert_eq!(isolate_numbers("اتصل بـ 1-888-373-7888 الآن"), "اتصل بـ \u{2066}1-888-373-7888\u{2069} الآن");
        assert_eq!(isolate_numbers("988"), "\u{2066}988\u{2069}");
        assert_eq!(isolate_numbers("أرسل HOME إلى 741741."), "أرسل \u{2066}HOME\u{2069} إلى \u{2066}741741\u{2069}.");
        assert_eq!(
            isolate_numbers("القانون: AB 1761 (2016); Penal Code 236.23"),
            "القانون: \u{2066}AB 1761 (2016); Penal Code 236.23\u{2069}"
        );
        assert_eq!(isolate_numbers("211 (مجاني)"), "\u{2066}211\u{2069} (مجاني)");
        assert_eq!(isolate_numbers("كلمة"), "كلمة");
    }

    #[test]
    fn words_get_their_mark() {
        assert_eq!(right_to_left("لا تفتح"), "\u{200F}لا \u{200F}تفتح");
        assert_eq!(right_to_left("مَدرَسة"), "\u{200F}مَدرَسة", "a vowel mark does not begin a word");
        assert_eq!(
            right_to_left("Medi-Cal"),
            "\u{200F}\u{2066}Medi-Cal\u{2069}",
            "a name first, and still right to left"
        );
    }

    proptest::proptest! {
        #[test]
        fn nothing_visible_changes(text in "[ا-ي0-9a-z .,-]{0,40}") {
            let visible: String = right_to_left(&text).chars().filter(|c| !is_invisible(*c)).collect();
            proptest::prop_assert_eq!(visible, text);
        }
    }
}
