//! Seccomp: which system calls are refused, whatever they are asked for. Refused calls fail with
//! "not permitted", so that a library that tries one goes on without it.
//!
//! A list of what is forbidden, not of what is allowed: the screen's libraries change with the kernel
//! under them, and a call that nobody thought of must not black out the screen. Which files can be
//! opened is `files`' business; here even an unlisted way to create or change one is closed.

use std::collections::BTreeMap;
use std::os::unix::net::UnixStream;

use libc::c_long;
use rustix::io::Errno;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    apply_filter,
};

use super::{Fence, Network, ScreenNeeds};

/// Never needed by a kiosk: they reach into other processes, the kernel, the clock or the mounts.
const NEVER: &[c_long] = &[
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_listen,
    libc::SYS_socketpair,
    libc::SYS_execveat,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_kcmp,
    libc::SYS_pidfd_getfd,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_kexec_load,
    libc::SYS_reboot,
    libc::SYS_syslog,
    libc::SYS_open_by_handle_at,
    libc::SYS_setns,
    libc::SYS_unshare,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_acct,
    libc::SYS_quotactl,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_clock_adjtime,
    libc::SYS_adjtimex,
    libc::SYS_mknodat,
    libc::SYS_linkat,
    libc::SYS_symlinkat,
    libc::SYS_renameat,
    libc::SYS_renameat2,
    libc::SYS_fchmodat,
    libc::SYS_fchmod,
    libc::SYS_fchownat,
    libc::SYS_fchown,
    libc::SYS_truncate,
    libc::SYS_setxattr,
    libc::SYS_lsetxattr,
    libc::SYS_fsetxattr,
    libc::SYS_removexattr,
    libc::SYS_lremovexattr,
    libc::SYS_fremovexattr,
    libc::SYS_utimensat,
];

/// The same by their older names, which newer machines do not have.
#[cfg(target_arch = "x86_64")]
const NEVER_OLD: &[c_long] = &[
    libc::SYS_fork,
    libc::SYS_vfork,
    libc::SYS_mknod,
    libc::SYS_link,
    libc::SYS_symlink,
    libc::SYS_rename,
    libc::SYS_chmod,
    libc::SYS_chown,
    libc::SYS_lchown,
    libc::SYS_utime,
    libc::SYS_utimes,
    libc::SYS_futimesat,
];
#[cfg(not(target_arch = "x86_64"))]
const NEVER_OLD: &[c_long] = &[];

/// Creating and removing: only a simulated printer and a window's shared memory do it.
const CREATE: &[c_long] = &[libc::SYS_mkdirat, libc::SYS_unlinkat];
#[cfg(target_arch = "x86_64")]
const CREATE_OLD: &[c_long] = &[libc::SYS_creat, libc::SYS_mkdir, libc::SYS_rmdir, libc::SYS_unlink];
#[cfg(not(target_arch = "x86_64"))]
const CREATE_OLD: &[c_long] = &[];

/// Asked for in memory that a filter cannot see; callers fall back to the older call when there is
/// none.
const UNKNOWN: &[c_long] = &[
    libc::SYS_clone3,
    libc::SYS_openat2,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
];

/// `AF_NETLINK` and its protocol by which the kernel tells of devices; it carries nothing outwards.
const NETLINK: u64 = libc::AF_NETLINK as u64;
const DEVICE_NEWS: u64 = 15;
const LOCAL: u64 = libc::AF_UNIX as u64;

type Rules = BTreeMap<c_long, Vec<SeccompRule>>;

pub(super) fn restrict(fence: &Fence) -> bool {
    // Why it failed is of no use to anybody: the system has no filters, or is no machine that is known.
    let applied = programs(fence).and_then(|programs| programs.iter().try_for_each(|program| apply_filter(program)));
    applied.is_ok() && hold()
}

/// What counts is what the kernel refuses. A pair of sockets is harmless, and no filter leaves it.
pub(super) fn hold() -> bool {
    UnixStream::pair().is_err_and(|error| Errno::from_io_error(&error) == Some(Errno::PERM))
}

