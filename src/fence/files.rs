//! Landlock: which files may be opened, and how. The kernel checks each opening from now on; what is
//! open stays open.

use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, NetPort, Ruleset, RulesetAttr, RulesetCreated, RulesetCreatedAttr,
    RulesetError, RulesetStatus, Scope, path_beneath_rules,
};

use super::{Fence, Network, ScreenNeeds};

/// Newer kernels know more; older ones give what they have.
const KNOWN: ABI = ABI::V6;

/// This program, and what starts it: the only files that may be executed.
const LOADERS: [&str; 4] =
    ["/proc/self/exe", "/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-linux-armhf.so.3"];
/// What the C library and the program's own libraries are read from; they hold nothing of anybody.
const LIBRARIES: [&str; 5] = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache"];
/// The stack's bounds, asked for at the start of every program.
const SYSTEM: [&str; 3] = ["/proc/self", "/dev/urandom", "/sys/devices/system/cpu"];
/// Where a system that has fontconfig looks for fonts, of which none is used. It is looked up by the
/// screen's libraries, and takes being refused for a broken system.
const FONTS: [&str; 5] =
    ["/etc/fonts", "/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/fontconfig", "/var/cache/fontconfig"];
/// How the input devices are found and understood.
const INPUT: [&str; 4] = ["/sys", "/run/udev", "/usr/share/libinput", "/usr/share/X11/xkb"];
/// How a window finds keys and pointers.
const WINDOW: [&str; 2] = ["/usr/share", "/proc"];

pub(super) fn restrict(fence: &Fence) -> bool {
    let restricted = build(fence).and_then(RulesetCreated::restrict_self);
    restricted.is_ok_and(|status| status.ruleset != RulesetStatus::NotEnforced) && hold()
}

/// What counts is what the kernel refuses: the root folder, which anybody may read elsewhere.
pub(super) fn hold() -> bool {
    std::fs::read_dir("/").is_err_and(|error| error.kind() == std::io::ErrorKind::PermissionDenied)
}

fn build(fence: &Fence) -> Result<RulesetCreated, RulesetError> {
    let read = AccessFs::ReadFile | AccessFs::ReadDir;
    let device = read | AccessFs::WriteFile | AccessFs::IoctlDev;
    let mut ruleset = Ruleset::default().handle_access(AccessFs::from_all(KNOWN))?;
    ruleset = ruleset.handle_access(AccessNet::from_all(KNOWN))?.scope(Scope::from_all(KNOWN))?;
    let mut created = ruleset.create()?;
    created = beneath(created, LOADERS.iter().map(Path::new), AccessFs::Execute | AccessFs::ReadFile)?;
    let fixed = LIBRARIES.iter().chain(&SYSTEM).chain(&FONTS).chain(match fence.screen {
        ScreenNeeds::Nothing => &[][..],
        ScreenNeeds::SharedMemory => &WINDOW,
        ScreenNeeds::DeviceNews => &INPUT,
    });
    created = beneath(created, fixed.map(Path::new), read)?;
    created = beneath(created, fence.read.iter().map(PathBuf::as_path), read)?;
    created = beneath(created, fence.devices.iter().map(PathBuf::as_path), device)?;
    if let Some(folder) = &fence.simulator {
        // It must be there for a rule to hold it.
        let _ = std::fs::create_dir_all(folder);
        created = beneath(created, std::iter::once(folder.as_path()), AccessFs::from_all(KNOWN))?;
    }
    if fence.screen == ScreenNeeds::SharedMemory {
        created = beneath(created, std::iter::once(Path::new("/dev/shm")), AccessFs::from_all(KNOWN))?;
    }
    if let Network::Printer(port) = fence.network {
        created = created.add_rule(NetPort::new(port, AccessNet::ConnectTcp))?;
        // A printer's name is looked up in these.
        let names = ["/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/gai.conf", "/etc/host.conf"];
        created = beneath(created, names.iter().map(Path::new), read)?;
    }
    Ok(created)
}

/// Adds these places; one that is not there is left out.
fn beneath<'a>(
    created: RulesetCreated,
    places: impl Iterator<Item = &'a Path>,
    access: impl Into<BitFlags<AccessFs>>,
) -> Result<RulesetCreated, RulesetError> {
    created.add_rules(path_beneath_rules(places, access))
}
