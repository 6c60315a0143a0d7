//! `stairlight`, `stairlight run`, `kiosk` and `steward`: the product itself.

use std::error::Error;
use std::fs::Permissions;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::emulated::{self, Choice, Emulated};
use super::{Common, visit};
use crate::clock::Clock;
use crate::content::Folders;
use crate::diary::Entry;
use crate::health::Lookout;
use crate::health::file::HealthFile;
use crate::kiosk::handover::{Handover, Taken};
use crate::kiosk::run::{self as kiosk_run, KioskError, Showing};
use crate::kiosk::tour::{Panel, Plan};
use crate::panel::{KEYS, PICTURE, PanelUri};
use crate::pin::PinKeeper;
use crate::printer::PrinterUri;
use crate::setting::Found;
use crate::site::Site;
use crate::slip::Width;
use crate::slots::{self, Home, RealDisk, Slots};
use crate::steward::{self, StickPlace, Updates, UpdatesSetup, Watch};
use crate::visit::{TextSize, Theme};
use crate::watchdog::Watchdog;

/// For so long a kiosk waits for a steward that is being started: five seconds.
const JOIN_TRIES: u32 = 50;
const JOIN_PAUSE: Duration = Duration::from_millis(100);

/// Where contents are kept and come from.
#[derive(Args, Default)]
pub struct ContentArgs {
    /// The folder where contents from sticks, the site's own settings and the PIN are kept. Without it only
    /// the factory content is shown.
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// Where sticks appear: their mount point, or any folder on a PC.
    #[arg(long, value_name = "DIR", requires = "state")]
    stick: Option<PathBuf>,
    /// The stick itself, to say what is wrong with one that cannot be mounted.
    #[arg(long, value_name = "DEVICE", requires = "stick")]
    stick_device: Option<PathBuf>,
    /// On a device, where sticks are mounted read-only: the folder from which the system's service takes a
    /// health report onto the stick.
    #[arg(long, value_name = "DIR", requires = "stick")]
    stick_errand: Option<PathBuf>,
    /// The root of trust [default: root.json beside the factory content].
    #[arg(long, value_name = "FILE", requires = "state")]
    root: Option<PathBuf>,
}

#[derive(Args, Default)]
pub struct RunArgs {
    #[command(flatten)]
    contents: ContentArgs,
    /// The printer [default: a virtual one that writes pictures of its paper].
    #[arg(long, value_name = "URI")]
    printer: Option<String>,
    /// The service panel: a URI as of `stairlight steward`, or `emulated` for the real firmware on an
    /// emulated chip [default: a virtual one that writes a picture of its glass].
    #[arg(long, value_name = "URI")]
    panel: Option<Choice>,
}

#[derive(Args)]
pub struct KioskArgs {
    /// The steward's socket. Without it the kiosk runs alone.
    #[arg(long, value_name = "PATH")]
    steward: Option<PathBuf>,
    /// The steward's state folder, to read the content that is in use.
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// The printer [default: the one that site.toml names, else none].
    #[arg(long, value_name = "URI")]
    printer: Option<String>,
    /// A rig for tests: the screen is in memory, and touches come as lines on standard input. The
    /// source of `kiosk::rig` has the words.
    #[arg(long, hide = true)]
    headless: bool,
}

#[derive(Args)]
pub struct StewardArgs {
    /// Where the steward listens for the kiosk; `-` when standard input is the connection itself.
    #[arg(long, value_name = "PATH")]
    socket: PathBuf,
    /// The service panel: serial:/dev/ttyAMA0, tcp:HOST:PORT, virtual:DIR for a picture of its glass, or
    /// `emulated` for the real firmware on an emulated chip.
    #[arg(long, value_name = "URI")]
    panel: Option<Choice>,
    /// This machine is the kiosk's own: the service panel may shut it down.
    #[arg(long)]
    appliance: bool,
    /// Where the health report is put for `stairlight health` [default: health.json beside the socket].
    #[arg(long, value_name = "FILE")]
    health: Option<PathBuf>,
    #[command(flatten)]
    contents: ContentArgs,
}

