//! Golden files. `UPDATE_GOLDEN=1` writes what is there now, and the run still fails: somebody has to
//! look at the difference and run again.

use std::fs;
use std::path::{Path, PathBuf};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

/// Compares `bytes` with the golden file `name`; says what differs, or that it was just written.
#[must_use = "hand it to `agree`"]
pub fn compare(name: &str, bytes: &[u8], same: impl Fn(&[u8], &[u8]) -> bool) -> Option<String> {
    let path = path(name);
    let golden = fs::read(&path).unwrap_or_default();
    if !golden.is_empty() && same(&golden, bytes) {
        return None;
    }
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let target = if update {
        path
    } else {
        let shown = std::env::temp_dir().join("stairlight-golden").join(name);
        fs::create_dir_all(shown.parent().expect("it has a folder")).expect("the folder can be made");
        shown
    };
    fs::create_dir_all(target.parent().expect("it has a folder")).expect("the folder can be made");
    fs::write(&target, bytes).expect("the file can be written");
    let what = if update { "was written; look at it and run again" } else { "is what there is now" };
    Some(format!("{name} is not as it was. {} {what}.", target.display()))
}

/// Fails with everything that differs.
///
/// # Panics
/// When anything does.
pub fn agree(differences: impl IntoIterator<Item = Option<String>>) {
    let differences: Vec<String> = differences.into_iter().flatten().collect();
    assert!(differences.is_empty(), "{}\nUPDATE_GOLDEN=1 takes them over.", differences.join("\n"));
}
