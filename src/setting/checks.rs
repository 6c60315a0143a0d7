//! The single checks. Each reads a file or two and says what it saw.

use std::fs;

use super::{Found, Part, Tree};

pub(super) fn check(part: Part, tree: &Tree) -> Found {
    match part {
        Part::Swap => swap(tree),
        Part::CoreDumps => core_dumps(tree),
        Part::Journal => journal(tree),
        Part::Radios => radios(tree),
        Part::Root => root(tree),
        Part::TimeZone => time_zone(tree),
        Part::FreedMemory => freed_memory(tree),
    }
}

fn wrong(seen: impl Into<String>) -> Found {
    Found::Wrong(seen.into())
}

/// The first line names the columns; every other one is a swap. Compressed memory counts: it is where
/// pages go that somebody has just read.
fn swap(tree: &Tree) -> Found {
    let Some(swaps) = tree.read("proc/swaps") else { return Found::Unknown };
    let used: Vec<&str> = swaps.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    if used.is_empty() { Found::Good } else { wrong(format!("{} in use", used.join(", "))) }
}

/// A pattern that throws the dump away. An empty one writes a file named after the process.
fn core_dumps(tree: &Tree) -> Found {
    let Some(pattern) = tree.read("proc/sys/kernel/core_pattern") else { return Found::Unknown };
    let pattern = pattern.trim();
    let sinks = ["|/bin/false", "|/usr/bin/false", "|/bin/true", "|/usr/bin/true"];
    let thrown_away = sinks.iter().any(|sink| pattern.split_whitespace().next() == Some(*sink));
    let privileged = tree.read("proc/sys/fs/suid_dumpable").is_some_and(|mode| mode.trim() != "0");
    match (thrown_away, privileged) {
        (true, false) => Found::Good,
        (true, true) => wrong("privileged programs are dumped (fs.suid_dumpable)"),
        (false, _) => wrong(format!("dumps go to \"{pattern}\"")),
    }
}

/// What `journald.conf` says, and whether anything lies where a lasting one would.
fn journal(tree: &Tree) -> Found {
    let mut files = vec!["etc/systemd/journald.conf".to_owned()];
    for folder in ["usr/lib/systemd/journald.conf.d", "etc/systemd/journald.conf.d"] {
        files.extend(tree.names(folder).into_iter().map(|name| format!("{folder}/{name}")));
    }
    let storage = |text: String| {
        let line = text.lines().rev().find_map(|line| line.trim().strip_prefix("Storage=").map(str::to_owned));
        line.map(|value| value.trim().to_lowercase())
    };
    // The last file that says it counts.
    let said = files.iter().rev().find_map(|file| tree.read(file).and_then(storage));
    if let Some(kept) = ["syslog", "messages"].iter().find(|name| tree.path(&format!("var/log/{name}")).exists()) {
        return wrong(format!("/var/log/{kept} is kept"));
    }
    let lasting = !tree.names("var/log/journal").is_empty();
    match said.as_deref() {
        Some("volatile" | "none") if lasting => wrong("an old journal lies in /var/log/journal"),
        Some("volatile" | "none") => Found::Good,
        Some("persistent") => wrong("Storage=persistent"),
        // "auto": what decides is whether the folder is there.
        _ if tree.path("var/log/journal").is_dir() => wrong("the journal is kept in /var/log/journal"),
        _ => wrong("Storage is not set to volatile"),
    }
}

fn radios(tree: &Tree) -> Found {
    if !tree.path("sys/class").is_dir() {
        return Found::Unknown;
    }
    let kinds = ["ieee80211", "bluetooth", "wwan", "nfc", "ieee802154"];
    let there: Vec<String> = kinds.iter().flat_map(|kind| tree.names(&format!("sys/class/{kind}"))).collect();
    if there.is_empty() { Found::Good } else { wrong(format!("{} is there", there.join(", "))) }
}

/// A mounted file system: its place, its kind, and the options of the whole of it. Those of this mount alone
/// say nothing: a service's sandbox sees every file system as read-only.
fn mount(line: &str) -> Option<[&str; 3]> {
    let (seen, whole) = line.split_once(" - ")?;
    let mut whole = whole.split(' ');
    Some([seen.split(' ').nth(4)?, whole.next()?, whole.nth(1)?])
}

/// Read-only, or an overlay whose upper part lies in memory.
fn root(tree: &Tree) -> Found {
    let Some(mounts) = tree.read("proc/self/mountinfo") else { return Found::Unknown };
    let mounts: Vec<[&str; 3]> = mounts.lines().filter_map(mount).collect();
    // The last one mounted there is the one that is seen.
    let Some([_, kind, options]) = mounts.iter().rev().find(|mount| mount[0] == "/") else { return Found::Unknown };
    let has = |wanted: &str| options.split(',').any(|option| option == wanted);
    if has("ro") || ["squashfs", "erofs", "tmpfs", "ramfs", "rootfs"].contains(kind) {
        return Found::Good;
    }
    let upper = options.split(',').find_map(|option| option.strip_prefix("upperdir="));
    let in_memory = |folder: &str| {
        let below = |place: &str| place == "/" || folder == place || folder.starts_with(&format!("{place}/"));
        let holder =
            mounts.iter().filter(|mount| mount[0] != "/" && below(mount[0])).max_by_key(|mount| mount[0].len());
        holder.is_some_and(|mount| mount[1] == "tmpfs")
    };
    match upper {
        Some(folder) if *kind == "overlay" && in_memory(folder) => Found::Good,
        _ => wrong(format!("/ is a {kind} that can be written")),
    }
}

fn time_zone(tree: &Tree) -> Found {
    let neutral =
        ["UTC", "UCT", "Zulu", "Universal", "GMT", "Etc/UTC", "Etc/UCT", "Etc/GMT", "Etc/Universal", "Etc/Zulu"];
    match fs::read_link(tree.path("etc/localtime")) {
        Ok(place) => {
            let place = place.to_string_lossy().into_owned();
            let name = place.split("zoneinfo/").last().unwrap_or(&place);
            if neutral.contains(&name) { Found::Good } else { wrong(name) }
        }
        // Without one the system's time is universal.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Found::Good,
        // A copy of some zone.
        Err(_) => wrong("/etc/localtime is a file of its own"),
    }
}

fn freed_memory(tree: &Tree) -> Found {
    let Some(line) = tree.read("proc/cmdline") else { return Found::Unknown };
    match line.split_whitespace().rev().find_map(|word| word.strip_prefix("init_on_free=")) {
        Some("1" | "y" | "on") => Found::Good,
        _ => wrong("it keeps what was in it until it is used again"),
    }
}
