"""Makes what the emulated computer starts: an arm64 Debian with the package in it, locked; its kernel and first
moments; a disk for its state; sticks, one with signed content.
"""
import re, shutil, subprocess
from pathlib import Path

from .words import output, run

REPOSITORY = Path(__file__).resolve().parent.parent.parent
RELEASE = "bookworm"
MIRROR = "http://deb.debian.org/debian"
# What the package needs beside a minimal system; the kernel is unpacked by hand, because making its start-up
# image under an emulated processor takes longer than everything else.
PACKAGES = ("systemd,systemd-sysv,udev,kmod,dbus,polkitd,usbguard,e2fsprogs,libinput10,libxkbcommon0,libudev1,"
            "xkb-data,tzdata")

# Programs of the other processor run in a user and mount namespace of their own: nothing is registered on
# this machine.
NAMESPACE = r"""
set -e
unshare --user sleep 86400 & holder=$!
trap 'kill $holder' EXIT
until [ "$(readlink /proc/$holder/ns/user)" != "$(readlink /proc/self/ns/user)" ]; do sleep 0.05; done
echo "0 0 65536" > /proc/$holder/uid_map
echo "0 0 65536" > /proc/$holder/gid_map
nsenter -t $holder -U -S 0 -G 0 unshare --mount sh -c '
    mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
    printf "%s" ":qemu-aarch64:M::\x7f\x45\x4c\x46\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00:\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:/usr/bin/qemu-aarch64-static:F" > /proc/sys/fs/binfmt_misc/register
    exec "$@"' sh "$@"
"""


def foreign(*command):
    run("bash", "-c", NAMESPACE, "bash", *command)


def base(work):
    """The system without Stairlight; made once."""
    tar = work / "base.tar"
    if not tar.exists():
        foreign("mmdebstrap", "--mode=root", "--arch=arm64", "--variant=minbase", f"--include={PACKAGES}",
                RELEASE, work / "base.new.tar", MIRROR)
        (work / "base.new.tar").rename(tar)
    return tar


def kernel(work):
    """Debian's kernel with its modules, and a shell for the first moments."""
    place = work / "kernel"
    if not place.exists():
        packages = work / "packages"
        packages.mkdir(exist_ok=True)
        depends = output("apt-cache", "depends", "linux-image-arm64:arm64")
        name = re.search(r"Depends: (linux-image-[0-9.]+\S*-arm64)", depends).group(1)
        # apt writes into the folder that it is called in.
        run("apt-get", "download", f"{name}:arm64", "busybox-static:arm64", cwd=packages)
        new = work / "kernel.new"
        for package in packages.glob("*.deb"):
            run("dpkg", "-x", package, new)
        version = next((new / "lib/modules").iterdir()).name
        run("depmod", "-b", new, version)
        new.rename(place)
    return place, next((place / "lib/modules").iterdir()).name


INIT = """#!/bin/busybox sh
# The root is never written: what changes goes to memory, over it.
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sysfs /sys
/bin/busybox mount -t devtmpfs dev /dev
for module in $(/bin/busybox cat /modules); do /bin/busybox insmod $module; done
while [ ! -b /dev/vda ]; do /bin/busybox sleep 0.1; done
/bin/busybox mount -o ro -t ext4 /dev/vda /lower
/bin/busybox mount -t tmpfs -o mode=0755 tmpfs /upper
/bin/busybox mkdir /upper/upper /upper/work
/bin/busybox mount -t overlay -o lowerdir=/lower,upperdir=/upper/upper,workdir=/upper/work overlay /new
/bin/busybox mkdir -p /new/upper
/bin/busybox mount --move /upper /new/upper
/bin/busybox mount --move /dev /new/dev
/bin/busybox mount --move /proc /new/proc
/bin/busybox mount --move /sys /new/sys
exec /bin/busybox switch_root /new /sbin/init
"""


def start_image(work, kernel_place, version):
    tree = work / "start"
    shutil.rmtree(tree, ignore_errors=True)
    for folder in ["bin", "proc", "sys", "dev", "lower", "upper", "new", "modules.d"]:
        (tree / folder).mkdir(parents=True)
    busybox = next(path for path in [kernel_place / "bin/busybox", kernel_place / "usr/bin/busybox"] if path.exists())
    shutil.copy(busybox, tree / "bin/busybox")
    names = []
    for module in ["virtio_pci", "virtio_blk", "ext4", "overlay"]:
        # A module that is part of the kernel is said to be "builtin".
        for line in output("modprobe", "-d", kernel_place, "-S", version, "--show-depends", module).splitlines():
            kind, path = line.split()[:2]
            if kind == "insmod" and Path(path).name not in names:
                shutil.copy(path, tree / "modules.d" / Path(path).name)
                names.append(Path(path).name)
    (tree / "modules").write_text(" ".join(f"/modules.d/{name}" for name in names))
    (tree / "init").write_text(INIT)
    (tree / "init").chmod(0o755)
    image = work / "start.cpio"
    run("sh", "-c", f"cd {tree} && find . | cpio --quiet -o -H newc > {image}")
    return image


