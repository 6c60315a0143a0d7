//! The four device controls that no safe library offers, and the only unsafe code of the printer:
//! the port status and the soft reset of `usblp`, the modem lines and the output queue of a tty.
//! Each passes nothing or one `int` that the kernel fills; rustix marks them unsafe because it cannot
//! know what a driver does with a number.

use std::os::fd::BorrowedFd;

use rustix::io::Result;
use rustix::ioctl::{Getter, NoArg, ioctl};

/// `LPGETSTATUS` of `<linux/lp.h>`: GET_PORT_STATUS of the USB printer class as an `int`.
const LPGETSTATUS: u32 = 0x060b;
/// `_IOC(_IOC_NONE, 'P', 7, 0)` of `drivers/usb/class/usblp.c`: SOFT_RESET of the printer class.
const LPIOC_SOFT_RESET: u32 = 0x5007;
/// The modem lines of a serial port as an `int`.
const TIOCMGET: u32 = 0x5415;
/// Bytes that the tty has not sent yet as an `int`.
const TIOCOUTQ: u32 = 0x5411;

/// Bits of [`port_status`].
pub const PAPER_OUT: i32 = 0x20;
pub const NOT_ERROR: i32 = 0x08;
/// Bit of [`modem_lines`].
pub const DATA_SET_READY: i32 = 0x100;

/// The port status of a USB printer. The kernel gives up by itself after five seconds.
pub fn port_status(fd: BorrowedFd) -> Result<i32> {
    // SAFETY: the driver writes one int, which is what `Getter` provides; other drivers that take
    // this number answer ENOTTY or EINVAL without touching it.
    unsafe { ioctl(fd, Getter::<{ LPGETSTATUS as _ }, i32>::new()) }
}

/// Asks a USB printer to empty its buffers. The kernel gives up by itself after five seconds.
pub fn soft_reset(fd: BorrowedFd) -> Result<()> {
    // SAFETY: the request has no argument.
    unsafe { ioctl(fd, NoArg::<{ LPIOC_SOFT_RESET as _ }>::new()) }
}

/// The modem lines of a serial port.
pub fn modem_lines(fd: BorrowedFd) -> Result<i32> {
    // SAFETY: the tty layer writes one int.
    unsafe { ioctl(fd, Getter::<{ TIOCMGET as _ }, i32>::new()) }
}

/// Bytes that a tty still has to send.
pub fn output_queue(fd: BorrowedFd) -> Result<i32> {
    // SAFETY: the tty layer writes one int.
    unsafe { ioctl(fd, Getter::<{ TIOCOUTQ as _ }, i32>::new()) }
}
