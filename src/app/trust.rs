//! `stairlight content keys`, `local`, `publish`, `reset-pin`, `inspect`, `install` and `back`: content on sticks,
//! for publishers and technicians. On the device the steward does the same by the same functions.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::reset::{self, ResetArgs};
use super::{Common, Usage};
use crate::clock::{self, Date};
use crate::content::{Content, ContentError, Folders};
use crate::publish::check::Options;
use crate::publish::{self, Severity};
use crate::slots::{InUse, RealDisk, Slots, Taken};
use crate::trust::keys::{self, KeyRing, Purpose};
use crate::trust::local::{self, Packet};
use crate::trust::publish::{Order, publish as publish_content};
use crate::trust::{Changes, Floor, Offer, Refusal, StickFolder};

#[derive(Subcommand)]
pub enum TrustCommand {
    /// Make the keys that content is signed with.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Sign a county's own entries, for the agency to publish.
    Local(LocalArgs),
    /// Check content, sign it and write it onto a stick.
    Publish(PublishArgs),
    /// Write a file onto a stick that takes the forgotten PIN of one device away.
    ResetPin(ResetArgs),
    /// Say what is on a stick: who signed it, and what it would change.
    Inspect(InspectArgs),
    /// Take the content of a stick, as the steward does.
    Install(InstallArgs),
    /// Go back to the content before, or to what came with the program.
    Back(BackArgs),
}

