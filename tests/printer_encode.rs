//! What is sent is what is drawn: random and adversarial slips are encoded, looked through for
//! real-time pairs, and printed by the virtual printer, which shares no code with the encoder.

#[path = "rig/printer.rs"]
mod rig;

use std::time::Duration;

use proptest::prelude::*;
use rig::{profile, slip};
use stairlight::printer::Profile;
use stairlight::printer::encode::Encoder;
use stairlight::printer::paper::{Model, VirtualPrinter};
use stairlight::slip::Bitmap;

fn chunks(bitmap: &Bitmap, profile: &Profile) -> Vec<Vec<u8>> {
    let encoder = Encoder::new(bitmap.clone(), profile).unwrap();
    encoder.map(|chunk| chunk.bytes.to_vec()).collect()
}

fn bytes(bitmap: &Bitmap, profile: &Profile) -> Vec<u8> {
    chunks(bitmap, profile).concat()
}

/// Prints the bytes and gives the paper without the blank lead and the feed to the cutter.
fn printed(bytes: &[u8], profile: &Profile) -> (Bitmap, VirtualPrinter) {
    let mut printer = VirtualPrinter::new(Model::of(profile));
    let (mut now, mut gone) = (Duration::ZERO, 0);
    while gone < bytes.len() || !printer.is_idle() {
        now += Duration::from_millis(20);
        gone += printer.write(now, &bytes[gone..]);
        printer.advance(now);
        assert!(now < Duration::from_secs(600), "the printer waits for more");
    }
    printer.tear();
    let pieces = printer.take_pieces();
    (pieces[0].printed().unwrap(), printer)
}

/// The bytes in which a real-time pair is forbidden: all of them.
fn pairs(bytes: &[u8]) -> usize {
    let pair = |two: &&[u8]| two[0] == 0x10 && matches!(two[1], 4 | 5 | 0x14);
    bytes.windows(2).filter(pair).count()
}

/// `paper` begins with exactly `bitmap` and is blank below.
fn check(bitmap: &Bitmap, profile: &Profile) {
    let bytes = bytes(bitmap, profile);
    let name = &profile.name;
    assert_eq!(pairs(&bytes), 0, "{name}: a real-time pair inside data");
    let (paper, mut printer) = printed(&bytes, profile);
    assert!(paper.height() >= bitmap.height(), "{name}: {} rows short", bitmap.height() - paper.height());
    for y in 0..paper.height() {
        let same = (0..profile.dots).all(|x| paper.get(x, y) == bitmap.get(x, y));
        assert!(same, "{name}: row {y} of {} differs", bitmap.height());
    }
    assert_eq!(printer.read(Duration::from_secs(601), &mut [0; 8]), usize::from(pushes(profile)) * 4);
}

/// With automatic status switched on the printer says once how it is; nothing else may be said.
fn pushes(profile: &Profile) -> bool {
    profile.status == stairlight::printer::profile::Dialect::Asb
}

/// Profiles that differ in what the encoder looks at.
const PROFILES: [&str; 6] = ["paper-58", "paper-80", "epson-tm-t88", "generic-58", "csn-a2", "xprinter-80"];

/// Rows of bytes that are likely to be taken for commands.
fn hostile_row(bytes: usize) -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        4 => Just(0x10u8),
        2 => Just(0x04u8),
        2 => Just(0x05u8),
        2 => Just(0x14u8),
        3 => Just(0u8),
        1 => Just(0x1bu8),
        1 => Just(0x1du8),
        1 => Just(0xffu8),
        1 => any::<u8>(),
    ];
    prop::collection::vec(byte, bytes)
}

fn from_rows(width: u32, rows: &[Vec<u8>]) -> Bitmap {
    let mut bitmap = Bitmap::new(width, rows.len().max(1) as u32).unwrap();
    for (y, row) in (0u32..).zip(rows) {
        for x in 0..width.min(row.len() as u32 * 8) {
            bitmap.set(x, y, row[x as usize / 8] & (0x80 >> (x % 8)) != 0);
        }
    }
    bitmap
}

/// The same turned on its side: pairs stand in the columns.
fn from_columns(width: u32, columns: &[Vec<u8>]) -> Bitmap {
    let height = columns.first().map_or(8, |column| column.len() * 8) as u32;
    let mut bitmap = Bitmap::new(width, height).unwrap();
    for (x, column) in (0..width).zip(columns) {
        for y in 0..height {
            bitmap.set(x, y, column[y as usize / 8] & (0x80 >> (y % 8)) != 0);
        }
    }
    bitmap
}

