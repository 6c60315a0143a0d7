//! The package's settings against what the program itself looks for on a device, and what ARCHITECTURE.md and
//! docs/hangs.md say of its units. Whether systemd does what they ask is seen in `packaging/prove`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use stairlight::setting::{Found, Part, Setting};
use tempfile::TempDir;

fn package() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/root")
}

fn read(file: &str) -> String {
    fs::read_to_string(package().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// A system in which the package is installed, as Raspberry Pi OS comes.
fn system() -> TempDir {
    let root = tempfile::tempdir().expect("a folder");
    let put = |file: &str, text: &str| {
        let place = root.path().join(file);
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        fs::write(place, text).expect("a file");
    };
    for file in ["usr/lib/systemd/journald.conf.d/99-stairlight.conf", "usr/lib/sysctl.d/90-stairlight.conf"] {
        put(file, &read(file));
    }
    put("etc/systemd/journald.conf", "[Journal]\nStorage=persistent\n");
    put("etc/fstab", "PARTUUID=0-02 / ext4 defaults 0 1\n/var/swap none swap sw 0 0\n");
    put("etc/shadow", "root:$y$secret:20000:0:99999:7:::\npi:$y$secret:20000:0:99999:7:::\n");
    put("var/log/journal/0/system.journal", "");
    put("var/log/syslog", "somebody was here");
    put("boot/firmware/config.txt", "arm_64bit=1\n");
    put("boot/firmware/cmdline.txt", PI);
    root
}

const PI: &str = "console=serial0,115200 console=tty1 root=PARTUUID=0-02 rootfstype=ext4 fsck.repair=yes rootwait quiet \
                  splash plymouth.ignore-serial-consoles init_on_free=0\n";

fn lock(root: &Path) -> Output {
    let program = package().join("usr/sbin/stairlight-appliance");
    Command::new("sh").arg(program).args(["lock", "--root"]).arg(root).output().expect("a shell")
}

/// What the kernel would show after the next start with this system's settings.
fn start(root: &Path) {
    let value = |name: &str| {
        let text = read("usr/lib/sysctl.d/90-stairlight.conf");
        let line = text.lines().find_map(|line| line.strip_prefix(name)).expect("it is set").to_owned();
        line.trim_start_matches([' ', '=']).to_owned()
    };
    let words = fs::read_to_string(root.join("boot/firmware/cmdline.txt")).expect("words");
    for (file, text) in [
        ("proc/sys/kernel/core_pattern", value("kernel.core_pattern")),
        ("proc/sys/fs/suid_dumpable", value("fs.suid_dumpable")),
        ("proc/cmdline", words),
        ("proc/swaps", "Filename Type Size Used Priority\n".to_owned()),
    ] {
        let place = root.join(file);
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        fs::write(place, text).expect("a file");
    }
}

#[test]
fn a_locked_system_is_set_as_the_device_needs_it() {
    let root = system();
    let done = lock(root.path());
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    start(root.path());
    let setting = Setting::under(root.path());
    for (part, found) in setting.found() {
        // What only a running system has: its mounts and its radios.
        let expected = if matches!(part, Part::Root | Part::Radios) { Found::Unknown } else { Found::Good };
        assert_eq!(found, &expected, "{}", part.name());
    }
}

#[test]
fn locking_keeps_the_root_and_takes_the_consoles() {
    let root = system();
    lock(root.path());
    let words = fs::read_to_string(root.path().join("boot/firmware/cmdline.txt")).expect("words");
    assert_eq!(words.lines().count(), 1, "the firmware reads one line: {words}");
    let words: Vec<&str> = words.split_whitespace().collect();
    for wanted in ["root=PARTUUID=0-02", "rootwait", "quiet", "init_on_free=1", "systemd.show_status=no"] {
        assert_eq!(words.iter().filter(|word| **word == wanted).count(), 1, "{wanted} in {words:?}");
    }
    for gone in ["splash", "init_on_free=0", "console=tty1", "console=serial0,115200"] {
        assert!(!words.contains(&gone), "{gone} in {words:?}");
    }
    let fstab = fs::read_to_string(root.path().join("etc/fstab")).expect("a table");
    assert!(fstab.contains("PARTUUID=0-02 / ext4") && !fstab.contains("swap"), "{fstab}");
    assert!(!fs::read_to_string(root.path().join("etc/shadow")).expect("users").contains("secret"));
    for unit in
        ["getty@.service", "ssh.service", "NetworkManager.service", "bluetooth.service", "wpa_supplicant.service"]
    {
        let place = fs::read_link(root.path().join("etc/systemd/system").join(unit)).expect("masked");
        assert_eq!(place, Path::new("/dev/null"), "{unit}");
    }
}

/// Whoever locks twice changes nothing more.
#[test]
fn locking_twice_is_locking_once() {
    let root = system();
    let files = ["boot/firmware/cmdline.txt", "boot/firmware/config.txt", "etc/fstab", "etc/shadow"];
    let all = |root: &Path| files.map(|file| fs::read_to_string(root.join(file)).expect("a file"));
    lock(root.path());
    let once = all(root.path());
    assert!(lock(root.path()).status.success());
    assert_eq!(all(root.path()), once);
}

#[test]
fn what_hangs_is_started_anew_after_fifteen_seconds_and_the_board_after_a_minute() {
    for unit in ["stairlight-kiosk", "stairlight-steward"] {
        let text = read(&format!("usr/lib/systemd/system/{unit}.service"));
        for line in
            ["Type=notify", "WatchdogSec=15", "Restart=always", "StartLimitAction=reboot", "CapabilityBoundingSet="]
        {
            assert!(text.lines().any(|own| own == line), "{unit}: {line}");
        }
    }
    let system = read("usr/lib/systemd/system.conf.d/99-stairlight.conf");
    assert!(system.contains("RuntimeWatchdogSec=1min"), "{system}");
}

/// A rule for every port would let anybody plug in anything.
#[test]
fn a_stick_is_let_in_at_a_named_port_alone() {
    let rules = read("etc/usbguard/rules.d/stairlight.conf");
    for rule in rules.lines().filter(|line| line.starts_with("allow") && line.contains("08:")) {
        assert!(rule.contains("via-port"), "{rule}");
        assert!(!rule.contains("one-of { 08"), "{rule}: more than storage could hide beside it");
    }
    // Keyboards and everything that is not named.
    assert!(!rules.lines().any(|line| line.starts_with("allow") && line.contains("03:01")), "{rules}");
}
