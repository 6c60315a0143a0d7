//! The process's memory: never in a core dump, never read by a neighbour, never on a disk.

use rustix::mm::{MlockAllFlags, mlockall};
use rustix::process::{DumpableBehavior, Resource, Rlimit, getrlimit, set_dumpable_behavior, setrlimit};
use rustix::thread::{CapabilitySet, capabilities};

/// Switches dumps off, and with them the right of other programs of the same user to look in.
pub(super) fn no_dumps() -> bool {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    let limited = setrlimit(Resource::Core, none).is_ok();
    set_dumpable_behavior(DumpableBehavior::NotDumpable).is_ok() && limited
}

/// Locks what there is and what will come. Only without a limit: under one, the first piece of memory
/// above it would end the program in the middle of a visit.
pub(super) fn locked() -> bool {
    let unlimited = Rlimit { current: None, maximum: None };
    let privileged = || capabilities(None).is_ok_and(|own| own.effective.contains(CapabilitySet::IPC_LOCK));
    let free = getrlimit(Resource::Memlock).current.is_none()
        || setrlimit(Resource::Memlock, unlimited).is_ok()
        || privileged();
    // On touch: most of what is mapped is never used.
    let flags = MlockAllFlags::CURRENT | MlockAllFlags::FUTURE;
    free && (mlockall(flags | MlockAllFlags::ONFAULT).is_ok() || mlockall(flags).is_ok())
}