/// The content's home: the state folder, where there is one.
pub fn home(factory: Folders, state: Option<&Path>) -> Home {
    match state {
        Some(state) => Home::State(Slots::new(Arc::new(RealDisk), state, &factory)),
        None => factory.into(),
    }
}

/// The steward's part in sticks and contents.
fn updates(
    args: &ContentArgs,
    home: &Home,
    factory: &Folders,
    clock: &Clock,
) -> Result<Option<Updates>, Box<dyn Error>> {
    let (Home::State(slots), Some(state)) = (home, &args.state) else { return Ok(None) };
    std::fs::create_dir_all(state).map_err(|error| format!("{}: {error}", state.display()))?;
    let root = super::trust::root(factory, args.root.as_deref()).unwrap_or_else(|error| {
        tracing::error!(%error, "no stick can be trusted");
        Vec::new()
    });
    let stick = args.stick.clone().map(StickPlace::folder);
    let stick = match &args.stick_device {
        Some(device) => stick.map(|stick| stick.with_device(device.clone())),
        None => stick,
    };
    let stick = match &args.stick_errand {
        Some(folder) => stick.map(|stick| stick.with_errand(folder.clone())),
        None => stick,
    };
    let pin = PinKeeper::new(Arc::new(RealDisk), state, clock.now());
    Ok(Some(Updates::start(UpdatesSetup { slots: slots.clone(), root, stick, pin }, clock)?))
}

/// A folder for what the simulated hardware makes.
fn simulator_folder() -> PathBuf {
    std::env::temp_dir().join("stairlight")
}

/// For the virtual and the emulated panel alike.
fn panel_folder() -> PathBuf {
    simulator_folder().join("panel")
}

/// Kiosk and steward together.
pub fn run(common: &Common, args: &RunArgs) -> Result<(), Box<dyn Error>> {
    let papers = simulator_folder().join("paper");
    let uri = match &args.printer {
        Some(uri) => uri.parse::<PrinterUri>()?,
        None => format!("paper:{}", papers.display()).parse()?,
    };
    if !has_display() {
        println!("There is no display here, so this is a demonstration visit without a window.");
        return demonstrate(common);
    }
    let home = home(common.folders()?, args.contents.state.as_deref());
    if let Some(state) = &args.contents.state {
        // The fence can only name what is there.
        std::fs::create_dir_all(state.join(slots::CONTENTS))
            .map_err(|error| format!("{}: {error}", state.display()))?;
    }
    let (ours, theirs) = UnixStream::pair()?;
    let panel = args.panel.clone().unwrap_or_else(|| Choice::At(PanelUri::Virtual(panel_folder())));
    if panel == Choice::Emulated {
        emulated::parts()?;
    }
    let mut steward = Companion(start_steward(common.data.as_deref(), &panel, &args.contents, theirs)?);
    println!("Stairlight runs in a window. Keys: arrows or Tab, Enter, Backspace (back), Escape (leave).");
    println!("The virtual printer's paper is in {}", papers.display());
    if matches!(panel, Choice::Emulated | Choice::At(PanelUri::Virtual(_))) {
        println!("The service panel's glass is {}", panel_folder().join(PICTURE).display());
        println!("Its keys: echo press next > {}", panel_folder().join(KEYS).display());
    }
    let (showing, printer) = (Showing::Window, Some(uri));
    let watchdog = Watchdog::default();
    let setup = kiosk_run::Setup { home, steward: Some(ours), printer, showing, handover: None, watchdog };
    let done = kiosk_run::run(setup);
    steward.end();
    match done {
        // A display that is named but cannot be opened is no display.
        Err(KioskError::Screen(error)) => {
            println!("The display cannot be opened ({error}), so this is a demonstration visit without a window.");
            demonstrate_alone(common)
        }
        done => Ok(done?),
    }
}

