//! Looks at the machine: what its sensors, its disk and its content say. The quick ones are looked at in
//! every round of the steward, the slow ones when they may have changed and at most once an hour.
//!
//! Reads only. Everything lies under a root folder, so that a test's tree can be looked at as well.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::board::Board;
use super::conditions::{Conditions, Contents, PinState, Roll, Sense};
use super::system::{self, Space};
use super::tested::TestBook;
use crate::clock::Date;
use crate::printer::{PrinterUri, Profile, Profiles};
use crate::setting::Setting;
use crate::site::Site;
use crate::slots::{Disk, Home};

/// How often the slow things are looked at.
const HOUR: Duration = Duration::from_secs(60 * 60);

/// Where to look.
pub struct Lookout {
    /// The system's files.
    pub root: PathBuf,
    /// Where the device keeps what it keeps; `None` for a machine that keeps nothing.
    pub state: Option<PathBuf>,
    pub disk: Arc<dyn Disk>,
    pub home: Home,
    /// The kiosk's own machine, and not a PC.
    pub appliance: bool,
    board: Board,
    /// When the slow things are due.
    due: Duration,
}

impl Lookout {
    pub fn new(root: &Path, state: Option<&Path>, disk: Arc<dyn Disk>, home: Home, appliance: bool) -> Lookout {
        Lookout {
            root: root.to_owned(),
            state: state.map(Path::to_path_buf),
            disk,
            home,
            appliance,
            board: Board::under(root),
            due: Duration::ZERO,
        }
    }

    /// The book of tests, where the machine keeps anything.
    pub fn tests(&self) -> Option<TestBook> {
        self.state.as_ref().map(|state| TestBook::new(self.disk.clone(), state))
    }

    /// Looks at everything.
    pub fn look(&mut self, is: &mut Conditions, now: Duration, fell_back: bool) {
        self.look_at_content(is, fell_back);
        self.look_soon();
        self.round(is, now);
    }

    /// The slow things are looked at in the next round.
    pub fn look_soon(&mut self) {
        self.due = Duration::ZERO;
    }

    /// Looks at what costs nothing, and once an hour at the rest.
    pub fn round(&mut self, is: &mut Conditions, now: Duration) {
        is.temperature = self.board.temperature();
        is.power = self.board.power();
        is.pin = self.pin();
        if now >= self.due {
            self.due = now + HOUR;
            self.hourly(is);
        }
    }

    /// To be called when the content may have changed.
    pub fn look_at_content(&self, is: &mut Conditions, fell_back: bool) {
        is.content = Contents::look(&self.home, fell_back);
        is.roll = self.roll();
    }

    fn hourly(&self, is: &mut Conditions) {
        is.day = Date::today();
        is.appliance = self.appliance;
        is.memory = system::memory(&self.root);
        is.card = system::card(&self.root);
        is.start = system::start(&self.root);
        is.disk = match self.state.as_ref().map(|state| self.disk.room(state)) {
            Some(Ok(room)) => Sense::Told(Space::of(room)),
            Some(Err(_)) | None => Sense::Silent,
        };
        is.setting = self.appliance.then(|| Setting::under(&self.root));
        is.tests = self.tests().map(|book| book.read()).unwrap_or_default();
    }

    fn pin(&self) -> PinState {
        let Some(state) = &self.state else { return PinState::Unknown };
        match fs::metadata(state.join("pin.json")) {
            Ok(_) => PinState::Set,
            // Where nothing was ever kept, nobody has chosen one.
            Err(error) if error.kind() == ErrorKind::NotFound => PinState::NotSet,
            Err(_) => PinState::Unknown,
        }
    }

    fn roll(&self) -> Roll {
        let Ok(site) = Site::read(&self.home.folders().site) else { return Roll::Unknown };
        let profiles = Profiles::built_in();
        let wide = |profile: &Profile| Roll::Millimetres(if profile.dots > 420 { 80 } else { 58 });
        match (site.printer.profile.as_str(), site.printer.uri.parse::<PrinterUri>()) {
            ("", Err(_)) => Roll::NoPrinter,
            ("", Ok(PrinterUri::Usb(_))) => Roll::Unknown,
            ("", Ok(uri)) => profiles.pick(&uri, None).map_or(Roll::Unknown, wide),
            (name, _) => profiles.named(name).map_or(Roll::Unknown, wide),
        }
    }
}
