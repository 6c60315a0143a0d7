//! The small paper: time to draw and to encode it, and its bytes against one full-width raster.
//!
//! `cargo bench --bench slips`. Prints medians beside the bar of each; it fails nothing, because a
//! busy machine is no mistake of ours.

use std::hint::black_box;
use std::time::{Duration, Instant};

use stairlight::content::paper::Cover;
use stairlight::content::{Content, Folders};
use stairlight::printer::Profiles;
use stairlight::printer::encode::Encoder;
use stairlight::slip::{TypeSetter, Width, draw};
use stairlight::visit::PaperOrder;

fn median(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..21)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

fn main() {
    let folders = Folders::find(None).expect("the checkout");
    let content = Content::load(&folders).expect("the content of this repository");
    let profiles = Profiles::built_in();
    println!("language  width   draw     encode   rows   bytes   of raster (bar: 45 %)");
    for language in &content.languages {
        let id = content.find_language(&language.tag).expect("it is in the table");
        if !content.has_text(id) {
            continue;
        }
        for (width, name) in [(Width::Dots384, "paper-58"), (Width::Dots576, "paper-80")] {
            let profile = profiles.named(name).or_else(|_| profiles.named("generic-80")).expect("a profile").clone();
            let order = PaperOrder { language: id, beside: None, cover: Cover::Plain };
            let mut setter = TypeSetter::new();
            let paper = draw(&content, order, width, &mut setter);
            let drawing = median(|| {
                black_box(draw(&content, order, width, &mut setter));
            });
            let encoding = median(|| {
                let encoder = Encoder::new(paper.clone(), &profile).expect("it fits");
                black_box(encoder.map(|chunk| chunk.bytes.len()).sum::<usize>());
            });
            let rows = paper.height();
            let raster = (width.dots() / 8 * rows) as usize;
            let bytes: usize = Encoder::new(paper, &profile).expect("it fits").map(|chunk| chunk.bytes.len()).sum();
            println!(
                "{:9} {:5} {:6.2} ms {:6.2} ms {rows:6} {bytes:7} {:6.1} %",
                language.tag,
                width.dots(),
                drawing.as_secs_f64() * 1000.0,
                encoding.as_secs_f64() * 1000.0,
                bytes as f64 * 100.0 / raster as f64
            );
        }
    }
}