/// The kiosk by itself, as the device starts it.
pub fn kiosk(common: &Common, args: &KioskArgs) -> Result<(), Box<dyn Error>> {
    // Before anything else is opened.
    let taken = Handover::take();
    let home = home(common.folders()?, args.state.as_deref());
    let showing = match args.headless {
        true => Showing::Memory,
        false if cfg!(all(feature = "pi", not(feature = "desktop"))) => Showing::Device,
        false => Showing::Window,
    };
    if let Some(Taken { handover, steward, watchdog }) = taken {
        let printer = handover.printer.as_deref().map(str::parse).transpose()?;
        let handover = Some(handover);
        let setup = kiosk_run::Setup { home, steward, printer, showing, handover, watchdog };
        return Ok(kiosk_run::run(setup)?);
    }
    // Settings that cannot be read are told with the content, which they are a part of.
    let site = Site::read(&home.folders().site).unwrap_or_default();
    let printer = match args.printer.as_deref().unwrap_or(&site.printer.uri) {
        "" => None,
        uri => Some(uri.parse()?),
    };
    let watchdog = Watchdog::find();
    let steward = match &args.steward {
        Some(path) => join(path, &watchdog)?,
        None => None,
    };
    Ok(kiosk_run::run(kiosk_run::Setup { home, steward, printer, showing, handover: None, watchdog })?)
}

/// Joins the steward. On a device it may be on its way back; without it the numbers and the paper are there
/// all the same, and nobody in front of the device could start one.
fn join(path: &Path, watchdog: &Watchdog) -> Result<Option<UnixStream>, String> {
    let mut tries = if watchdog.is_kept() { JOIN_TRIES } else { 1 };
    loop {
        tries -= 1;
        match UnixStream::connect(path) {
            Ok(steward) => return Ok(Some(steward)),
            Err(_) if tries > 0 => std::thread::sleep(JOIN_PAUSE),
            Err(error) if watchdog.is_kept() => {
                Entry::NoSteward(&error).note();
                return Ok(None);
            }
            Err(error) => {
                let path = path.display();
                return Err(format!("{path}: {error}. Start the steward first: stairlight steward --socket {path}"));
            }
        }
    }
}

/// The steward by itself. Serves one kiosk after the other.
pub fn steward(common: &Common, args: &StewardArgs) -> Result<(), Box<dyn Error>> {
    let factory = common.folders()?;
    let clock = Clock::real();
    let home = home(factory.clone(), args.contents.state.as_deref());
    let mut updates = updates(&args.contents, &home, &factory, &clock)?;
    let mut hands = if args.appliance { steward::Hands::of_the_appliance() } else { steward::Hands::of_a_pc() };
    if let Some(updates) = &updates {
        hands.pin = Box::new(updates.pin());
    }
    let lookout =
        Lookout::new(Path::new("/"), args.contents.state.as_deref(), Arc::new(RealDisk), home.clone(), args.appliance);
    let file = match (&args.health, args.socket.parent()) {
        (Some(file), _) => Some(HealthFile::at(file)),
        (None, Some(folder)) if args.socket != Path::new("-") => Some(HealthFile::at(&folder.join("health.json"))),
        _ => None,
    };
    let mut watch = Watch::new(lookout, file, &clock, updates.as_ref().is_some_and(Updates::has_fallen_back));
    note_setting(&watch);
    let emulated = match &args.panel {
        Some(Choice::Emulated) => Some(Emulated::start(&panel_folder())?),
        _ => None,
    };
    let panel = match &args.panel {
        Some(Choice::At(uri)) => Some(uri),
        _ => emulated.as_ref().map(Emulated::uri),
    };
    let mut service = match panel {
        Some(uri) => Some(steward::Service::start(uri, &clock, hands)?),
        None => None,
    };
    if args.socket == Path::new("-") {
        let connection = rustix::io::dup(io::stdin())?;
        let kiosk = UnixStream::from(connection);
        let setup = steward::Setup {
            kiosk,
            home,
            updates: updates.as_mut(),
            watch: &mut watch,
            watchdog: &Watchdog::default(),
        };
        return Ok(steward::run(setup, service.as_mut())?);
    }
    // A socket left by an earlier steward would be in the way.
    match std::fs::remove_file(&args.socket) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(format!("{}: {error}", args.socket.display()).into());
        }
        _ => {}
    }
    let trouble = |error: io::Error| format!("{}: {error}", args.socket.display());
    let listener = UnixListener::bind(&args.socket).map_err(trouble)?;
    // The kiosk has a user of its own, in the group of the socket's folder.
    std::fs::set_permissions(&args.socket, Permissions::from_mode(0o660)).map_err(trouble)?;
    let watchdog = Watchdog::find();
    watchdog.ready();
    loop {
        let kiosk = steward::next_kiosk(&listener, &home, &mut watch, service.as_mut(), &watchdog)?;
        let (home, updates) = (home.clone(), updates.as_mut());
        let setup = steward::Setup { kiosk, home, updates, watch: &mut watch, watchdog: &watchdog };
        if let Err(error) = steward::run(setup, service.as_mut()) {
            tracing::warn!(%error, "the kiosk's connection ended");
        }
    }
}

