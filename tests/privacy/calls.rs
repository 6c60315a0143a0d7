//! What the kiosk asks of the kernel while people use it, as strace sees it.

use std::path::Path;

use crate::bench::{Kiosk, Place, Printer};
use crate::visits::{Dice, Guided, how_many, random};

/// Everything that creates, changes, moves or removes a file, and everything that writes.
const CALLS: &str = "trace=open,openat,openat2,creat,mkdir,mkdirat,mknod,mknodat,rename,renameat,renameat2,unlink,\
    unlinkat,rmdir,link,linkat,symlink,symlinkat,truncate,ftruncate,fallocate,chmod,fchmod,fchmodat,chown,fchown,\
    fchownat,utimensat,setxattr,fsetxattr,write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg,sendfile,splice,\
    copy_file_range,socket,connect,bind,execve,fork,vfork,clone,clone3,mmap,memfd_create";

/// A run of the kiosk under strace, a call a line, with the file behind each descriptor.
fn calls(place: &Place, printer: &Printer, use_it: impl FnOnce(&mut Kiosk)) -> Option<Vec<String>> {
    let log = place.path("log/calls");
    if std::process::Command::new("strace").arg("-V").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "CI has no strace: install it");
        eprintln!("NOT CHECKED: there is no strace here. Install it and run this test again.");
        return None;
    }
    let words = ["strace", "-f", "-yy", "-s", "0", "-qq", "-e", "signal=none", "-e", CALLS, "-o"];
    let mut around: Vec<String> = words.map(str::to_owned).to_vec();
    around.push(log.display().to_string());
    let mut kiosk = Kiosk::start(place, printer, None, &around);
    use_it(&mut kiosk);
    assert!(kiosk.end());
    Some(std::fs::read_to_string(log).expect("strace wrote it").lines().map(str::to_owned).collect())
}

/// The call without the process number before it.
fn call(line: &str) -> &str {
    line.split_once(' ').map_or(line, |(_, call)| call.trim_start())
}

/// Where a write goes, when it is one that may be: the printer, another process at a socket or pipe,
/// or this process's own bell.
fn is_a_way_out(call: &str, printer: &Path) -> bool {
    let target = call.split_once('<').map_or("", |(_, rest)| rest);
    ["pipe:", "UNIX", "unix", "socket:", "anon_inode:"].iter().any(|kind| target.starts_with(kind))
        || target.starts_with(&printer.display().to_string())
        || target.contains("/log/kiosk>")
}

/// I-2: while visitors use it, the kiosk does not even try to write, make, move or remove a file. All
/// that it writes goes to the printer's node, to sockets and pipes, and to its own bell.
#[test]
fn i_2_nothing_is_written_while_people_use_it() {
    let place = Place::new();
    let printer = Printer::paper(&place);
    let Printer::Paper { node, .. } = &printer else { unreachable!("just made") };
    let visits = how_many(3, 40);
    let Some(calls) = calls(&place, &printer, |kiosk| {
        let mut dice = Dice::new(2);
        for _ in 0..visits {
            random(kiosk, &mut dice);
        }
        Guided::begin(kiosk).language("es").print(&place).leave();
    }) else {
        return;
    };
    let fresh = calls.iter().filter(|line| call(line).starts_with("execve(")).count();
    assert!(fresh > visits, "the calls of every image are seen: {fresh}");
    let mut to_printer = 0;
    for line in &calls {
        let call = call(line);
        let name = call.split('(').next().unwrap_or_default();
        match name {
            "open" | "openat" => {
                let writing =
                    ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"].iter().any(|way| call.contains(way));
                assert!(!writing || call.contains(&node.display().to_string()), "opened to write: {call}");
            }
            "write" | "writev" | "pwrite64" | "pwritev" | "sendto" | "sendmsg" => {
                assert!(is_a_way_out(call, node), "written: {call}");
                to_printer += usize::from(call.contains(&node.display().to_string()));
            }
            "mmap" => {
                let shared = call.contains("MAP_SHARED") && call.contains("PROT_WRITE");
                assert!(!shared || call.contains("MAP_ANONYMOUS"), "written by memory: {call}");
            }
            "socket" | "connect" | "bind" => panic!("a socket: {call}"),
            "fork" | "vfork" => panic!("another program: {call}"),
            "clone" | "clone3" => assert!(call.contains("CLONE_THREAD"), "another program: {call}"),
            "execve" | "" => {}
            _ if call.starts_with("<...") || call.starts_with("+++") || call.starts_with("---") => {}
            other => panic!("{other} by a kiosk: {call}"),
        }
    }
    assert!(to_printer > 10, "the printer was written to");
}

/// I-11: there is no sound. No audio device is opened, and no library that could is linked.
#[test]
fn i_11_no_audio_device_is_opened() {
    let place = Place::new();
    let lock = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).expect("the lock");
    for library in ["alsa", "cpal", "rodio", "libpulse-binding", "pipewire"] {
        assert!(!lock.contains(&format!("name = \"{library}\"")), "{library}");
    }
    let Some(calls) = calls(&place, &Printer::None, |kiosk| random(kiosk, &mut Dice::new(11))) else { return };
    let sound =
        calls.iter().find(|line| ["/dev/snd", "/dev/dsp", "pulse", "pipewire"].iter().any(|s| line.contains(s)));
    assert_eq!(sound, None);
}
