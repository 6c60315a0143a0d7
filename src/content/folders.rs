//! Where the content lies on disk. Finds folders; reads nothing in them.

use std::path::{Path, PathBuf};

use super::ContentError;

/// The two folders of content: `content/` (what does not depend on language) and `locales/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    pub content: PathBuf,
    pub locales: PathBuf,
    /// The settings: those that came with the content, or the site's own.
    pub site: PathBuf,
}

impl Folders {
    /// The folders under `root`, whether or not they exist.
    pub fn under(root: &Path) -> Self {
        let content = root.join("content");
        Self { site: content.join("site.toml"), content, locales: root.join("locales") }
    }

    /// The same with the settings in another file.
    pub fn with_site(self, site: PathBuf) -> Self {
        Self { site, ..self }
    }

    /// The catalogue of one language, whether or not it exists.
    pub fn catalogue(&self, tag: &str) -> PathBuf {
        self.locales.join(tag).join("LC_MESSAGES/stairlight.po")
    }

    /// The folder named by `--data`, else `STAIRLIGHT_DATA`, else beside the installed program, else
    /// the checkout that the program was built in.
    ///
    /// # Errors
    /// [`ContentError::NoFolder`] with the places that were looked in. A folder that was named is
    /// taken at its word and not replaced by another.
    pub fn find(named: Option<&Path>) -> Result<Self, ContentError> {
        let named = named.map(Path::to_path_buf).or_else(|| std::env::var_os("STAIRLIGHT_DATA").map(PathBuf::from));
        let places = match named {
            Some(place) => vec![place],
            None => [installed(), Some(PathBuf::from(env!("CARGO_MANIFEST_DIR")))].into_iter().flatten().collect(),
        };
        places
            .iter()
            .map(|place| Self::under(place))
            .find(|folders| folders.content.is_dir())
            .ok_or(ContentError::NoFolder { looked: places })
    }
}

/// `/usr/share/stairlight` for a program in `/usr/bin`.
fn installed() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    Some(program.parent()?.parent()?.join("share/stairlight"))
}
