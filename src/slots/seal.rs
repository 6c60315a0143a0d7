//! A last line in a small file of settings that tells whether the file is still what was written: the hash of
//! all before it. No signature: it finds a card that grows old, not a person.
//!
//! The settings hold a number that goes onto every paper. A file without such a line counts as it is: a
//! technician may have written it by hand.

use crate::trust::metadata::sha256;

/// A comment, so that every reader of the settings passes over it.
const MARK: &[u8] = b"# sha256 ";

/// The text with its line.
pub fn sealed(text: &[u8]) -> Vec<u8> {
    let mut file = text.to_vec();
    if !file.ends_with(b"\n") {
        file.push(b'\n');
    }
    let hash = sha256(&file).to_string();
    file.extend_from_slice(MARK);
    file.extend_from_slice(hash.as_bytes());
    file.push(b'\n');
    file
}

/// False where there is such a line and it says something else.
pub fn holds(file: &[u8]) -> bool {
    // Looked for anywhere: the end of the line before it may have changed, too.
    let Some(start) = file.windows(MARK.len()).rposition(|window| window == MARK) else { return true };
    let hash = &file[start + MARK.len()..];
    sha256(&file[..start]).to_string().as_bytes() == hash.strip_suffix(b"\n").unwrap_or(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_flipped_bit_of_the_settings_is_seen() {
        for text in ["county = \"Fresno\"\n\n[helper]\nlabel = \"Room 12\"\nnumber = \"1-800-555-0199\"\n", "a = 1", ""]
        {
            let file = sealed(text.as_bytes());
            assert!(holds(&file) && file.starts_with(text.as_bytes()));
            for at in 0..text.len() * 8 {
                let mut rotten = file.clone();
                rotten[at / 8] ^= 1 << (at % 8);
                assert!(!holds(&rotten), "{text:?}, bit {at}");
            }
            assert!(toml::from_str::<toml::Table>(&String::from_utf8_lossy(&file)).is_ok());
        }
    }

    #[test]
    fn what_was_never_sealed_counts_as_it_is() {
        for text in ["", "\n", "county = \"Kern\"\n", "# a comment", "county = \"\" # sha256"] {
            assert!(holds(text.as_bytes()), "{text:?}");
        }
        assert!(!holds(b"# sha256 "));
    }
}
