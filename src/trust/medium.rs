//! What kind of stick was plugged in, told from its first bytes: for the sticks that the system cannot mount,
//! and of which it only says "wrong fs type, bad option, bad superblock".
//!
//! Looks at the partition table and at each part's file system. Reads a few kilobytes and believes none of it.

use std::io;

/// Parts of a stick that are looked at.
const PARTS: usize = 16;
const SECTOR: u64 = 512;

/// What a part is formatted as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// FAT12, FAT16 or FAT32: any device reads it.
    Fat,
    ExFat,
    Ntfs,
    /// ext2, ext3 or ext4.
    Ext,
    /// Apple's, old and new.
    Apple,
    /// A picture of a disc, written onto the stick as it is.
    Disc,
    /// A locked volume (BitLocker, LUKS).
    Locked,
    Unknown,
}

impl Format {
    /// Whether the device mounts it.
    pub fn is_readable(self) -> bool {
        matches!(self, Self::Fat | Self::ExFat)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Fat => "FAT",
            Self::ExFat => "exFAT",
            Self::Ntfs => "NTFS",
            Self::Ext => "ext4 (Linux)",
            Self::Apple => "Apple's format",
            Self::Disc => "a disc image",
            Self::Locked => "a locked volume",
            Self::Unknown => "nothing that is known",
        }
    }
}

/// A stick as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Medium {
    /// It says that it has no room at all.
    NoSize,
    /// It cannot be read even at its beginning.
    Unreadable,
    /// A part to be mounted, alone on the stick. Parts of no use (those of a start disk) may stand beside it.
    Good(Format),
    /// More than one part that could hold the content.
    SeveralParts(usize),
    /// One part, or the whole stick, in a format that the device does not read.
    OtherFormat(Format),
    /// No partition table and no file system.
    NotFormatted,
}

impl Medium {
    /// What staff are told; `None` for a good one.
    pub fn trouble(&self) -> Option<String> {
        Some(match self {
            Self::Good(_) => return None,
            Self::NoSize => "This stick has no room at all: it is broken. Use another stick.".to_owned(),
            Self::Unreadable => {
                "This stick cannot be read. Take it out and put it in again; if it stays, use another stick.".to_owned()
            }
            Self::SeveralParts(count) => format!(
                "This stick is divided into {count} parts, and the device cannot know which is meant. Use a stick that is not divided."
            ),
            Self::OtherFormat(Format::Locked) => {
                "This stick is locked with a password. Use one that is not.".to_owned()
            }
            Self::OtherFormat(Format::Disc) => {
                "This stick was written as a disc. Format it as exFAT or FAT32 (everything on it is lost), then copy the folder \"stairlight\" onto it.".to_owned()
            }
            Self::OtherFormat(format) => format!(
                "This stick is formatted as {}, which the device does not read. Use a stick formatted as exFAT or FAT32.",
                format.name()
            ),
            Self::NotFormatted => {
                "This stick is not formatted. Format it on a PC as exFAT or FAT32, then copy the folder \"stairlight\" onto it.".to_owned()
            }
        })
    }
}

/// A disk that bytes can be read from at any place.
pub trait Blocks {
    fn size(&self) -> u64;

    /// # Errors
    /// When it cannot be read there.
    fn read(&self, at: u64, buffer: &mut [u8]) -> io::Result<()>;
}

/// A block device, or the picture of one.
pub struct Device {
    file: std::fs::File,
    size: u64,
}

impl Device {
    /// # Errors
    /// When there is none, or it may not be read.
    pub fn open(path: &std::path::Path) -> io::Result<Self> {
        use std::io::{Seek, SeekFrom};
        let mut file = std::fs::File::open(path)?;
        let size = file.seek(SeekFrom::End(0))?;
        Ok(Self { file, size })
    }
}

impl Blocks for Device {
    fn size(&self) -> u64 {
        self.size
    }

    fn read(&self, at: u64, buffer: &mut [u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, buffer, at)
    }
}

/// Looks at a stick.
pub fn probe(blocks: &dyn Blocks) -> Medium {
    if blocks.size() < SECTOR {
        return Medium::NoSize;
    }
    let mut first = [0; SECTOR as usize];
    if blocks.read(0, &mut first).is_err() {
        return Medium::Unreadable;
    }
    // A file system without a partition table begins at once; its first sector can look like a table.
    let whole = format_at(blocks, 0);
    if whole != Format::Unknown {
        return judge(&[whole]);
    }
    match parts(blocks, &first) {
        None => Medium::NotFormatted,
        Some(starts) => judge(&starts.into_iter().map(|start| format_at(blocks, start)).collect::<Vec<_>>()),
    }
}

