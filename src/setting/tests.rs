//! I-9: each setting, as it must be and as it must not be, on trees of files.

use std::os::unix::fs::symlink;

use super::*;

/// A device as it must be.
fn good() -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    for (file, text) in [
        ("proc/swaps", "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"),
        ("proc/sys/kernel/core_pattern", "|/bin/false\n"),
        ("proc/sys/fs/suid_dumpable", "0\n"),
        (
            "proc/self/mountinfo",
            "24 1 179:2 / / ro,noatime - ext4 /dev/mmcblk0p2 ro\n25 24 0:22 / /run rw - tmpfs run rw\n",
        ),
        ("proc/cmdline", "console=tty1 root=/dev/mmcblk0p2 init_on_free=1 ro\n"),
        ("etc/systemd/journald.conf", "[Journal]\n#Storage=auto\nStorage=volatile\n"),
        ("sys/class/net/lo/operstate", "unknown\n"),
    ] {
        write(root.path(), file, text);
    }
    symlink("/usr/share/zoneinfo/Etc/UTC", root.path().join("etc/localtime")).expect("a link");
    root
}

fn write(root: &Path, file: &str, text: &str) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// The part that is wrong after this file was changed.
fn wrong_after(file: &str, text: &str) -> Vec<Part> {
    let root = good();
    write(root.path(), file, text);
    wrong(root.path())
}

fn wrong(root: &Path) -> Vec<Part> {
    let setting = Setting::under(root);
    let parts: Vec<Part> =
        setting.found().filter(|(_, found)| matches!(found, Found::Wrong(_))).map(|(part, _)| part).collect();
    assert_eq!(setting.is_sound(), parts.is_empty());
    parts
}

#[test]
fn i_9_a_device_as_it_must_be_is_sound() {
    let root = good();
    let setting = Setting::under(root.path());
    assert!(setting.found().all(|(_, found)| *found == Found::Good), "{:?}", setting.words());
    assert_eq!(setting.words().len(), Part::ALL.len());
}

#[test]
fn i_9_every_wrong_setting_is_found() {
    let swaps = "Filename Type Size Used Priority\n/dev/zram0 partition 524284 0 100\n";
    let mounts = |root: &str| format!("24 1 179:2 / / {root}\n25 24 0:22 / /media/root-rw rw - tmpfs tmpfs rw\n");
    for (file, text, part) in [
        ("proc/swaps", swaps.to_owned(), Part::Swap),
        ("proc/sys/kernel/core_pattern", "core\n".to_owned(), Part::CoreDumps),
        ("proc/sys/kernel/core_pattern", "|/usr/lib/systemd/systemd-coredump %P\n".to_owned(), Part::CoreDumps),
        ("proc/sys/fs/suid_dumpable", "2\n".to_owned(), Part::CoreDumps),
        ("etc/systemd/journald.conf", "[Journal]\nStorage=persistent\n".to_owned(), Part::Journal),
        ("etc/systemd/journald.conf", "[Journal]\n".to_owned(), Part::Journal),
        ("etc/systemd/journald.conf.d/50-here.conf", "[Journal]\nStorage=persistent\n".to_owned(), Part::Journal),
        ("var/log/journal/0123/system.journal", String::new(), Part::Journal),
        ("var/log/syslog", String::new(), Part::Journal),
        ("sys/class/ieee80211/phy0/index", "0\n".to_owned(), Part::Radios),
        ("sys/class/bluetooth/hci0/address", "\n".to_owned(), Part::Radios),
        ("proc/self/mountinfo", mounts("rw,noatime - ext4 /dev/mmcblk0p2 rw"), Part::Root),
        // As the steward's sandbox sees one that can be written.
        ("proc/self/mountinfo", mounts("ro,nosuid shared:1 master:2 - ext4 /dev/mmcblk0p2 rw"), Part::Root),
        ("proc/self/mountinfo", mounts("ro - overlay overlay rw,lowerdir=/a,upperdir=/data/up,workdir=/w"), Part::Root),
        ("proc/cmdline", "ro\n".to_owned(), Part::FreedMemory),
        ("proc/cmdline", "init_on_free=1 init_on_free=0\n".to_owned(), Part::FreedMemory),
    ] {
        assert_eq!(wrong_after(file, &text), [part], "{file}: {text}");
    }
    let root = good();
    let zone = root.path().join("etc/localtime");
    fs::remove_file(&zone).expect("it was there");
    assert_eq!(wrong(root.path()), [], "no zone is universal time");
    symlink("/usr/share/zoneinfo/America/Los_Angeles", &zone).expect("a link");
    assert_eq!(wrong(root.path()), [Part::TimeZone]);
    fs::remove_file(&zone).expect("it was there");
    fs::write(&zone, "a zone").expect("a file");
    assert_eq!(wrong(root.path()), [Part::TimeZone]);
}

#[test]
fn an_overlay_in_memory_is_read_only() {
    let overlay = "24 1 0:30 / / rw - overlay overlay rw,lowerdir=/a,upperdir=/media/root-rw/up,workdir=/w";
    let memory = "25 24 0:22 / /media/root-rw rw - tmpfs tmpfs rw";
    assert_eq!(wrong_after("proc/self/mountinfo", &format!("{memory}\n{overlay}\n")), []);
}

#[test]
fn a_system_that_says_nothing_is_not_known() {
    let root = tempfile::tempdir().expect("a folder");
    let setting = Setting::under(root.path());
    let unknown: Vec<Part> =
        setting.found().filter(|(_, found)| **found == Found::Unknown).map(|(part, _)| part).collect();
    assert_eq!(unknown, [Part::Swap, Part::CoreDumps, Part::Radios, Part::Root, Part::FreedMemory]);
    // This machine too is only looked at.
    assert_eq!(Setting::here().words().len(), Part::ALL.len());
}
