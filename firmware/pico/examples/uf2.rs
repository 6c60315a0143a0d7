//! Makes the file that a Pico takes over USB, and holds the firmware to its size.
//!
//! ```text
//! cargo run -p stairlight-pico --example uf2 -- target/thumbv6m-none-eabi/firmware/stairlight-pico
//! ```
//!
//! writes `stairlight-pico.uf2` beside the ELF file (or to a second argument), prints what the
//! firmware uses, and fails if that is more than its budget. It runs on the PC and needs nothing
//! but the file; it reads only what an ELF file for this chip has.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fmt, fs};

/// The chip has 2 MiB and 264 KiB. The budgets are far below, so that growth is seen early and the
/// stack, which has the rest of the RAM, never meets the statics.
const FLASH_BUDGET: u32 = 64 * 1024;
const RAM_BUDGET: u32 = 16 * 1024;

const FLASH: std::ops::Range<u32> = 0x1000_0000..0x1020_0000;
const RAM: std::ops::Range<u32> = 0x2000_0000..0x2004_2000;
/// The chip's loader writes flash in pages of this size, one per block.
const PAGE: u32 = 256;
const RP2040_FAMILY: u32 = 0xe48b_ff56;

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1).map(PathBuf::from);
    let Some(elf) = arguments.next() else {
        eprintln!("usage: uf2 ELF [UF2]");
        return ExitCode::from(2);
    };
    let uf2 = arguments.next().unwrap_or_else(|| elf.with_extension("uf2"));
    match convert(&elf, &uf2) {
        Ok(used) => {
            println!("{}: {used}", uf2.display());
            ExitCode::SUCCESS
        }
        Err(trouble) => {
            eprintln!("{}: {trouble}", elf.display());
            ExitCode::FAILURE
        }
    }
}

fn convert(elf: &Path, uf2: &Path) -> Result<Used, Trouble> {
    let image = Image::read(&fs::read(elf).map_err(Trouble::Io)?)?;
    let used = image.used();
    if used.flash > FLASH_BUDGET || used.ram > RAM_BUDGET {
        return Err(Trouble::TooLarge(used));
    }
    fs::write(uf2, image.uf2()).map_err(Trouble::Io)?;
    Ok(used)
}

/// Why there is no UF2.
#[derive(Debug)]
enum Trouble {
    Io(std::io::Error),
    /// Not an ELF file of 32 bits for this chip's core, or cut short.
    NotFirmware,
    /// It begins elsewhere than with the chip's boot loader.
    NoBootLoader,
    TooLarge(Used),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::NotFirmware => f.write_str("not an ELF file for thumbv6m-none-eabi"),
            Self::NoBootLoader => {
                f.write_str("no boot loader at 0x10000000: was memory.x in the directory of the build?")
            }
            Self::TooLarge(used) => write!(f, "over budget: {used}"),
        }
    }
}

/// What the firmware takes up.
#[derive(Debug, PartialEq)]
struct Used {
    flash: u32,
    ram: u32,
}

impl fmt::Display for Used {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { flash, ram } = self;
        write!(f, "flash {flash} of {FLASH_BUDGET} bytes, static RAM {ram} of {RAM_BUDGET}")
    }
}

/// What is loaded: from the ELF file's program headers.
#[derive(Debug)]
struct Image {
    /// Address in flash and bytes, in order of address.
    flash: Vec<(u32, Vec<u8>)>,
    ram: u32,
}

impl Image {
    fn read(elf: &[u8]) -> Result<Self, Trouble> {
        // Class 32 bits, little endian; then, further on, the machine ARM.
        if elf.get(..6) != Some(b"\x7fELF\x01\x01") || half(elf, 18)? != 40 {
            return Err(Trouble::NotFirmware);
        }
        let (table, size, count) = (word(elf, 28)?, half(elf, 42)?, half(elf, 44)?);
        let mut image = Self { flash: Vec::new(), ram: 0 };
        for header in 0..u32::from(count) {
            let at = (table + header * u32::from(size)) as usize;
            const LOAD: u32 = 1;
            if word(elf, at)? != LOAD {
                continue;
            }
            let (offset, address, stored_at) = (word(elf, at + 4)?, word(elf, at + 8)?, word(elf, at + 12)?);
            let (stored, size) = (word(elf, at + 16)?, word(elf, at + 20)?);
            if RAM.contains(&address) {
                image.ram += size;
            }
            if stored > 0 && FLASH.contains(&stored_at) {
                let range = offset as usize..(offset + stored) as usize;
                let bytes = elf.get(range).ok_or(Trouble::NotFirmware)?;
                image.flash.push((stored_at, bytes.to_vec()));
            }
        }
        image.flash.sort();
        match image.flash.first() {
            Some((address, _)) if *address == FLASH.start => Ok(image),
            _ => Err(Trouble::NoBootLoader),
        }
    }