fn judge(formats: &[Format]) -> Medium {
    let readable: Vec<Format> = formats.iter().copied().filter(|format| format.is_readable()).collect();
    let known = formats.iter().copied().find(|format| *format != Format::Unknown);
    match (readable.as_slice(), known) {
        ([one], _) => Medium::Good(*one),
        ([_, _, ..], _) => Medium::SeveralParts(readable.len()),
        ([], Some(other)) => Medium::OtherFormat(other),
        ([], None) => Medium::NotFormatted,
    }
}

fn format_at(blocks: &dyn Blocks, start: u64) -> Format {
    let read = |offset: u64, length: usize| {
        let mut bytes = vec![0; length];
        start.checked_add(offset).filter(|at| blocks.read(*at, &mut bytes).is_ok()).map(|_| bytes)
    };
    let is = |offset: u64, magic: &[u8]| read(offset, magic.len()).is_some_and(|bytes| bytes == magic);
    if is(3, b"NTFS    ") {
        Format::Ntfs
    } else if is(3, b"EXFAT   ") {
        Format::ExFat
    } else if is(3, b"-FVE-FS-") || is(0, b"LUKS\xba\xbe") {
        Format::Locked
    } else if (is(82, b"FAT32   ") || is(54, b"FAT16   ") || is(54, b"FAT12   ") || is(54, b"FAT     "))
        && is(510, &[0x55, 0xaa])
    {
        Format::Fat
    } else if is(32, b"NXSB") || is(1024, b"H+") || is(1024, b"HX") {
        Format::Apple
    } else if is(1080, &[0x53, 0xef]) {
        Format::Ext
    } else if is(32769, b"CD001") {
        Format::Disc
    } else {
        Format::Unknown
    }
}

/// Where the parts begin, in bytes; `None` without a partition table.
fn parts(blocks: &dyn Blocks, first: &[u8]) -> Option<Vec<u64>> {
    if first[510..512] != [0x55, 0xaa] {
        return None;
    }
    let entries = first[446..510].chunks(16);
    let used: Vec<(u8, u64)> =
        entries.map(|entry| (entry[4], u64::from(le32(&entry[8..12])))).filter(|(kind, _)| *kind != 0).collect();
    if used.iter().any(|(kind, _)| *kind == 0xee) {
        return Some(gpt_parts(blocks));
    }
    let starts = used.into_iter().filter(|(_, start)| *start > 0).map(|(_, start)| start * SECTOR);
    Some(starts.collect())
}

/// The parts of a GUID partition table. A start disk's own small part is no place for content.
fn gpt_parts(blocks: &dyn Blocks) -> Vec<u64> {
    const EFI: [u8; 16] =
        [0x28, 0x73, 0x2a, 0xc1, 0x1f, 0xf8, 0xd2, 0x11, 0xba, 0x4b, 0x00, 0xa0, 0xc9, 0x3e, 0xc9, 0x3b];
    let mut header = [0; 92];
    if blocks.read(SECTOR, &mut header).is_err() || &header[..8] != b"EFI PART" {
        return Vec::new();
    }
    let (table, count, size) = (le64(&header[72..80]), le32(&header[80..84]), u64::from(le32(&header[84..88])));
    if !(128..=4096).contains(&size) {
        return Vec::new();
    }
    let mut starts = Vec::new();
    for index in 0..u64::from(count).min(128) {
        let at = table.checked_mul(SECTOR).and_then(|at| at.checked_add(index * size));
        let mut entry = [0; 48];
        if at.is_none_or(|at| blocks.read(at, &mut entry).is_err()) || starts.len() == PARTS {
            break;
        }
        let start = le64(&entry[32..40]).checked_mul(SECTOR);
        if entry[..16] != [0; 16] && entry[..16] != EFI {
            starts.extend(start);
        }
    }
    starts
}

