//! `stairlight selftest device` and `stairlight seizure`: the system around the program, looked at.

use std::error::Error;
use std::path::PathBuf;

use clap::Args;

use crate::seizure::{MANIFEST, Manifest, why};
use crate::setting::Setting;

#[derive(Args)]
pub struct DeviceArgs {
    /// The root of another system, such as a mounted card.
    #[arg(long, value_name = "DIR", default_value = "/")]
    root: PathBuf,
}

#[derive(Args)]
pub struct SeizureArgs {
    /// The root of the system: the device itself, or a mounted card.
    #[arg(long, value_name = "DIR", default_value = "/")]
    root: PathBuf,
    /// The manifest of the image that the device was made from [default: the one in the system].
    #[arg(long, value_name = "FILE", conflicts_with = "manifest")]
    against: Option<PathBuf>,
    /// Write a manifest of the system instead; done once, when an image is built.
    #[arg(long)]
    manifest: bool,
}

/// Says how the system is set. A PC may be set as it likes.
pub fn selftest(args: &DeviceArgs) -> Result<(), Box<dyn Error>> {
    let setting = Setting::under(&args.root);
    setting.words().iter().for_each(|line| println!("{line}"));
    if setting.is_sound() {
        println!("This system is set as the device needs it.");
    } else {
        println!("This system is not an appliance as it is set: good enough to try, not to put before visitors.");
    }
    Ok(())
}

/// Lists what has changed since the device was made.
pub fn seizure(args: &SeizureArgs) -> Result<(), Box<dyn Error>> {
    if args.manifest {
        print!("{}", Manifest::of(&args.root)?);
        return Ok(());
    }
    let file = args.against.clone().unwrap_or_else(|| args.root.join(MANIFEST));
    let made = Manifest::read(&file)?;
    let now = Manifest::of(&args.root)?;
    let differences = made.differences(&now);
    if differences.is_empty() {
        println!("Nothing has changed since this device was made.");
    }
    let mut unexplained = 0;
    for (name, difference) in &differences {
        let reason = why(name);
        unexplained += usize::from(reason.is_none());
        println!(
            "{difference:<8} /{name}\n         {}",
            reason.unwrap_or("NOT EXPLAINED: nothing in Stairlight writes this")
        );
    }
    match unexplained {
        0 => Ok(()),
        count => Err(format!("{count} of {} changes have no known reason", differences.len()).into()),
    }
}
