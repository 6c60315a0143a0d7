//! The machine's slow conditions, read off its files under a root: memory, room on the disk, the wear of
//! the card, why it was started. Coarse on purpose: what somebody at the screen could move by a little is
//! not to be seen. A file that is not there is "silent", one that cannot be true is "strange".

use std::fs;
use std::path::Path;

use super::conditions::Sense;
use crate::slots::disk::Room;

/// Below this share of the memory, in percent, programs are soon ended.
const LITTLE_MEMORY: u64 = 8;
/// A content is some ten megabytes and two thousand files at most.
const FULL: Room = Room { bytes: 16 << 20, files: 64 };
const LITTLE: Room = Room { bytes: 100 << 20, files: 4_000 };

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    Enough,
    Little,
}

/// Room where contents are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    Enough,
    /// For one more content, perhaps.
    Little,
    Full,
}

/// How far the card is worn, by its own word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Card {
    Good,
    /// Four fifths of its life are over.
    Wearing,
    Worn,
}

/// Why the machine was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// By switching it on, or in order.
    Ordinary,
    /// It hung, and its watchdog started it anew.
    Watchdog,
    Heat,
    Power,
}

impl Space {
    pub fn of(room: Room) -> Space {
        let below = |bar: Room| room.bytes < bar.bytes || room.files < bar.files;
        match () {
            () if below(FULL) => Space::Full,
            () if below(LITTLE) => Space::Little,
            () => Space::Enough,
        }
    }
}

/// What is free and what there is.
pub fn memory(root: &Path) -> Sense<Memory> {
    let Ok(text) = fs::read_to_string(root.join("proc/meminfo")) else { return Sense::Silent };
    let kilobytes = |name: &str| -> Option<u64> {
        text.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next()?.parse().ok())
    };
    match (kilobytes("MemTotal:"), kilobytes("MemAvailable:")) {
        (Some(total), Some(free)) if total > 0 && free <= total => {
            let little = free.saturating_mul(100) / total < LITTLE_MEMORY;
            Sense::Told(if little { Memory::Little } else { Memory::Enough })
        }
        _ => Sense::Strange,
    }
}

/// The worst of the cards. Embedded ones say how much of their life is over; most others say nothing.
pub fn card(root: &Path) -> Sense<Card> {
    let mut worst: Sense<Card> = Sense::Silent;
    for entry in fs::read_dir(root.join("sys/block")).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with("mmcblk") {
            continue;
        }
        let device = entry.path().join("device");
        for (file, of) in [
            ("life_time", life as fn(u8) -> Option<Sense<Card>>),
            ("pre_eol_info", end as fn(u8) -> Option<Sense<Card>>),
        ] {
            let Ok(text) = fs::read_to_string(device.join(file)) else { continue };
            for word in text.split_whitespace() {
                let digits = u8::from_str_radix(word.trim_start_matches("0x"), 16).ok();
                match (digits.map_or(Some(Sense::Strange), of), worst) {
                    (None, _) => {}
                    (Some(Sense::Told(new)), Sense::Told(old)) => worst = Sense::Told(old.max(new)),
                    (Some(new), _) => worst = new,
                }
            }
        }
    }
    worst
}

/// Tenths of its life, counted from one; zero is "not said".
fn life(tenths: u8) -> Option<Sense<Card>> {
    Some(match tenths {
        0 => return None,
        1..=8 => Sense::Told(Card::Good),
        9 | 10 => Sense::Told(Card::Wearing),
        11 => Sense::Told(Card::Worn),
        _ => Sense::Strange,
    })
}

/// Spare blocks: normal, four fifths used, nine tenths used.
fn end(info: u8) -> Option<Sense<Card>> {
    Some(match info {
        0 => return None,
        1 => Sense::Told(Card::Good),
        2 => Sense::Told(Card::Wearing),
        3 => Sense::Told(Card::Worn),
        _ => Sense::Strange,
    })
}

/// What the watchdog's driver noted when the machine was started (`WDIOF_*` of linux/watchdog.h).
pub fn start(root: &Path) -> Sense<Start> {
    let Ok(text) = fs::read_to_string(root.join("sys/class/watchdog/watchdog0/bootstatus")) else {
        return Sense::Silent;
    };
    match text.trim().parse::<u32>() {
        Ok(status) if status & 0x20 != 0 => Sense::Told(Start::Watchdog),
        Ok(status) if status & 0x01 != 0 => Sense::Told(Start::Heat),
        Ok(status) if status & 0x50 != 0 => Sense::Told(Start::Power),
        Ok(_) => Sense::Told(Start::Ordinary),
        Err(_) => Sense::Strange,
    }
}