#[derive(Subcommand)]
pub enum KeysCommand {
    /// Make all keys and the root that names them; docs/key-ceremony.md says who keeps which.
    New {
        /// A new folder for the keys.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Keys for trying things out: devices say so.
        #[arg(long)]
        test: bool,
    },
    /// Make new keys in place of old ones. Devices learn of them from the next stick.
    Renew {
        /// Folders with the old keys; two of the root keys must be among them.
        #[arg(long, value_name = "DIR", required = true)]
        keys: Vec<PathBuf>,
        /// A new folder for the new keys.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Make the key of a county, which signs that county's own entries and nothing else.
    County {
        /// As in the directory: "Los Angeles".
        name: String,
        /// A new folder for the key.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

#[derive(Args)]
pub struct LocalArgs {
    /// A directory like content/services.json, with local services of the county.
    file: PathBuf,
    /// The folder with the county's key.
    #[arg(long, value_name = "DIR")]
    keys: PathBuf,
    /// Where the packet for the agency is written.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(Args)]
pub struct PublishArgs {
    /// The folder that holds content/ and locales/.
    folder: PathBuf,
    /// Folders with keys. A changed number on every paper needs two people's.
    #[arg(long, value_name = "DIR", required = true)]
    keys: Vec<PathBuf>,
    /// The stick.
    #[arg(long, value_name = "STICK")]
    out: PathBuf,
    /// Publish texts that nobody has reviewed.
    #[arg(long)]
    allow_drafts: bool,
    /// Packets of counties, made by `content local`.
    #[arg(long, value_name = "DIR")]
    local: Vec<PathBuf>,
    /// A county's key that somebody has compared with the county on the telephone.
    #[arg(long, value_name = "NAME")]
    county_key: Vec<String>,
}

/// Whom to trust, where a device has not learnt better.
#[derive(Args)]
pub struct RootArgs {
    /// The root of trust [default: root.json beside the factory content].
    #[arg(long, value_name = "FILE")]
    root: Option<PathBuf>,
}

#[derive(Args)]
pub struct InspectArgs {
    stick: PathBuf,
    /// The state folder of a device, to compare with.
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    #[command(flatten)]
    root: RootArgs,
}

#[derive(Args)]
pub struct InstallArgs {
    stick: PathBuf,
    /// The state folder of the device.
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    #[command(flatten)]
    root: RootArgs,
}

#[derive(Args)]
pub struct BackArgs {
    /// The state folder of the device.
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// To what came with the program.
    #[arg(long)]
    factory: bool,
}

pub fn trust(common: &Common, command: &TrustCommand) -> Result<(), Box<dyn Error>> {
    match command {
        TrustCommand::Keys(command) => make_keys(command),
        TrustCommand::Local(args) => sign_local(common, args),
        TrustCommand::Publish(args) => write_stick(args),
        TrustCommand::ResetPin(args) => reset::reset_pin(args),
        TrustCommand::Inspect(args) => inspect(common, args),
        TrustCommand::Install(args) => install(common, args),
        TrustCommand::Back(args) => back(common, args),
    }
}

pub(super) fn today() -> Timestamp {
    Timestamp::try_from(clock::calendar()).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn make_keys(command: &KeysCommand) -> Result<(), Box<dyn Error>> {
    match command {
        KeysCommand::New { out, test } => {
            keys::new(out, if *test { Purpose::Test } else { Purpose::Content }, today())?;
            println!(
                "The keys are in {}. Now follow docs/key-ceremony.md: no two people's keys stay in one place.",
                out.display()
            );
            println!("Devices need {} as content/root.json.", out.join("1.root.json").display());
        }
        KeysCommand::Renew { keys: old, out } => {
            keys::renew(old, out, today())?;
            println!(
                "The new keys are in {}. Publish with them; devices take the new root from the stick.",
                out.display()
            );
        }
        KeysCommand::County { name, out } => {
            keys::new_county(name, out)?;
            println!(
                "The county's key is in {}. It signs with: stairlight content local FILE --keys {0} --out DIR",
                out.display()
            );
        }
    }
    Ok(())
}

fn sign_local(common: &Common, args: &LocalArgs) -> Result<(), Box<dyn Error>> {
    let content = common.content()?;
    let text = std::fs::read(&args.file).map_err(|error| format!("{}: {error}", args.file.display()))?;
    let county = local::county_of_keys(&args.keys)?;
    let services = content.local_services(&county, &args.file, &String::from_utf8_lossy(&text))?;
    let key = local::sign(&text, &args.keys, &args.out, today())?;
    println!("{} local services are signed. Give the folder {} to the agency.", services.len(), args.out.display());
    println!("The first time, tell them on the telephone that your key is {key}.");
    Ok(())
}

fn write_stick(args: &PublishArgs) -> Result<(), Box<dyn Error>> {
    let folders = Folders::under(&args.folder);
    let content = Content::load(&folders)?;
    check(&folders, args.allow_drafts)?;
    let ring = KeyRing::read(&args.keys)?;
    let counties = args.local.iter().map(|folder| Packet::read(folder)).collect::<Result<Vec<_>, _>>()?;
    for packet in &counties {
        let file = PathBuf::from(local::file_of(&packet.county));
        content.local_services(&packet.county, &file, &String::from_utf8_lossy(&packet.file))?;
    }
    let order = Order {
        folder: &args.folder,
        ring: &ring,
        stick: &args.out,
        today: today(),
        counties: &counties,
        county_keys: &args.county_key,
    };
    let report = publish_content(&order)?;
    for change in &report.numbers {
        println!("Signed by two: {change}");
    }
    println!(
        "Content {} with {} files is on {}; {} files ({} KB) were written.",
        report.number,
        report.files,
        args.out.display(),
        report.written,
        report.bytes.div_ceil(1024)
    );
    // What a device will see, read back from the stick.
    let root = ring.roots.first().cloned().unwrap_or_default();
    let offer = Offer::open(Arc::new(StickFolder::new(&args.out)), &Floor::of_root(root), today())?;
    offer.files.keys().try_for_each(|name| offer.bytes(name).map(drop))?;
    println!("Read back and found good: signed by {}.", offer.signers.join(", "));
    Ok(())
}

/// The publisher's check of everything: what is wrong is refused, and without `--allow-drafts` what is
/// unfinished too.
fn check(folders: &Folders, allow_drafts: bool) -> Result<(), Usage> {
    let options = Options { release: !allow_drafts, today: Date::today(), screens: true, signed: None };
    let findings = publish::check::check(folders, &options);
    let wrong: Vec<_> = findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    let Some(first) = wrong.first() else { return Ok(()) };
    let drafts = if allow_drafts { "" } else { " --release" };
    Err(Usage(format!(
        "nothing was published: {} mistakes. The first: {first}\n`stairlight content check{drafts}` shows them all{}",
        wrong.len(),
        if allow_drafts { "." } else { "; with --allow-drafts, drafts may be published." }
    )))
}

/// The root of trust that came with the program, or the one that is named.
pub(super) fn root(factory: &Folders, named: Option<&Path>) -> Result<Vec<u8>, ContentError> {
    let file = named.map_or_else(|| factory.content.join("root.json"), Path::to_path_buf);
    std::fs::read(&file).map_err(|cause| ContentError::Unreadable { file, cause })
}

fn describe(offer: &Offer) {
    let published = offer.published.as_deref().map_or_else(String::new, |day| format!(", published on {day}"));
    println!("Content {}{published}", offer.number);
    println!("Signed by {}", offer.signers.join(", "));
    if !offer.counties.is_empty() {
        println!("With entries signed by the counties {}", offer.counties.join(", "));
    }
    let bytes: u64 = offer.files.values().map(|file| file.length).sum();
    println!("{} files, {} KB", offer.files.len(), bytes.div_ceil(1024));
    offer.remarks.iter().for_each(|remark| println!("{remark}"));
}

fn tell(changes: &Changes) {
    if changes.is_empty() {
        println!("It changes nothing.");
    }
    changes.lines().iter().for_each(|line| println!("  {line}"));
}

fn inspect(common: &Common, args: &InspectArgs) -> Result<(), Box<dyn Error>> {
    let factory = common.folders()?;
    let root = root(&factory, args.root.root.as_deref())?;
    let slots = args.state.as_ref().map(|state| Slots::new(Arc::new(RealDisk), state, &factory));
    if let Some(rot) = slots.as_ref().and_then(Slots::settle) {
        println!("The content in use on this device is damaged ({rot}); it is compared with what is good.");
    }
    let (floor, in_use) = match &slots {
        Some(slots) => (slots.floor(root), slots.folders()),
        None => (Floor::of_root(root), factory),
    };
    let stick = Arc::new(StickFolder::new(&args.stick));
    let offer = Offer::open(stick.clone(), &floor, today());
    let resets = reset::tell(&stick, &floor, offer.as_ref().ok());
    let offer = match offer {
        Err(Refusal::NothingForUs) if resets => return Ok(()),
        offer => offer?,
    };
    describe(&offer);
    let languages: Vec<String> = offer.files.keys().filter_map(crate::trust::FileName::language).collect();
    println!("Languages with text: en, {}", languages.join(", "));
    let place = tempfile::tempdir()?;
    offer.unpack(place.path())?;
    let new = Content::load(&Folders::under(place.path())).map_err(Refusal::Content)?;
    let old = Content::load(&in_use).unwrap_or_else(|_| Content::built_in());
    let base = in_use.content.parent().unwrap_or(Path::new(""));
    let differs = |name: &&crate::trust::FileName| {
        std::fs::read(base.join(name.path())).ok() != std::fs::read(place.path().join(name.path())).ok()
    };
    println!(
        "What it changes on {}:",
        if slots.is_some() { "this device" } else { "a device with the factory content" }
    );
    tell(&Changes::between(&old, &new, offer.files.keys().filter(differs)));
    let numbers = std::fs::read(in_use.content.join("services.json")).unwrap_or_default();
    if let Err(refusal) = offer.judge_numbers(&numbers) {
        println!("A device would refuse it: {refusal}");
    }
    Ok(())
}

fn install(common: &Common, args: &InstallArgs) -> Result<(), Box<dyn Error>> {
    let factory = common.folders()?;
    let root = root(&factory, args.root.root.as_deref())?;
    let slots = open(&args.state, &factory)?;
    let offer = Offer::open(Arc::new(StickFolder::new(&args.stick)), &slots.floor(root), today())?;
    describe(&offer);
    if slots.has(&offer) {
        println!("This content is in use already. Nothing to do.");
        return Ok(());
    }
    let plan = slots.plan(&offer);
    println!(
        "To copy: {} KB from the stick, {} files on the device; at most about {} seconds.",
        plan.from_stick.div_ceil(1024),
        plan.new_files,
        plan.time().as_secs()
    );
    let prepared = slots.prepare(&offer, &mut |_| {})?;
    tell(&slots.changes(&prepared));
    if let Taken::InUse { record, .. } = slots.commit(prepared)? {
        println!("Content {} is in use. You can take the stick.", record.number);
    }
    slots.tidy();
    Ok(())
}

fn open(state: &Path, factory: &Folders) -> Result<Slots, Box<dyn Error>> {
    std::fs::create_dir_all(state).map_err(|error| format!("{}: {error}", state.display()))?;
    let slots = Slots::new(Arc::new(RealDisk), state, factory);
    if let Some(rot) = slots.start()?.fell_back {
        println!("The content in use was damaged ({rot}); the device has gone back to what is good.");
    }
    Ok(slots)
}

fn back(common: &Common, args: &BackArgs) -> Result<(), Box<dyn Error>> {
    let slots = open(&args.state, &common.folders()?)?;
    match if args.factory { slots.go_to_factory()? } else { slots.go_back()? } {
        InUse::Slot { record, .. } => println!("Content {} is in use again.", record.number),
        InUse::Factory => println!("The content that came with the program is in use."),
    }
    Ok(())
}
