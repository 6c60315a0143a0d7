//! The screen: start to first frame, a full frame, and a switch of language.
//!
//! `cargo bench --bench screens`. Prints medians beside the bars of the design (development machine:
//! full frame 4 ms, first frame in a new language 20 ms, start to first frame 60 ms). It fails
//! nothing, because a busy machine is no mistake of ours.

use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use stairlight::content::{Content, Folders};
use stairlight::kiosk::screen::{Glass, Screen, register_fonts};
use stairlight::view::view;
use stairlight::visit::{Action, Event, PrinterState, Visit};

const FIRST_FRAME: &str = "first-frame";

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1000.0
}

/// What a fresh process does until the resting screen stands: content, fonts, window, one frame. Says
/// how long each took, in milliseconds.
fn first_frame() -> (Glass, Screen, Visit, [f64; 4]) {
    let mut start = Instant::now();
    let mut lap = || std::mem::replace(&mut start, Instant::now()).elapsed().as_secs_f64() * 1000.0;
    let content = Content::load(&Folders::find(None).expect("the checkout")).expect("the content");
    let read = lap();
    let glass = Glass::install(1280, 800);
    register_fonts();
    let fonts = lap();
    let screen = Screen::new().expect("a screen in memory");
    screen.set_panel(1280, 800, 217.0);
    slint::ComponentHandle::show(screen.app()).expect("it shows");
    let window = lap();
    let visit = Visit::at_rest(content, PrinterState::Ready, Duration::ZERO);
    screen.show(&view(&visit), visit.content(), None);
    black_box(glass.draw());
    let drawn = lap();
    (glass, screen, visit, [read, fonts, window, drawn])
}

fn main() {
    if std::env::args().any(|argument| argument == FIRST_FRAME) {
        first_frame();
        return;
    }
    let this = std::env::current_exe().expect("this program");
    let starts = (0..11).map(|_| {
        let start = Instant::now();
        Command::new(&this).arg(FIRST_FRAME).status().expect("it starts");
        start.elapsed()
    });
    println!("process start to first frame: {:.1} ms (bar: 60)", median(starts.collect()));

    let (glass, screen, mut visit, [read, fonts, window, drawn]) = first_frame();
    println!("  of it content {read:.1}, fonts {fonts:.1}, window {window:.1}, frame {drawn:.1}");
    let content = visit.content().clone();
    let now = Duration::from_secs(1);
    let tags: Vec<_> = content.languages.iter().map(|l| content.find_language(&l.tag).expect("in the table")).collect();
    println!("language   switch + first frame (bar: 20)   full frame: home / card / numbers (bar: 4)");
    for id in tags.into_iter().filter(|id| content.has_text(*id)) {
        let start = Instant::now();
        visit.handle(Event::Chosen(Action::OpenLanguages), now);
        visit.handle(Event::Chosen(Action::ChooseLanguage(id)), now);
        screen.show(&view(&visit), &content, None);
        black_box(glass.draw());
        let switch = start.elapsed().as_secs_f64() * 1000.0;
        let mut frames = Vec::new();
        for page in 0..3 {
            let topic = visit.actions().into_iter().find(|action| matches!(action, Action::OpenTopic(_)));
            let way: Vec<Action> = match page {
                0 => Vec::new(),
                1 => topic.into_iter().collect(),
                _ => vec![Action::OpenHelpers],
            };
            for action in way {
                visit.handle(Event::Chosen(action), now);
            }
            if page == 1
                && let Some(section) = visit.actions().first().copied()
            {
                visit.handle(Event::Chosen(section), now);
            }
            screen.show(&view(&visit), &content, None);
            black_box(glass.draw());
            let times = (0..15).map(|_| {
                let start = Instant::now();
                black_box(glass.draw());
                start.elapsed()
            });
            frames.push(median(times.collect()));
            visit.handle(Event::Chosen(Action::GoHome), now);
        }
        let tag = &content.language(id).tag;
        println!("{tag:9} {switch:8.1} ms {:28.2} / {:.2} / {:.2} ms", frames[0], frames[1], frames[2]);
    }
}
