//! What a slip costs: bytes, modelled time on paper, and the time from "print" to the first byte.
//!
//! - bytes: as sent, against the same slip as one full-width raster command;
//! - time: the job engine and the virtual printer on a manual clock, against the slower of paper and
//!   wire, at 19200 and 115200 baud and on USB;
//! - first byte: the real thread, a real pseudo-terminal, the real clock.
//!
//! The bars: at most 45 % of the raster, at most 8 % over the bound, at most 50 ms to the first byte.

#[path = "../tests/rig/printer.rs"]
mod rig;

use std::fs::File;
use std::io::Read;
use std::sync::mpsc::channel;
use std::time::Duration;

use rig::{Rig, profile};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use stairlight::clock::Clock;
use stairlight::content::paper::Cover;
use stairlight::content::{Content, Folders};
use stairlight::printer::encode::Encoder;
use stairlight::printer::paper::{Model, VirtualPrinter};
use stairlight::printer::{Condition, JobId, Printer, PrinterEvent, PrinterUri, Profile};
use stairlight::slip::{Bitmap, TypeSetter, Width};
use stairlight::visit::PaperOrder;

/// A wire: its name, and bytes per second.
const WIRES: [(&str, Option<u32>); 3] = [("19200", Some(1_920)), ("115200", Some(11_520)), ("usb", Some(400_000))];

/// The printers that do not forget what they hold when they are told to: more of a job is kept back.
const OTHERS: [&str; 4] = ["epson-tm-t20", "xprinter-80", "xprinter-58", "csn-a2"];

/// The slips to be measured: a name, the profile they are drawn for, the dots. Every language on both
/// widths of paper; two languages on other families of printers.
fn slips() -> Vec<(String, Profile, Bitmap)> {
    let content = Content::load(&Folders::find(None).expect("the checkout")).expect("the content");
    let mut setter = TypeSetter::new();
    let mut draw = |tag: &str, name: &str| {
        let profile = profile(name);
        let width = if profile.dots > 400 { Width::Dots576 } else { Width::Dots384 };
        let language = content.find_language(tag).expect("it is in the table");
        let order = PaperOrder { language, beside: None, cover: Cover::Plain };
        (format!("{tag} on {name}"), profile, stairlight::slip::draw(&content, order, width, &mut setter))
    };
    let tags = content.languages.iter().map(|language| language.tag.as_str());
    let written = tags.filter(|tag| content.find_language(tag).is_ok_and(|id| content.has_text(id)));
    let mut slips: Vec<_> = written.flat_map(|tag| ["paper-58", "paper-80"].map(|name| draw(tag, name))).collect();
    slips.extend(OTHERS.into_iter().flat_map(|name| ["en", "ar"].map(|tag| draw(tag, name))));
    slips
}

fn main() {
    let slips = slips();
    bytes(&slips);
    times(&slips);
    first_byte(&slips[0].2);
}

fn bytes(slips: &[(String, Profile, Bitmap)]) {
    println!("{:<24} {:>8} {:>8} {:>6} {:>9}", "slip (bar: 45 %)", "bytes", "raster", "share", "encoding");
    for (name, profile, slip) in slips {
        let raster = slip.row(0).len() * slip.height() as usize + 8;
        let clock = Clock::real();
        let sent: usize = encoded(slip, profile);
        let took = clock.now();
        let share = sent as f64 * 100.0 / raster as f64;
        println!("{name:<24} {sent:>8} {raster:>8} {share:>5.1}% {:>6.2} ms", took.as_secs_f64() * 1e3);
    }
}

fn encoded(slip: &Bitmap, profile: &Profile) -> usize {
    Encoder::new(slip.clone(), profile).map_or(0, |chunks| chunks.map(|chunk| chunk.bytes.len()).sum())
}