    fn used(&self) -> Used {
        let flash = self.flash.iter().map(|(_, bytes)| bytes.len() as u32).sum();
        Used { flash, ram: self.ram }
    }

    /// Every page that holds something; gaps inside a page are as empty flash reads, all ones.
    fn pages(&self) -> std::collections::BTreeMap<u32, [u8; PAGE as usize]> {
        let mut pages = std::collections::BTreeMap::new();
        for (start, bytes) in &self.flash {
            for (address, byte) in (*start..).zip(bytes) {
                let page = pages.entry(address / PAGE * PAGE).or_insert([0xff; PAGE as usize]);
                page[(address % PAGE) as usize] = *byte;
            }
        }
        pages
    }

    /// Blocks of 512 bytes: eight words, the page, padding, a last word.
    fn uf2(&self) -> Vec<u8> {
        const FAMILY_GIVEN: u32 = 0x2000;
        let pages = self.pages();
        let mut file = Vec::with_capacity(pages.len() * 512);
        for (number, (address, page)) in (0_u32..).zip(&pages) {
            let head =
                [0x0a32_4655, 0x9e5d_5157, FAMILY_GIVEN, *address, PAGE, number, pages.len() as u32, RP2040_FAMILY];
            head.iter().for_each(|word| file.extend(word.to_le_bytes()));
            file.extend(page);
            file.resize(file.len() + 512 - 32 - PAGE as usize - 4, 0);
            file.extend(0x0ab1_6f30_u32.to_le_bytes());
        }
        file
    }
}

fn word(elf: &[u8], at: usize) -> Result<u32, Trouble> {
    let bytes = elf.get(at..).and_then(|rest| rest.first_chunk()).ok_or(Trouble::NotFirmware)?;
    Ok(u32::from_le_bytes(*bytes))
}

fn half(elf: &[u8], at: usize) -> Result<u16, Trouble> {
    let bytes = elf.get(at..).and_then(|rest| rest.first_chunk()).ok_or(Trouble::NotFirmware)?;
    Ok(u16::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An ELF file with these segments: where they run, where they are stored, bytes, size in RAM.
    fn elf(segments: &[(u32, u32, &[u8], u32)]) -> Vec<u8> {
        let mut file = b"\x7fELF\x01\x01".to_vec();
        file.resize(52, 0);
        file[18] = 40;
        file[28] = 52;
        file[42] = 32;
        file[44] = segments.len() as u8;
        let mut offset = 52 + 32 * segments.len() as u32;
        for (address, stored_at, bytes, size) in segments {
            let header = [1, offset, *address, *stored_at, bytes.len() as u32, *size, 0, 0];
            header.iter().for_each(|word| file.extend(word.to_le_bytes()));
            offset += bytes.len() as u32;
        }
        segments.iter().for_each(|(_, _, bytes, _)| file.extend(*bytes));
        file
    }

    const BOOT: (u32, u32, &[u8], u32) = (0x1000_0000, 0x1000_0000, &[7; 256], 256);

    #[test]
    fn pages_and_blocks() {
        let code = [1; 300];
        let data = (0x2000_0000, 0x1000_022c, &[2; 8][..], 8);
        let zeroed = (0x2000_0010, 0x2000_0010, &[][..], 100);
        let elf = elf(&[(0x1000_0100, 0x1000_0100, &code, 300), BOOT, data, zeroed]);
        let image = Image::read(&elf).unwrap();
        assert_eq!(image.used(), Used { flash: 256 + 300 + 8, ram: 108 });

        let file = image.uf2();
        assert_eq!(file.len(), 3 * 512);
        let last = &file[2 * 512..];
        assert_eq!(word(last, 12).unwrap(), 0x1000_0200);
        assert_eq!((word(last, 20).unwrap(), word(last, 24).unwrap()), (2, 3));
        assert_eq!(last[32 + 43..32 + 54], [1, 2, 2, 2, 2, 2, 2, 2, 2, 0xff, 0xff]);
        assert_eq!(word(last, 508).unwrap(), 0x0ab1_6f30);
    }

    #[test]
    fn firmware_without_its_boot_loader_is_refused() {
        let elf = elf(&[(0x1000_0100, 0x1000_0100, &[1; 4], 4)]);
        assert!(matches!(Image::read(&elf), Err(Trouble::NoBootLoader)));
    }

    /// Any file cut anywhere is refused or read, never a panic.
    #[test]
    fn a_cut_file_is_refused() {
        let whole = elf(&[BOOT]);
        for length in 0..whole.len() {
            assert!(Image::read(&whole[..length]).is_err(), "{length}");
        }
        assert!(matches!(Image::read(b"#!/bin/sh\n"), Err(Trouble::NotFirmware)));
    }
}