fn programs(fence: &Fence) -> Result<[BpfProgram; 2], seccompiler::Error> {
    let mut rules: Rules = NEVER.iter().chain(NEVER_OLD).map(|call| (*call, Vec::new())).collect();
    if fence.simulator.is_none() && fence.screen != ScreenNeeds::SharedMemory {
        rules.extend(CREATE.iter().chain(CREATE_OLD).map(|call| (*call, Vec::new())));
        forbid_opening_to_write(&mut rules)?;
    }
    forbid_sockets(fence, &mut rules)?;
    // A new thread is not a new process.
    let thread = libc::CLONE_THREAD as u64;
    rules.insert(libc::SYS_clone, vec![rule([masked(0, thread, 0)?])?]);
    let absent = UNKNOWN.iter().map(|call| (*call, Vec::new())).collect();
    Ok([program(rules, Errno::PERM)?, program(absent, Errno::NOSYS)?])
}

/// Devices are opened for reading and writing; nothing is opened for writing alone, made or emptied.
fn forbid_opening_to_write(rules: &mut Rules) -> Result<(), seccompiler::Error> {
    let flag = |flag: i32| u64::from(flag.unsigned_abs());
    let mut forbid = |call, at| {
        let ways = [
            rule([masked(at, flag(libc::O_ACCMODE), flag(libc::O_WRONLY))?])?,
            rule([masked(at, flag(libc::O_CREAT), flag(libc::O_CREAT))?])?,
            rule([masked(at, flag(libc::O_TRUNC), flag(libc::O_TRUNC))?])?,
            // Holds the flag for folders too, so that it must be asked for as a whole.
            rule([masked(at, flag(libc::O_TMPFILE), flag(libc::O_TMPFILE))?])?,
        ];
        rules.insert(call, ways.into());
        Ok::<(), seccompiler::Error>(())
    };
    #[cfg(target_arch = "x86_64")]
    forbid(libc::SYS_open, 1)?;
    forbid(libc::SYS_openat, 2)
}

fn forbid_sockets(fence: &Fence, rules: &mut Rules) -> Result<(), seccompiler::Error> {
    match (fence.network, fence.screen) {
        // Which place they reach is Landlock's to say.
        (Network::Printer(_), _) => {}
        (Network::None, ScreenNeeds::DeviceNews) => {
            let not = |at, value| SeccompCondition::new(at, SeccompCmpArgLen::Dword, SeccompCmpOp::Ne, value);
            let ways = vec![rule([not(0, NETLINK)?])?, rule([not(2, DEVICE_NEWS)?])?];
            rules.extend([(libc::SYS_socket, ways), (libc::SYS_connect, Vec::new())]);
        }
        // The desktop's own services are reached by sockets of this machine.
        (Network::None, ScreenNeeds::SharedMemory) => {
            let other = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Ne, LOCAL)?;
            rules.insert(libc::SYS_socket, vec![rule([other])?]);
        }
        (Network::None, ScreenNeeds::Nothing) => {
            rules.extend([libc::SYS_socket, libc::SYS_connect, libc::SYS_bind].map(|call| (call, Vec::new())));
        }
    }
    Ok(())
}

fn rule<const N: usize>(conditions: [SeccompCondition; N]) -> Result<SeccompRule, seccompiler::BackendError> {
    SeccompRule::new(conditions.into())
}

/// True where the argument, under this mask, is this value.
fn masked(at: u8, mask: u64, value: u64) -> Result<SeccompCondition, seccompiler::BackendError> {
    SeccompCondition::new(at, SeccompCmpArgLen::Dword, SeccompCmpOp::MaskedEq(mask), value)
}

fn program(rules: Rules, error: Errno) -> Result<BpfProgram, seccompiler::Error> {
    let refuse = SeccompAction::Errno(error.raw_os_error().unsigned_abs());
    let arch = std::env::consts::ARCH.try_into()?;
    Ok(SeccompFilter::new(rules, SeccompAction::Allow, refuse, arch)?.try_into()?)
}