fn times(slips: &[(String, Profile, Bitmap)]) {
    println!(
        "\n{:<24} {:>7} {:>8} {:>8} {:>6} {:>9} {:>6}",
        "slip (bar: 8 % over)", "wire", "time", "bound", "over", "stutters", "bytes"
    );
    for (name, profile, slip) in slips {
        for (wire, rate) in WIRES {
            let mut model = Model::of(profile);
            model.bytes_per_second = rate;
            let row_time = model.row_time();
            let mut rig = Rig::new(profile.clone(), model);
            rig.settle();
            rig.run(Duration::from_millis(100));
            let (begun, before) = (rig.now(), rig.printer().taken());
            rig.print(1, slip);
            rig.finish(1);
            rig.run(Duration::from_secs(1));
            let printer = rig.printer();
            let rows = slip.ink_bounds().map_or(0, |ink| ink.bottom);
            let ended = printer.strip().last_ink_at().unwrap_or_default() + row_time;
            let time = (ended.saturating_sub(begun)).as_secs_f64();
            let sent = printer.taken() - before;
            let on_wire = encoded(slip, profile) as f64 / f64::from(rate.unwrap_or(u32::MAX));
            let on_paper = (row_time * rows).as_secs_f64();
            let bound = on_wire.max(on_paper);
            let over = (time / bound - 1.0) * 100.0;
            let stutters = printer.restarts();
            println!("{name:<24} {wire:>7} {time:>6.2} s {bound:>6.2} s {over:>5.1}% {stutters:>9} {sent:>6}");
        }
    }
}

/// Plays the printer at the far end of a pseudo-terminal and notes when a job's first byte comes.
fn first_byte(picture: &Bitmap) {
    let profile = profile("paper-58");
    let Ok((mut line, uri)) = pty() else {
        println!("\nfirst byte: no pseudo-terminal here");
        return;
    };
    let clock = Clock::real();
    let mut printer = VirtualPrinter::new(Model::of(&profile));
    let (tell, events) = channel();
    let told = move |event| {
        let _ = tell.send(event);
    };
    let Ok(handle) = Printer::start(uri, profile, clock.clone(), told) else { return };
    let mut times = Vec::new();
    let (mut begun, mut ready, mut recent) = (None, false, [0u8; 2]);
    while times.len() < 12 && clock.now() < Duration::from_secs(60) {
        ready |= events.try_iter().any(|event| event == PrinterEvent::Condition(Condition::Ready));
        if ready && begun.is_none() && handle.is_idle() && printer.is_idle() {
            begun = Some(clock.now());
            handle.print(JobId(1), picture.clone());
        }
        let mut buffer = [0; 512];
        let count = line.read(&mut buffer).unwrap_or(0);
        for byte in &buffer[..count] {
            recent = [recent[1], *byte];
            if let (Some(since), [0x1b, b'@']) = (begun, recent) {
                times.push(clock.now() - since);
            }
        }
        let mut rest = &buffer[..count];
        while !rest.is_empty() {
            rest = &rest[printer.write(clock.now(), rest)..];
        }
        let mut answers = [0; 64];
        let count = printer.read(clock.now(), &mut answers);
        let _ = std::io::Write::write(&mut line, &answers[..count]);
        if begun.is_some() && !times.is_empty() && handle.is_idle() && printer.is_idle() {
            begun = None;
        }
    }
    times.sort();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    let worst = times.last().copied().unwrap_or_default();
    println!("\nprint to first byte at a pty: median {median:.1?} (bar: 50 ms), worst {worst:.1?} of {}", times.len());
}

fn pty() -> rustix::io::Result<(File, PrinterUri)> {
    let line = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
    grantpt(&line)?;
    unlockpt(&line)?;
    let device = ptsname(&line, Vec::new())?.to_string_lossy().into_owned().into();
    fcntl_setfl(&line, fcntl_getfl(&line)? | OFlags::NONBLOCK)?;
    Ok((File::from(line), PrinterUri::Serial { device, baud: None, flow: None }))
}
