//! What the virtual printer pretends to be, and what can happen to it.

use std::time::Duration;

use crate::printer::profile::{Barrier, Clear, Dialect, Profile};

/// What can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    PaperOut,
    CoverOpen,
    CutterStuck,
    Jam,
    Overheated,
    /// The cable is out; the printer keeps its power and goes on with what it has.
    Unplugged,
    /// The power is off; it forgets everything.
    PowerOff,
    /// The line is dead: it takes nothing and says nothing, and goes on with what it has.
    Silent,
    /// It hangs: takes nothing, says nothing, prints nothing, and keeps what it has.
    Hung,
    /// It prints but answers nonsense.
    GarbageStatus,
    /// It takes everything and neither prints nor answers.
    AcceptsAndDrops,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Fault; 11] = [
        Fault::PaperOut,
        Fault::CoverOpen,
        Fault::CutterStuck,
        Fault::Jam,
        Fault::Overheated,
        Fault::Unplugged,
        Fault::PowerOff,
        Fault::Silent,
        Fault::Hung,
        Fault::GarbageStatus,
        Fault::AcceptsAndDrops,
    ];
}

impl std::str::FromStr for Fault {
    type Err = NoSuchFault;

    fn from_str(word: &str) -> Result<Fault, NoSuchFault> {
        Fault::ALL.into_iter().find(|fault| fault.word() == word).ok_or_else(|| NoSuchFault(word.to_owned()))
    }
}

/// A word that is no fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is no fault; there are paper-out, cover, cutter, jam, hot, unplug, power-off, silent, hung, garbage, drop"
)]
pub struct NoSuchFault(String);

impl Fault {
    /// What it is called on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Fault::PaperOut => "paper-out",
            Fault::CoverOpen => "cover",
            Fault::CutterStuck => "cutter",
            Fault::Jam => "jam",
            Fault::Overheated => "hot",
            Fault::Unplugged => "unplug",
            Fault::PowerOff => "power-off",
            Fault::Silent => "silent",
            Fault::Hung => "hung",
            Fault::GarbageStatus => "garbage",
            Fault::AcceptsAndDrops => "drop",
        }
    }
}

/// Which real-time command makes it empty its buffers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgets {
    Never,
    /// `DLE ENQ 2` while there is a cutter error.
    EnqOnError,
    /// `DLE ENQ 2`.
    Enq,
    /// `DLE DC4` function 8, and `DLE ENQ 2` while there is a cutter error.
    Dc4,
}

/// A printer to be pretended.
#[derive(Clone, Debug)]
pub struct Model {
    pub dots: u32,
    pub dpi: u32,
    pub head_mm_per_s: u32,
    pub buffer_bytes: usize,
    pub status: Dialect,
    pub barrier: Barrier,
    pub forgets: Forgets,
    pub forgets_on_port_reset: bool,
    /// `GS L` moves raster.
    pub left_margin: bool,
    pub cutter: bool,
    pub cutter_mm: u32,
    pub presenter: bool,
    /// The port tells paper and error beside the data.
    pub port_status: bool,
    /// A raster command is printed only when it is there as a whole.
    pub stores_bands: bool,
    /// It stops the sender when its buffer is full; otherwise it loses bytes.
    pub flow_control: bool,
    pub bytes_per_second: Option<u32>,
    /// What is on the roll; none is endless.
    pub paper_mm: Option<u32>,
    pub cut_takes: Duration,
}

impl Model {
    /// A printer as its profile says, on USB, with endless paper.
    pub fn of(profile: &Profile) -> Model {
        Model {
            dots: profile.dots,
            dpi: profile.dpi,
            head_mm_per_s: profile.head_mm_per_s,
            buffer_bytes: profile.buffer_bytes as usize,
            status: profile.status,
            barrier: profile.barrier,
            forgets: match profile.clear {
                Clear::None => Forgets::Never,
                Clear::EnqOnError => Forgets::EnqOnError,
                Clear::Enq => Forgets::Enq,
                Clear::Dc4 => Forgets::Dc4,
            },
            forgets_on_port_reset: false,
            left_margin: profile.left_margin,
            cutter: !profile.cut.is_empty(),
            cutter_mm: profile.cutter_mm,
            presenter: !profile.present.is_empty(),
            port_status: false,
            stores_bands: false,
            flow_control: true,
            bytes_per_second: None,
            paper_mm: None,
            cut_takes: Duration::from_millis(200),
        }
    }

    /// How long one row takes.
    pub fn row_time(&self) -> Duration {
        let rows_per_second = f64::from(self.head_mm_per_s.max(1)) * f64::from(self.dpi) / 25.4;
        Duration::from_secs_f64(1.0 / rows_per_second.max(1.0))
    }

    /// Rows between head and cutter.
    pub fn cutter_rows(&self) -> u32 {
        (self.cutter_mm * self.dpi * 10).div_ceil(254)
    }
}
