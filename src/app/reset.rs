//! `stairlight content reset-pin`, and what `content inspect` says of the file that it writes.

use std::error::Error;
use std::path::PathBuf;

use clap::Args;

use crate::trust::keys::KeyRing;
use crate::trust::reset::{self, FILE};
use crate::trust::{Floor, Offer, Reset, StickFolder};

#[derive(Args)]
pub struct ResetArgs {
    /// What the device shows behind "I forgot the PIN": "ABCD EFGH".
    code: String,
    /// Folders with keys; two people's targets keys must be among them.
    #[arg(long, value_name = "DIR", required = true)]
    keys: Vec<PathBuf>,
    /// The stick.
    #[arg(long, value_name = "STICK")]
    out: PathBuf,
}

pub fn reset_pin(args: &ResetArgs) -> Result<(), Box<dyn Error>> {
    let code = reset::code(&args.code)?;
    let ring = KeyRing::read(&args.keys)?;
    reset::write(code, &ring, &args.out)?;
    // As a device will see it, read back from the stick.
    let file = Reset::find(&StickFolder::new(&args.out))?.ok_or("the file that was written is not there")?;
    println!("{} is on {}, signed by {}.", FILE, args.out.display(), list(&file.signers(&ring.root)));
    println!("It takes the PIN of the device with the code {} away, once.", file.verify(&ring.root)?);
    Ok(())
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
}

/// Says that the stick holds a file that resets a PIN, and whether a device would take it; false without one.
pub fn tell(stick: &StickFolder, floor: &Floor, offer: Option<&Offer>) -> bool {
    let file = match Reset::find(stick) {
        Ok(None) => return false,
        Ok(Some(file)) => file,
        Err(refusal) => {
            println!("{refusal}");
            return true;
        }
    };
    println!("{} takes the PIN of the device with the code {} away, once.", FILE, file.claims());
    let roots = [Some(floor), offer.map(|offer| &offer.floor)].into_iter().flatten().filter_map(Floor::root);
    let mut last = None;
    for root in roots {
        match file.verify(&root) {
            Ok(_) => {
                println!("Signed by {}", list(&file.signers(&root)));
                return true;
            }
            Err(refusal) => last = Some(refusal),
        }
    }
    last.into_iter().for_each(|refusal| println!("A device would refuse it: {refusal}"));
    true
}
