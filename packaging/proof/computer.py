"""The emulated computer: started, plugged into, looked at, touched, spoken to by a door that no device has, and its
power pulled.
"""
import json, socket, subprocess, time

from .screen import Picture
from .usb import Device
from .words import Failure

WIDTH, HEIGHT = 1280, 800
BOOT = 240  # seconds: an emulated processor is ten to thirty times slower than a device's


class Computer:
    def __init__(self, work, images, words, ports, console):
        image, state, start, vmlinuz = images
        self.work = work
        monitor, door = work / "monitor.sock", work / "door.sock"
        for path in (monitor, door):
            path.unlink(missing_ok=True)
        if console:
            words += " console=ttyAMA0 loglevel=6 systemd.show_status=yes"
        self.began = time.monotonic()
        self.process = subprocess.Popen([
            "qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a72", "-smp", "2", "-m", "1024", "-nodefaults",
            "-display", "none", "-no-reboot", "-kernel", str(vmlinuz), "-initrd", str(start), "-append", words,
            "-drive", f"if=none,id=root,format=raw,readonly=on,file={image}", "-device", "virtio-blk-pci,drive=root",
            "-drive", f"if=none,id=state,format=raw,file={state}", "-device", "virtio-blk-pci,drive=state",
            "-device", f"virtio-gpu-pci,xres={WIDTH},yres={HEIGHT}", "-device", "virtio-multitouch-pci",
            "-device", "qemu-xhci,id=usb", "-device", "i6300esb",
            # In this order: the first is ttyS0.
            "-chardev", f"socket,id=printer,host=127.0.0.1,port={ports['printer']}", "-device", "pci-serial,chardev=printer",
            "-chardev", f"socket,id=panel,host=127.0.0.1,port={ports['panel']}", "-device", "pci-serial,chardev=panel",
            "-device", "virtio-serial-pci", "-chardev", f"socket,id=door,path={door},server=on,wait=off",
            "-device", "virtconsole,chardev=door", "-serial", f"file:{work / 'console.log'}",
            "-qmp", f"unix:{monitor},server=on,wait=off",
        ], stdin=subprocess.DEVNULL)
        self.monitor, self.door = self.join(monitor), self.join(door)
        self.read_monitor = self.monitor.makefile("r")
        self.read_monitor.readline()
        self.ask("qmp_capabilities")
        self.unheard = 0

    def join(self, path):
        for _ in range(100):
            try:
                line = socket.socket(socket.AF_UNIX)
                line.connect(str(path))
                return line
            except OSError:
                time.sleep(0.1)
        raise Failure("the emulated computer does not start")

    def ask(self, word, **arguments):
        self.monitor.sendall(json.dumps({"execute": word, "arguments": arguments}).encode() + b"\n")
        while True:
            answer = json.loads(self.read_monitor.readline())
            if "error" in answer:
                raise Failure(f"{word}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]

    def tell(self, command, within=60):
        """What a command in the device says."""
        mark = f"mark{time.monotonic_ns()}"
        self.door.settimeout(1)
        # Split, so that the echo of the line is not taken for the answer.
        self.door.sendall(f"stty -echo 2>/dev/null; {command}; echo {mark[:4]}''{mark[4:]}\n".encode())
        end = time.monotonic() + within
        said = b""
        while mark.encode() not in said:
            if time.monotonic() > end:
                raise Failure(f"no answer to: {command}\n{said.decode(errors='replace')[-800:]}")
            try:
                said += self.door.recv(65536)
            except TimeoutError:
                pass
        text = said.decode(errors="replace").replace("\r", "")
        text = text[: text.rindex(mark)]
        return text.split("echo mark''")[-1].split("\n", 1)[-1].strip() if "echo mark''" in text else text.strip("# \n")

    def started(self):
        """Waits for the shell, then for the screen's process to say that it is ready."""
        end = time.monotonic() + BOOT
        while True:
            try:
                if "there" in self.tell("echo the''re", within=5):
                    break
            except Failure:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise Failure("the system does not come up; see console.log, or try --console")
        return self.until(lambda: self.tell("systemctl is-active stairlight-kiosk") == "active", BOOT,
                          "the kiosk is not ready")

    def mounted(self):
        return self.tell("grep stairlight-stick /proc/mounts | cut -d' ' -f3,4")

    def restarts(self):
        return self.tell("systemctl show stairlight-kiosk stairlight-steward -p NRestarts --value").split()

    def until(self, holds, within, complaint):
        start = time.monotonic()
        while not holds():
            if time.monotonic() - start > within:
                raise Failure(complaint)
            time.sleep(1)
        return time.monotonic() - start

    def picture(self, name):
        path = self.work / f"{name}.png"
        self.ask("screendump", filename=str(path), format="png")
        return path

    def look(self):
        path = self.work / "seen.ppm"
        self.ask("screendump", filename=str(path), format="ppm")
        return Picture(path)

    def see(self, words, within=60):
        """Waits until these words stand on the screen."""
        end = time.monotonic() + within
        while not (seen := self.look()).says(words):
            if time.monotonic() > end:
                raise Failure(f"the screen does not say \"{words}\", but: {seen.text()[:600]}")
            time.sleep(0.5)
        return seen

    def tap(self, words, within=60):
        """Touches what these words stand on, as soon as they are there; on a long page, further on."""
        def place():
            end = time.monotonic() + within
            while not (place := (seen := self.look()).find(words)):
                if time.monotonic() > end:
                    raise Failure(f"nothing on the screen is called \"{words}\", but: {seen.text()[:600]}")
                if more := seen.find("More"):
                    self.press(lambda: more)
                time.sleep(0.5)
            return place

        self.press(place)

    def type(self, digits):
        """Six digits, each after the screen has shown the one before."""
        for digit in digits:
            self.press(lambda: self.look().digits()[digit])

    def press(self, place):
        """Touches, and once more where nothing comes of it: a touch on a picture that has just changed is none."""
        for _ in range(3):
            self.touch(*place())
            if self.settled():
                return
            self.unheard += 1
        raise Failure("nothing comes of a touch")

    def settled(self, changes=8):
        """Waits for another picture than before the touch, which stays; false where there is none. What is touched
        looks pressed for a moment, and that is no other picture."""
        end, last = time.monotonic() + changes, None
        while time.monotonic() < end:
            now = self.look().pixels
            if now == last and now != self.before:
                return True
            last = now
            time.sleep(0.4)
        return last != self.before

    def touch(self, x, y, seconds=0.3):
        """A finger on a point of the panel, and away again."""
        self.before = self.look().pixels

        def point(kind, axis, value):
            # A finger that leaves has no number any more.
            number = -1 if kind == "end" else 1
            return {"type": "mtt", "data": {"type": kind, "slot": 0, "tracking-id": number, "axis": axis, "value": value}}

        def button(down):
            return {"type": "btn", "data": {"button": "touch", "down": down}}

        right, down = x * 32767 // WIDTH, y * 32767 // HEIGHT
        self.ask("input-send-event", events=[point("begin", "x", right), button(True), point("data", "x", right),
                                             point("data", "y", down)])
        time.sleep(seconds)
        self.ask("input-send-event", events=[point("end", "x", 0), button(False)])

    def plug(self, name, image=None, port="1", driver="usb-storage"):
        device = {"driver": driver, "id": name, "bus": "usb.0", "port": port}
        if image:
            self.ask("blockdev-add", **{"driver": "raw", "node-name": name, "read-only": False,
                                        "file": {"driver": "file", "filename": str(image)}})
            device |= {"drive": name, "removable": True}
        self.ask("device_add", **device)

    def unplug(self, name, is_stick=False):
        self.ask("device_del", id=name)
        if is_stick:
            time.sleep(2)
            self.ask("blockdev-del", **{"node-name": name})

    def plug_emulated(self, name, image, has_keyboard):
        """The stick of proof/usb.py, with or without a keyboard in it, in the staff's port."""
        path = self.work / f"{name}.sock"
        Device(path, image, has_keyboard)
        address = {"type": "unix", "data": {"path": str(path)}}
        self.ask("chardev-add", id=name, backend={"type": "socket", "data": {"addr": address, "server": False}})
        self.ask("device_add", driver="usb-redir", chardev=name, id=name, bus="usb.0", port="1")

    def pull_the_power(self):
        self.process.kill()
        self.process.wait()