fn le32(bytes: &[u8]) -> u32 {
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

fn le64(bytes: &[u8]) -> u64 {
    u64::from(le32(&bytes[..4])) | u64::from(le32(&bytes[4..8])) << 32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stick of some size with bytes at some places, zeros elsewhere.
    struct Fake(u64, Vec<(u64, Vec<u8>)>);

    impl Blocks for Fake {
        fn size(&self) -> u64 {
            self.0
        }

        fn read(&self, at: u64, buffer: &mut [u8]) -> io::Result<()> {
            if at.saturating_add(buffer.len() as u64) > self.0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            buffer.fill(0);
            for (start, bytes) in &self.1 {
                for (offset, byte) in bytes.iter().enumerate() {
                    let place = start + offset as u64;
                    if place >= at && place < at + buffer.len() as u64 {
                        buffer[(place - at) as usize] = *byte;
                    }
                }
            }
            Ok(())
        }
    }

    const MARK: (u64, [u8; 2]) = (510, [0x55, 0xaa]);

    fn part(index: u64, kind: u8, start: u32) -> Vec<(u64, Vec<u8>)> {
        let entry = 446 + index * 16;
        vec![(entry + 4, vec![kind]), (entry + 8, start.to_le_bytes().to_vec()), (MARK.0, MARK.1.to_vec())]
    }

    fn fat(start: u64) -> Vec<(u64, Vec<u8>)> {
        vec![(start + 82, b"FAT32   ".to_vec()), (start + 510, MARK.1.to_vec())]
    }

    fn medium(size: u64, parts: &[Vec<(u64, Vec<u8>)>]) -> Medium {
        probe(&Fake(size, parts.concat()))
    }

    const GB: u64 = 1 << 30;

    #[test]
    fn good_sticks_of_every_kind() {
        assert_eq!(medium(GB, &[fat(0)]), Medium::Good(Format::Fat), "without a table");
        assert_eq!(medium(GB, &[part(0, 0x0c, 2048), fat(2048 * 512)]), Medium::Good(Format::Fat));
        let exfat = vec![(2048 * 512 + 3, b"EXFAT   ".to_vec())];
        assert_eq!(medium(2048 * GB, &[part(0, 7, 2048), exfat]), Medium::Good(Format::ExFat), "two terabytes");
    }

    #[test]
    fn every_other_stick_has_its_own_message() {
        let one = |offset: u64, magic: &[u8]| medium(GB, &[part(0, 7, 64), vec![(64 * 512 + offset, magic.to_vec())]]);
        for (medium, said) in [
            (medium(0, &[]), "no room at all: it is broken"),
            (medium(GB, &[]), "is not formatted"),
            (one(0, b""), "is not formatted"),
            (one(3, b"NTFS    "), "formatted as NTFS"),
            (one(32, b"NXSB"), "formatted as Apple's format"),
            (one(1080, &[0x53, 0xef]), "formatted as ext4"),
            (one(3, b"-FVE-FS-"), "locked with a password"),
            (medium(GB, &[vec![(32769, b"CD001".to_vec())]]), "written as a disc"),
            (
                medium(GB, &[part(0, 0x0c, 64), part(1, 0x0c, 9000), fat(64 * 512), fat(9000 * 512)]),
                "divided into 2 parts",
            ),
        ] {
            let trouble = medium.trouble().expect("it is not good");
            assert!(trouble.contains(said), "{medium:?}: {trouble}");
        }
    }

    #[test]
    fn parts_of_no_use_do_not_disturb() {
        let linux = vec![(9000 * 512 + 1080, vec![0x53, 0xef])];
        let parts = [part(0, 0x0c, 64), part(1, 0x83, 9000), fat(64 * 512), linux];
        assert_eq!(medium(GB, &parts), Medium::Good(Format::Fat));
    }

    #[test]
    fn a_guid_table_is_read() {
        let entry = |index: u64, kind: u8, start: u64| {
            let at = 1024 + index * 128;
            vec![(at, vec![kind; 16]), (at + 32, start.to_le_bytes().to_vec())]
        };
        let header = vec![
            (512, b"EFI PART".to_vec()),
            (512 + 72, 2u64.to_le_bytes().to_vec()),
            (512 + 80, 128u32.to_le_bytes().to_vec()),
            (512 + 84, 128u32.to_le_bytes().to_vec()),
        ];
        let parts = [part(0, 0xee, 1), header, entry(0, 1, 4096), fat(4096 * 512)];
        assert_eq!(medium(GB, &parts), Medium::Good(Format::Fat));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_some_medium(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..3000), sign: bool) {
            let mut bytes = bytes;
            if sign && bytes.len() > 512 {
                bytes[510..512].copy_from_slice(&[0x55, 0xaa]);
            }
            let size = bytes.len() as u64;
            let _ = probe(&Fake(size, vec![(0, bytes)])).trouble();
        }
    }
}
