//! Every page of one language as pictures, with a page to look through them: for reviewers, who need
//! neither the program nor its machine. What is drawn is what the device would draw.

mod page;

use std::fs;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::Publication;
use crate::content::paper::Cover;
use crate::content::{LanguageId, TopicId};
use crate::kiosk::screen::Picture;
use crate::kiosk::tour::{Panel, Plan, Tour};
use crate::slip::{self, Bitmap, TypeSetter, Width};
use crate::visit::{PaperOrder, TextSize, Theme};

/// Why there is no preview.
#[derive(Debug, Error)]
pub enum PreviewError {
    #[error("{}: {cause}. Name another folder with --out.", .path.display())]
    Write { path: PathBuf, cause: std::io::Error },
    #[error("{}: {cause}", .path.display())]
    Picture { path: PathBuf, cause: png::EncodingError },
    #[error("{}: {cause}", .path.display())]
    Paper { path: PathBuf, cause: slip::BitmapError },
    #[error("the screens cannot be drawn: {0}")]
    Screen(String),
}

/// A screen that was drawn. A long page has several, of one name.
struct Shot {
    /// What it is: `home`, `card.work.no-pay`, `card.work.no-pay.turned`, `service.988`.
    name: String,
    file: String,
    language: LanguageId,
}

/// A paper that was drawn.
struct Paper {
    file: String,
    caption: String,
    words: Vec<String>,
}

/// Draws everything into `out`; returns how many pictures there are.
///
/// # Errors
/// [`PreviewError`].
pub fn write(
    publication: &Publication,
    language: LanguageId,
    size: TextSize,
    out: &Path,
) -> Result<usize, PreviewError> {
    fs::create_dir_all(out).map_err(|cause| PreviewError::Write { path: out.to_owned(), cause })?;
    let papers = papers(publication, language, out)?;
    let shots = shots(publication, language, size, out)?;
    let path = out.join("index.html");
    let html = page::page(publication, language, &papers, &shots);
    fs::write(&path, html).map_err(|cause| PreviewError::Write { path, cause })?;
    Ok(papers.len() + shots.len())
}

fn shots(
    publication: &Publication,
    language: LanguageId,
    size: TextSize,
    out: &Path,
) -> Result<Vec<Shot>, PreviewError> {
    let plan = Plan {
        language,
        topic: TopicId(0),
        cover: 0,
        size,
        theme: Theme::Calm,
        panel: Panel::WIDE,
        width: Width::default(),
    };
    let (mut shots, mut failed) = (Vec::<Shot>::new(), None);
    let drawn = Tour::everything(&publication.content, &plan, |stop| {
        let before = shots.iter().filter(|shot| shot.name == stop.name).count();
        let file = match before {
            0 => format!("{}.png", stop.name),
            _ => format!("{}-{}.png", stop.name, before + 1),
        };
        if failed.is_none() {
            failed = picture(&stop.picture, &out.join(&file)).err();
        }
        shots.push(Shot { name: stop.name, file, language: stop.language });
    });
    drawn.map_err(|error| PreviewError::Screen(error.to_string()))?;
    match failed {
        Some(error) => Err(error),
        None => Ok(shots),
    }
}

fn papers(publication: &Publication, language: LanguageId, out: &Path) -> Result<Vec<Paper>, PreviewError> {
    let content = &publication.content;
    let english = content.english();
    let mut setter = TypeSetter::new();
    let mut wanted: Vec<(Cover, Option<LanguageId>, Width)> =
        Cover::ALL.into_iter().map(|cover| (cover, None, Width::Dots384)).collect();
    wanted.push((Cover::Plain, None, Width::Dots576));
    if language != english {
        wanted.push((Cover::Plain, Some(english), Width::Dots384));
    }
    let mut papers = Vec::new();
    for (cover, beside, width) in wanted {
        let order = PaperOrder { language, beside, cover };
        let bitmap = slip::draw(content, order, width, &mut setter);
        let with = if beside.is_some() { "-with-english" } else { "" };
        let file = format!("paper-{}-{}{with}.png", cover.name(), width.dots());
        let kind = if beside.is_some() { ", with English" } else { "" };
        let caption = format!("{}, {} dots{kind}: {} mm", cover.name(), width.dots(), bitmap.height() / 8);
        write_paper(&bitmap, &out.join(&file))?;
        papers.push(Paper { file, caption, words: slip::texts(content, order) });
    }
    Ok(papers)
}

fn create(path: &Path) -> Result<BufWriter<File>, PreviewError> {
    let file = File::create(path).map_err(|cause| PreviewError::Write { path: path.to_owned(), cause })?;
    Ok(BufWriter::new(file))
}

fn picture(picture: &Picture, path: &Path) -> Result<(), PreviewError> {
    picture.write_png(create(path)?).map_err(|cause| PreviewError::Picture { path: path.to_owned(), cause })
}

fn write_paper(paper: &Bitmap, path: &Path) -> Result<(), PreviewError> {
    paper.write_png(create(path)?).map_err(|cause| PreviewError::Paper { path: path.to_owned(), cause })
}
