//! What an update costs: its time against reading, hashing, writing and syncing the changed bytes alone, and
//! how much a one-card change copies.
//!
//! `cargo bench --bench update`. With the content of this repository, on the disk of the temporary folder.
//! A small change costs the looking (every file is hashed, the whole is checked as at the publisher's), not the
//! copying, so the bar is for a change of everything, and for what is not that check. Prints each beside the bar; it fails nothing, because a busy machine is no mistake of ours.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use stairlight::clock::Date;
use stairlight::content::Folders;
use stairlight::publish::check::{self, Options};
use stairlight::slots::{Disk, RealDisk, Slots, Taken};
use stairlight::trust::keys::{self, KeyRing, Purpose};
use stairlight::trust::metadata::sha256;
use stairlight::trust::publish::{Order, publish};
use stairlight::trust::{FileName, Offer, StickFolder};

const ROUNDS: usize = 7;

struct Bench {
    place: tempfile::TempDir,
    today: Timestamp,
    factory: Folders,
}

fn main() {
    let place = tempfile::tempdir().expect("a place for files");
    let factory = Folders::find(None).expect("the checkout");
    let bench = Bench { place, today: "2031-03-01T00:00:00Z".parse().expect("a date"), factory };
    bench.prepare();
    println!(
        "change           files       KB     update  its check  bytes alone  ratio  without the check, a real stick (bar: 1.5)"
    );
    bench.run("everything", &|_| {});
    bench.run("one language", &|round| {
        bench.edit("locales/es/LC_MESSAGES/stairlight.po", &format!("# round {round}\n"))
    });
    bench.run("one card", &|round| bench.edit("content/topics/bed.toml", &format!("# round {round}\n")));
}

impl Bench {
    fn at(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    fn prepare(&self) {
        keys::new(&self.at("keys"), Purpose::Test, self.today).expect("keys");
        copy(&self.factory.content, &self.at("work/content"));
        copy(&self.factory.locales, &self.at("work/locales"));
        fs::create_dir_all(self.at("stick")).expect("a stick");
    }

    fn edit(&self, file: &str, line: &str) {
        let path = self.at("work").join(file);
        let text = fs::read_to_string(&path).expect("a file");
        fs::write(path, line.to_owned() + &text).expect("a file");
    }

    fn publish(&self) {
        let ring = KeyRing::read(&[self.at("keys")]).expect("keys");
        let (folder, stick) = (self.at("work"), self.at("stick"));
        let order =
            Order { folder: &folder, ring: &ring, stick: &stick, today: self.today, counties: &[], county_keys: &[] };
        publish(&order).expect("it can be published");
    }

    /// Takes the change several times on a device that has two contents already, and for `everything` on a
    /// new one each time.
    fn run(&self, name: &str, change: &dyn Fn(usize)) {
        let mut times = Vec::new();
        let (mut files, mut bytes) = (0, 0);
        for round in 0..ROUNDS + 3 {
            change(round);
            self.publish();
            let state = if name == "everything" { self.at(&format!("new-{round}")) } else { self.at("state") };
            fs::create_dir_all(&state).expect("a state folder");
            let slots = Slots::new(Arc::new(RealDisk), &state, &self.factory);
            slots.start().expect("it starts");
            let root = fs::read(self.at("keys/1.root.json")).expect("the root");
            let begun = Instant::now();
            let floor = slots.floor(root);
            let offer = Offer::open(Arc::new(StickFolder::new(&self.at("stick"))), &floor, self.today).expect("good");
            let prepared = slots.prepare(&offer, &mut |_| {}).expect("it is good");
            let plan = prepared.plan.clone();
            let Ok(Taken::InUse { .. }) = slots.commit(prepared) else { panic!("it is new") };
            let update = begun.elapsed();
            slots.tidy();
            // The first contents of a device are copied whole; what counts is what comes every month.
            if round >= 3 {
                let options = Options { release: false, today: Date::today(), screens: false, signed: None };
                let check = timed(|| drop(check::check(&slots.folders(), &options)));
                let bare = self.bare(&offer, round, plan.new_files, &slots);
                times.push((update, check, bare));
                (files, bytes) = (plan.new_files, plan.written);
            }
            if name == "everything" {
                fs::remove_dir_all(state).expect("it is there");
            }
        }
        let median = |pick: &dyn Fn(&(Duration, Duration, Duration)) -> Duration| {
            let mut list: Vec<Duration> = times.iter().map(pick).collect();
            list.sort_unstable();
            list[list.len() / 2]
        };
        let (update, check, bare) = (median(&|t| t.0), median(&|t| t.1), median(&|t| t.2));
        // The system keeps this stick in memory. A real one gives some 20 MB a second, to both.
        let stick = Duration::from_secs_f64(bytes as f64 / 20e6);
        println!(
            "{name:16} {files:5} {:8.1} {:7.1} ms {:7.1} ms {:10.1} ms {:6.1} {:18.2}",
            bytes as f64 / 1024.0,
            millis(update),
            millis(check),
            millis(bare),
            update.as_secs_f64() / bare.as_secs_f64(),
            (update.saturating_sub(check) + stick).as_secs_f64() / (bare + stick).as_secs_f64()
        );
    }

    /// Reads, hashes, writes and syncs the files that changed, and nothing else.
    fn bare(&self, offer: &Offer, round: usize, count: u64, slots: &Slots) -> Duration {
        let before = slots.before().map(|(_, record)| record.files).unwrap_or_default();
        let changed: Vec<&FileName> = offer
            .files
            .iter()
            .filter(|(name, listed)| before.get(*name) != Some(*listed))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(changed.len() as u64, count, "the plan copies what changed");
        let out = self.at(&format!("bare-{round}"));
        fs::create_dir_all(&out).expect("a folder");
        let time = timed(|| {
            let mut written = Vec::new();
            for name in &changed {
                let hash = offer.files[*name].sha256;
                let file = self.at("stick/stairlight/targets").join(format!("{hash}.{name}"));
                let bytes = fs::read(file).expect("a file");
                assert_eq!(sha256(&bytes), hash);
                let target = out.join(name.as_str());
                fs::write(&target, bytes).expect("a file");
                written.push(target);
            }
            written.push(out.clone());
            RealDisk.sync(&written).expect("a sync");
        });
        fs::remove_dir_all(out).expect("it is there");
        time
    }
}

fn timed(run: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    run();
    begun.elapsed()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