/// Says once what is wrong with the system's setting, and what was seen.
fn note_setting(watch: &Watch) {
    let Some(setting) = &watch.conditions().setting else {
        tracing::info!("not an appliance: the system's setting is not looked at");
        return;
    };
    for (part, found) in setting.found() {
        if let Found::Wrong(seen) = found {
            tracing::warn!(part = part.name(), %seen, remedy = part.remedy(), "the system is not set as it must be");
        }
    }
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
        || cfg!(all(feature = "pi", not(feature = "desktop")))
}

/// The steward as a process of its own, joined to us by its standard input.
fn start_steward(data: Option<&Path>, panel: &Choice, contents: &ContentArgs, socket: UnixStream) -> io::Result<Child> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["steward", "--socket", "-", "--panel", &panel.to_string()]).stdin(Stdio::from(OwnedFd::from(socket)));
    if let Some(data) = data {
        command.arg("--data").arg(data);
    }
    let ContentArgs { state, stick, stick_device, stick_errand, root } = contents;
    for (name, value) in [
        ("--state", state),
        ("--stick", stick),
        ("--stick-device", stick_device),
        ("--stick-errand", stick_errand),
        ("--root", root),
    ] {
        if let Some(value) = value {
            command.arg(name).arg(value);
        }
    }
    command.spawn()
}

/// A process that ends when its connection does; waited for, so that none is left behind.
struct Companion(Child);

impl Companion {
    fn end(&mut self) {
        // The kiosk's end of the socket is closed by now, which is the steward's sign to go.
        let _ = self.0.wait();
    }
}

/// A demonstration in this process.
fn demonstrate(common: &Common) -> Result<(), Box<dyn Error>> {
    let content = common.content()?;
    let english = content.english();
    let out = simulator_folder().join("demonstration");
    for tag in ["en", "es", "ar"] {
        let language = content.find_language(tag).unwrap_or(english);
        let plan = Plan {
            language,
            topic: content.find_topic("work").or_else(|_| content.find_topic(&content.topics[0].id))?,
            cover: 0,
            size: TextSize::default(),
            theme: Theme::default(),
            panel: Panel::WIDE,
            width: Width::default(),
        };
        let folder = out.join(tag);
        let count = visit::write(&content, &plan, &folder)?;
        println!("{count} pictures of a visit in {} are in {}", content.language(language).name, folder.display());
    }
    println!("The small paper is slip.png in each folder; slip.bin is what a printer would receive.");
    Ok(())
}

/// A demonstration in a process of its own: this one has tried a display and cannot try again.
fn demonstrate_alone(common: &Common) -> Result<(), Box<dyn Error>> {
    let mut command = Command::new(std::env::current_exe()?);
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    if let Some(data) = &common.data {
        command.arg("--data").arg(data);
    }
    if command.status()?.success() { Ok(()) } else { Err("the demonstration failed".into()) }
}