# A door for this proof, which no device has: a shell on a line of its own.
DOOR = """[Unit]
Description=The proof's own door
[Service]
ExecStart=/bin/sh
StandardInput=tty-force
StandardOutput=tty
StandardError=tty
TTYPath=/dev/hvc0
Restart=always
RestartSec=1
KillMode=mixed
KillSignal=SIGKILL
[Install]
WantedBy=multi-user.target
"""
SITE = """show_drafts = true
[printer]
uri = "serial:/dev/ttyS0?baud=115200&flow=none"
profile = "paper-58"
"""


def root(work, deb, kernel_place, version, trust):
    """The locked device on one disk, its state on another; and what its kernel is told."""
    tree = work / "root"
    if tree.exists():
        shutil.rmtree(tree)
    tree.mkdir()
    run("tar", "-xf", base(work), "-C", tree, "--numeric-owner")
    shutil.copy(deb, tree / "stairlight.deb")
    # The libraries are in the base already: what the package depends on is checked, nothing is fetched.
    foreign("chroot", tree, "dpkg", "-i", "/stairlight.deb")
    (tree / "stairlight.deb").unlink()
    shutil.copytree(kernel_place / "lib/modules" / version, tree / "usr/lib/modules" / version, symlinks=True)
    boot = tree / "boot/firmware"
    boot.mkdir(parents=True)
    (boot / "cmdline.txt").write_text("console=serial0,115200 console=tty1 root=PARTUUID=0-02 rootfstype=ext4 "
                                      "fsck.repair=yes rootwait quiet splash plymouth.ignore-serial-consoles\n")
    (boot / "config.txt").write_text("arm_64bit=1\n")
    (boot / "stairlight.toml").write_text(SITE)
    (tree / "etc/fstab").write_text("LABEL=stairlight /var/lib/stairlight ext4 "
                                    "rw,nosuid,nodev,noexec,noatime,nofail,x-systemd.device-timeout=30s 0 2\n")
    shutil.copy(trust, tree / "usr/share/stairlight/content/root.json")
    (tree / "etc/hostname").write_text("stairlight\n")
    (tree / "etc/machine-id").write_text("")
    run("sh", tree / "usr/sbin/stairlight-appliance", "lock", "--root", tree)
    # The emulated computer's lines have other names than a Raspberry Pi's.
    drop_in = tree / "etc/systemd/system/stairlight-steward.service.d"
    drop_in.mkdir(parents=True)
    (drop_in / "proof.conf").write_text("[Service]\nEnvironment=PANEL=serial:/dev/ttyS1\n")
    (tree / "etc/udev/rules.d/99-proof.rules").write_text(
        'SUBSYSTEM=="tty", KERNEL=="ttyS0", GROUP="stairlight-kiosk", MODE="0660"\n'
        'SUBSYSTEM=="tty", KERNEL=="ttyS1", GROUP="stairlight-steward", MODE="0660"\n')
    (tree / "etc/systemd/system/proof.service").write_text(DOOR)
    wanted = tree / "etc/systemd/system/multi-user.target.wants"
    wanted.mkdir(exist_ok=True)
    (wanted / "proof.service").symlink_to("/etc/systemd/system/proof.service")
    words = (boot / "cmdline.txt").read_text().strip()
    words = re.sub(r"\broot\S*=\S+|\brootwait\b", "", words)
    image = work / "root.img"
    image.unlink(missing_ok=True)
    run("truncate", "-s", "1536M", image)
    run("mkfs.ext4", "-q", "-d", tree, "-L", "stairlight-root", image)
    state = work / "state.img"
    state.unlink(missing_ok=True)
    run("truncate", "-s", "128M", state)
    run("mkfs.ext4", "-q", "-L", "stairlight", state)
    return image, state, " ".join(words.split())


def stick(work):
    """A stick without Stairlight's content: the device has something to say about it."""
    image = work / "stick.img"
    image.unlink(missing_ok=True)
    run("truncate", "-s", "32M", image)
    run("mkfs.vfat", "-F", "16", "-n", "HOLIDAY", image)
    (work / "photo.txt").write_text("Not for a kiosk.\n")
    run("mcopy", "-i", image, work / "photo.txt", "::photo.txt")
    return image


def publish(work, binary):
    """Signed content with one word changed, on a stick; made once. Returns the stick and the root of trust."""
    image, keys = work / "content.img", work / "keys"
    if not image.exists():
        for name in ("keys", "changed", "signed"):
            shutil.rmtree(work / name, ignore_errors=True)
        run(binary, "content", "keys", "new", "--out", keys, stdout=subprocess.DEVNULL)
        for name in ("content", "locales"):
            shutil.copytree(REPOSITORY / name, work / "changed" / name)
        topic = work / "changed/content/topics/work.toml"
        topic.write_text(re.sub(r'^title = ".*"', 'title = "Work, from a stick"', topic.read_text(), count=1, flags=re.M))
        run(binary, "content", "publish", work / "changed", "--keys", keys, "--out", work / "signed", "--allow-drafts",
            stdout=subprocess.DEVNULL)
        run("truncate", "-s", "64M", work / "content.new")
        run("mkfs.vfat", "-F", "32", "-n", "CONTENT", work / "content.new", stderr=subprocess.DEVNULL)
        run("mcopy", "-s", "-i", work / "content.new", work / "signed/stairlight", "::")
        (work / "content.new").rename(image)
    return image, keys / "1.root.json"
