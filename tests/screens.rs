//! The screens as pictures: golden ones for a few, and rules that every one of them keeps.
//!
//! A visit is drawn with the real fonts by the device's own renderer. The rules: nothing is drawn
//! outside the page's edges, the bars' words have room, and the contrast is what was promised.
//! `RUN_SLOW_TESTS=1` goes through every language, size, theme and panel; without it a thinner set.

mod stage;

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use stage::{SIX, content, golden};
use stairlight::content::Content;
use stairlight::kiosk::screen::Picture;
use stairlight::kiosk::tour::{Panel, Plan, Stop, Tour};
use stairlight::slip::Width;
use stairlight::visit::{TextSize, Theme};

fn plan(content: &Content, tag: &str, size: TextSize, theme: Theme, panel: Panel) -> Plan {
    Plan {
        language: content.find_language(tag).expect("it is in the table"),
        topic: content.find_topic("work").expect("it is there"),
        cover: 0,
        size,
        theme,
        panel,
        width: Width::default(),
    }
}

fn tour(tag: &str, size: TextSize, theme: Theme, panel: Panel) -> Vec<Stop> {
    let content = content();
    Tour::run(&content, &plan(&content, tag, size, theme, panel)).expect("a screen in memory").0
}

fn png(picture: &Picture) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture.write_png(&mut bytes).expect("a Vec takes everything");
    bytes
}

fn pixels(png: &[u8]) -> Option<Vec<u8>> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().ok()?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    reader.next_frame(&mut pixels).ok()?;
    Some(pixels)
}

/// The same but for a few pixels at the edges of letters.
fn alike(golden: &[u8], now: &[u8]) -> bool {
    let (Some(golden), Some(now)) = (pixels(golden), pixels(now)) else { return false };
    let differ = golden.iter().zip(&now).filter(|(a, b)| a.abs_diff(**b) > 40).count();
    golden.len() == now.len() && differ * 2000 < golden.len()
}

#[test]
fn screens_look_as_they_did() {
    let wanted = ["languages", "home", "topic", "card-right", "numbers", "helper", "paper", "remember-try", "cover"];
    let mut differences = Vec::new();
    for (tag, size, theme, panel) in [
        ("en", TextSize::Normal, Theme::Calm, Panel::WIDE),
        ("ar", TextSize::Normal, Theme::Calm, Panel::SEVEN),
        ("km", TextSize::Largest, Theme::Dark, Panel::COARSE),
    ] {
        let stops = tour(tag, size, theme, panel);
        for name in wanted {
            let stop = stops.iter().find(|stop| stop.name == name).unwrap_or_else(|| panic!("no {name}"));
            differences.push(golden::compare(&format!("screens/{tag}-{name}.png"), &png(&stop.picture), alike));
        }
    }
    golden::agree(differences);
}

/// Every combination that a test run looks at.
fn combinations() -> Vec<(String, TextSize, Theme, Panel)> {
    let content = content();
    let all = std::env::var_os("RUN_SLOW_TESTS").is_some();
    let tags: Vec<String> = content
        .languages
        .iter()
        .filter(|language| content.find_language(&language.tag).is_ok_and(|id| content.has_text(id)))
        .map(|language| language.tag.clone())
        .filter(|tag| all || SIX.contains(&tag.as_str()))
        .collect();
    let mut set = Vec::new();
    for tag in tags {
        for size in TextSize::ALL {
            for theme in Theme::ALL {
                for panel in [Panel::WIDE, Panel::SEVEN, Panel::COARSE] {
                    let thin = (size, theme, panel) == (TextSize::Normal, Theme::Calm, Panel::WIDE)
                        || (size, theme, panel) == (TextSize::Largest, Theme::Dark, Panel::COARSE)
                        || (size, theme, panel) == (TextSize::Small, Theme::Light, Panel::SEVEN);
                    if all || thin {
                        set.push((tag.clone(), size, theme, panel));
                    }
                }
            }
        }
    }
    set
}

/// True when a column of pixels is of one colour. The fade at a page's edge may round a shade.
fn is_blank(picture: &Picture, x: u32) -> bool {
    let pixel = |y: u32| picture.pixels[(y * picture.width + x) as usize];
    let first = pixel(0);
    let near = |a: u8, b: u8| a.abs_diff(b) <= 3;
    (0..picture.height).all(|y| {
        let here = pixel(y);
        near(here.r, first.r) && near(here.g, first.g) && near(here.b, first.b)
    })
}

/// True when a row of pixels is of one colour.
fn row_is_blank(picture: &Picture, y: u32) -> bool {
    let row = &picture.pixels[(y * picture.width) as usize..((y + 1) * picture.width) as usize];
    row.iter().all(|pixel| *pixel == row[0])
}

/// The contrast between the lightest and the darkest pixel, as WCAG has it.
fn contrast(picture: &Picture) -> f64 {
    let linear = |c: u8| {
        let c = f64::from(c) / 255.0;
        if c <= 0.03928 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    let linear: Vec<f64> = (0..=255).map(linear).collect();
    let luminance = |p: &slint::Rgb8Pixel| {
        0.2126 * linear[usize::from(p.r)] + 0.7152 * linear[usize::from(p.g)] + 0.0722 * linear[usize::from(p.b)]
    };
    let (mut dark, mut light) = (1.0f64, 0.0f64);
    let mut last = None;
    for pixel in &picture.pixels {
        if last.replace(*pixel) != Some(*pixel) {
            let here = luminance(pixel);
            (dark, light) = (dark.min(here), light.max(here));
        }
    }
    (light + 0.05) / (dark + 0.05)
}

/// Goes through one visit's pages and returns how many there were.
fn keeps_the_rules((tag, size, theme, panel): &(String, TextSize, Theme, Panel)) -> usize {
    let size_at = TextSize::ALL.iter().position(|s| s == size).expect("one of four") + 1;
    let theme_at = Theme::ALL.iter().position(|t| t == theme).expect("one of three") + 1;
    let stops = tour(tag, *size, *theme, *panel);
    for stop in &stops {
        let place = format!("{} in {tag}, size {size_at}, theme {theme_at}, {panel:?}", stop.name);
        assert!(stop.fits, "{place}: the words of a bar have no room");
        assert!(is_blank(&stop.picture, 0), "{place}: something runs over the left edge");
        assert!(is_blank(&stop.picture, stop.picture.width - 1), "{place}: something runs over the right edge");
        if let Some(end) = stop.end {
            let blank = (end.saturating_sub(4)..end).all(|y| row_is_blank(&stop.picture, y));
            assert!(blank, "{place}: the page goes on below its end, and there is no \"More\"");
        }
        let contrast = contrast(&stop.picture);
        // Before the theme is chosen and after the visit is left, the colours are the soft ones.
        let soft = *theme == Theme::Calm || stop.name == "languages" || stop.name == "cover";
        let wanted = if soft { 10.0 } else { 20.0 };
        assert!(contrast >= wanted, "{place}: contrast {contrast:.1} of {wanted}");
    }
    stops.len()
}

#[test]
fn every_screen_keeps_the_rules() {
    let (set, next) = (combinations(), AtomicUsize::new(0));
    let work = || std::iter::from_fn(|| set.get(next.fetch_add(1, Relaxed))).map(keeps_the_rules).sum::<usize>();
    let looked_at: usize = std::thread::scope(|threads| {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let workers: Vec<_> = (0..cores).map(|_| threads.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap_or_else(|why| std::panic::resume_unwind(why))).sum()
    });
    assert!(looked_at > 500, "{looked_at} screens");
    println!("{looked_at} screens of {} visits kept the rules", set.len());
}