/// Everything doubled in both directions, for the enlarging mode.
fn doubled(small: &Bitmap) -> Bitmap {
    let mut large = Bitmap::new(small.width() * 2, small.height() * 2).unwrap();
    for y in 0..large.height() {
        for x in 0..large.width() {
            large.set(x, y, small.get(x / 2, y / 2));
        }
    }
    large
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_rows_come_out_whole(
        which in 0..PROFILES.len(),
        rows in prop::collection::vec(prop_oneof![3 => hostile_row(48), 1 => Just(vec![0u8; 48])], 1..90),
    ) {
        check(&from_rows(384, &rows), &profile(PROFILES[which]));
    }

    #[test]
    fn hostile_columns_come_out_whole(
        which in 0..PROFILES.len(),
        columns in prop::collection::vec(hostile_row(9), 16..384),
    ) {
        check(&from_columns(384, &columns), &profile(PROFILES[which]));
    }

    #[test]
    fn hostile_doubled_dots_come_out_whole(
        which in 0..PROFILES.len(),
        rows in prop::collection::vec(prop_oneof![3 => hostile_row(24), 1 => Just(vec![0u8; 24])], 1..60),
    ) {
        check(&doubled(&from_rows(192, &rows)), &profile(PROFILES[which]));
    }

    #[test]
    fn sparse_dots_come_out_whole(
        which in 0..PROFILES.len(),
        width in 1u32..384,
        height in 1u32..700,
        dots in prop::collection::vec((0u32..384, 0u32..700), 0..60),
    ) {
        let mut bitmap = Bitmap::new(width, height).unwrap();
        dots.iter().for_each(|(x, y)| bitmap.set(*x, *y, true));
        check(&bitmap, &profile(PROFILES[which]));
    }
}

#[test]
fn slips_like_ours_come_out_whole_and_small() {
    for name in PROFILES {
        let profile = profile(name);
        for seed in 0..6 {
            let bitmap = slip(profile.dots, 830, seed);
            check(&bitmap, &profile);
            let sent = bytes(&bitmap, &profile).len();
            let raster = bitmap.row(0).len() * 830 + 8;
            println!("{name} {seed}: {sent} of {raster} bytes, {:.0} %", sent as f64 * 100.0 / raster as f64);
        }
    }
}

#[test]
fn every_pair_at_every_place_of_a_row_is_broken() {
    for second in [0x04u8, 0x05, 0x14] {
        for at in 0..47 {
            let mut row = vec![0u8; 48];
            (row[at], row[at + 1]) = (0x10, second);
            for height in [1usize, 2, 24, 30] {
                let rows: Vec<Vec<u8>> =
                    (0..height).map(|y| if y % 3 == 0 { row.clone() } else { vec![0x81; 48] }).collect();
                check(&from_rows(384, &rows), &profile("generic-58"));
            }
        }
    }
}

#[test]
fn a_pair_over_the_end_of_a_row_is_broken() {
    for name in PROFILES {
        let mut rows = vec![vec![0x14u8; 48]; 40];
        for row in rows.iter_mut().step_by(2) {
            row[47] = 0x10;
            row[0] = 0x05;
        }
        check(&from_rows(384, &rows), &profile(name));
    }
}

#[test]
fn bands_keep_to_the_limits_of_the_profile() {
    for name in PROFILES {
        let profile = profile(name);
        let black = {
            let mut bitmap = Bitmap::new(profile.dots, 1200).unwrap();
            (0..1200).for_each(|y| (0..profile.dots).for_each(|x| bitmap.set(x, y, true)));
            bitmap
        };
        for bitmap in [black, slip(profile.dots, 1200, 2)] {
            for chunk in chunks(&bitmap, &profile) {
                let headers = chunk.windows(4).enumerate().filter(|(_, four)| four[..3] == [0x1d, b'v', b'0']);
                // Headers are only looked for where they can stand: dots may look like one.
                if let Some((at, _)) = headers.into_iter().next() {
                    let (across, rows) = (chunk[at + 4] as u32, chunk[at + 6] as u32);
                    assert!(rows <= profile.band_rows && across * rows + 8 <= profile.band_bytes, "{name}");
                }
            }
        }
    }
}

#[test]
fn blank_paper_is_fed_and_not_drawn() {
    let profile = profile("paper-58");
    let blank = Bitmap::new(384, 700).unwrap();
    assert!(bytes(&blank, &profile).len() < 40);
    check(&blank, &profile);
}

#[test]
fn the_same_slip_gives_the_same_bytes() {
    let profile = profile("paper-80");
    let bitmap = slip(576, 900, 7);
    assert_eq!(bytes(&bitmap, &profile), bytes(&bitmap.clone(), &profile));
}
