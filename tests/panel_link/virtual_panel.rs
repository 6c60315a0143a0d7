//! The panel on a PC: its picture is what the real glass shows, and is written when it changes.

use stairlight::health::Screen;
use std::fs::{self, File};
use std::io::BufReader;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::Duration;

use stairlight::clock::{Clock, ManualClock};
use stairlight::panel::{Ask, KEYS, Link, PICTURE, PanelEnd, Status, VirtualPanel};
use stairlight::socket::PrinterCondition;
use stairlight_panel::keys::{Change, Door, Key, KeyEvent};
use tempfile::TempDir;

use crate::bench::{now_is, working};

struct Desk {
    folder: TempDir,
    clock: Clock,
    hand: ManualClock,
    line: VirtualPanel,
    keys: Sender<Change>,
    end: PanelEnd,
    status: Status,
    asks: Vec<Ask>,
}

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir().expect("a folder");
        let (clock, hand) = Clock::manual();
        let (line, keys) = VirtualPanel::new(&folder.path().join("sim"), clock.clone());
        Desk { folder, clock, hand, line, keys, end: PanelEnd::new(), status: working(), asks: Vec::new() }
    }

    fn pass(&mut self, seconds: u32) {
        for _ in 0..seconds * 10 {
            self.hand.advance(Duration::from_millis(100));
            self.asks.extend(self.end.step(self.clock.now(), &mut self.line, &self.status));
        }
    }

    fn picture(&self) -> PathBuf {
        self.folder.path().join("sim").join(PICTURE)
    }

    /// The picture as the golden files have it: one character for each dot.
    fn glass(&self) -> String {
        let file = BufReader::new(File::open(self.picture()).expect("a picture"));
        let mut decoder = png::Decoder::new(file);
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("small")];
        let info = reader.next_frame(&mut pixels).expect("whole");
        assert_eq!((info.width, info.height), (512, 256));
        let bytes = info.line_size / info.width as usize;
        let dot = |x: usize, y: usize| {
            let lit = |x: usize, y: usize| pixels[y * info.line_size + x * bytes] > 128;
            let first = lit(4 * x, 4 * y);
            assert!((0..16).all(|n| lit(4 * x + n % 4, 4 * y + n / 4) == first), "a dot is a square");
            if first { '#' } else { ' ' }
        };
        let row = |y| (0..128).map(|x| dot(x, y)).collect::<String>().trim_end().to_owned() + "\n";
        (0..64).map(row).collect()
    }
}

fn golden(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("firmware/panel/tests/golden");
    fs::read_to_string(folder.join(name)).expect("the panel's golden picture")
}

#[test]
fn the_picture_is_the_panels_own() {
    let mut desk = Desk::new();
    desk.pass(1);
    assert!(matches!(desk.end.link(), Link::Met { .. }));
    assert_eq!(desk.glass(), golden("state-working.en.txt"));
    now_is(&mut desk.status, |is| is.printer = PrinterCondition::PaperOut);
    desk.pass(1);
    assert_eq!(desk.glass(), golden("state-paper-out.en.txt"));
    now_is(&mut desk.status, |is| is.screen = Screen::Silent);
    desk.pass(30);
    assert_eq!(desk.glass(), golden("state-late.en.txt"));
}

#[test]
fn the_picture_is_written_only_when_it_changes() {
    let mut desk = Desk::new();
    desk.pass(2);
    let file = |desk: &Desk| fs::metadata(desk.picture()).expect("a picture").ino();
    let before = file(&desk);
    desk.pass(50);
    assert_eq!(file(&desk), before);
    assert_eq!(fs::read_dir(desk.folder.path().join("sim")).expect("a folder").count(), 1, "no halves are left");
}

#[test]
fn keys_turn_its_pages() {
    let mut desk = Desk::new();
    desk.pass(1);
    for event in [KeyEvent::Down(Key::Next), KeyEvent::Tapped(Key::Next)] {
        desk.keys.send(Change::Key(event)).expect("it lives");
    }
    desk.pass(1);
    assert_eq!(desk.glass(), golden("printer-ready.en.txt"));
    desk.keys.send(Change::Bay(Door::Closed)).expect("it lives");
    desk.pass(61);
    assert!(!desk.glass().contains('#'), "nobody looks");
}

#[test]
fn words_in_a_file_are_keys() {
    let mut desk = Desk::new();
    desk.pass(1);
    let keys = desk.picture().with_file_name(KEYS);
    fs::write(&keys, "press next\npress do\n").expect("a folder");
    desk.pass(1);
    assert_eq!(desk.asks, [Ask::PrinterTest]);
    assert!(!keys.exists(), "it was obeyed");
}

/// A debugger, or a laptop's lid: the panel slept as well.
#[test]
fn a_machine_that_slept_is_not_called_dead() {
    let mut desk = Desk::new();
    desk.pass(2);
    desk.hand.advance(Duration::from_secs(600));
    desk.pass(2);
    assert_eq!(desk.asks, []);
    assert_eq!(desk.glass(), golden("state-working.en.txt"));
}

#[test]
fn a_folder_that_cannot_be_made_is_an_absent_panel() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    fs::write(&file, "").expect("a file");
    let (clock, _hand) = Clock::manual();
    let (mut line, _keys) = VirtualPanel::new(&file.join("sim"), clock);
    let mut end = PanelEnd::new();
    end.step(Duration::ZERO, &mut line, &working());
    assert_eq!(end.link(), Link::Absent);
    assert!(end.trouble().is_some_and(|error| error.to_string().contains("virtual:")));
}
