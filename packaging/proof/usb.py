"""A USB device that exists in software alone: a stick, and, where it is asked for, a keyboard beside it in the same
device. QEMU has no such thing of its own; its `usb-redir` takes a device from a socket, and this is the other end.

It is a whole device, not a bare list of descriptors: let in, it gives a disk that can be read and an input device.
What keeps it out is then the system's decision and not a fault of the emulation.

The words on the socket are those of usbredir's protocol (`usb-redirection-protocol.md` of the project SPICE); the
stick's are the USB mass storage class, bulk only, with the few SCSI commands that a reader needs.
"""
import os, socket, struct, threading

HELLO, DEVICE_CONNECT, INTERFACE_INFO, EP_INFO = 0, 1, 4, 5
SET_CONFIGURATION, GET_CONFIGURATION, CONFIGURATION_STATUS = 6, 7, 8
SET_ALT, GET_ALT, ALT_STATUS = 9, 10, 11
START_INTERRUPT, STOP_INTERRUPT, INTERRUPT_STATUS = 15, 16, 17
CANCEL, CONTROL, BULK = 21, 100, 101
GOOD, CANCELLED, STALL = 0, 1, 4
# What both ends must know: the device's version, packet sizes, wide numbers, long transfers.
CAPABLE = sum(1 << bit for bit in (1, 4, 5, 6))

SUPER_SPEED = 3
STORAGE, KEYBOARD = (8, 6, 0x50), (3, 1, 1)
BULK_IN, BULK_OUT, KEYS_IN = 0x81, 0x02, 0x83
SECTOR = 512
WORDS = {1: "Proof", 2: "Stick", 3: "0001"}

# What every keyboard says of itself: eight modifiers, a byte for nothing, six keys.
KEYBOARD_REPORT = bytes.fromhex(
    "05010906a101050719e029e715002501750195088102950175088101950675081500256505071900"
    "29658100c0")


def interface(number, kind, endpoints, extra=b""):
    """An interface's descriptors. In super speed each endpoint has a companion."""
    made = struct.pack("<9B", 9, 4, number, 0, len(endpoints), *kind, 0) + extra
    for address, transfer, size, interval in endpoints:
        made += struct.pack("<4BHB", 7, 5, address, transfer, size, interval)
        made += struct.pack("<4BH", 6, 0x30, 0, 0, 8 if transfer == 3 else 0)
    return made


def configuration(has_keyboard):
    parts = interface(0, STORAGE, [(BULK_IN, 2, 1024, 0), (BULK_OUT, 2, 1024, 0)])
    if has_keyboard:
        hid = struct.pack("<2BH3BH", 9, 0x21, 0x111, 0, 1, 0x22, len(KEYBOARD_REPORT))
        parts += interface(1, KEYBOARD, [(KEYS_IN, 3, 8, 4)], hid)
    return struct.pack("<2BH5B", 9, 2, 9 + len(parts), 2 if has_keyboard else 1, 1, 0, 0x80, 50) + parts


# USB 3.1, class by interface, 2^9 bytes at once; a maker and a product that nobody has.
DEVICE = struct.pack("<2BH4B3H4B", 18, 1, 0x310, 0, 0, 0, 9, 0xF055, 0x0001, 0x100, 1, 2, 3, 1)
CAPABILITIES = struct.pack("<2BH1B", 5, 15, 22, 2) + struct.pack("<3BI", 7, 16, 2, 0) + \
    struct.pack("<4BH2BH", 10, 16, 3, 0, 8, 3, 10, 32)


class Disk:
    """Bulk only: a command comes, data goes, a status goes. Nothing can be written."""

    def __init__(self, image):
        self.file, self.sectors = open(image, "rb"), os.path.getsize(image) // SECTOR
        self.sense, self.discard, self.status = (0, 0), 0, b""

    def given(self, data):
        """What the host sends, a command or bytes to write; what it is answered, piece by piece."""
        if self.discard:
            self.discard = max(0, self.discard - len(data))
            return [] if self.discard else [self.status]
        mark, tag, wanted, flags = struct.unpack("<4sIIB", data[:13])
        answer, good = self.obey(data[15:31]) if mark == b"USBC" else (b"", False)
        answer = answer[:wanted]
        self.status = struct.pack("<4sIIB", b"USBS", tag, wanted - len(answer), 0 if good else 1)
        if wanted and not flags & 0x80:
            self.discard = wanted
            return []
        # An empty piece is an empty packet: that is all of it.
        return [answer, self.status] if wanted else [self.status]

    def obey(self, words):
        act = words[0]
        if act in (0x00, 0x1B, 0x1E, 0x35):  # ready? start, lock, flush
            return b"", True
        if act == 0x03:
            key, code = self.sense
            self.sense = (0, 0)
            return struct.pack("<BBB4xB4xBB4x", 0x70, 0, key, 10, code, 0), True
        if act == 0x12 and not words[1] & 1:
            return struct.pack("<8B", 0, 0x80, 5, 2, 31, 0, 0, 0) + b"Proof   Stick           0001", True
        if act == 0x1A:
            return struct.pack("<4B", 3, 0, 0x80, 0), True  # write protected
        if act == 0x25:
            return struct.pack(">II", self.sectors - 1, SECTOR), True
        if act == 0x28:
            first, count = struct.unpack(">2xIxH", words[:9])
            if first + count <= self.sectors:
                self.file.seek(first * SECTOR)
                return self.file.read(count * SECTOR), True
        self.sense = (5, 0x20)
        return b"", False


class Device(threading.Thread):
    """Waits at a socket for QEMU, and is a device for as long as QEMU has it."""

    def __init__(self, path, image, has_keyboard):
        super().__init__(daemon=True)
        path.unlink(missing_ok=True)
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(str(path))
        self.door.listen(1)
        self.has_keyboard, self.disk = has_keyboard, Disk(image)
        self.configuration = configuration(has_keyboard)
        # Pieces for the host, each a transfer's worth, and the host's open questions for them.
        self.pieces, self.asked = [], []
        self.configured = 0
        self.start()

    def run(self):
        try:
            self.line, _ = self.door.accept()
            self.head = "<III"  # of the first word, for those who know no wide numbers
            self.say(HELLO, 0, b"stairlight proof".ljust(64, b"\0")
                     + struct.pack("<I", CAPABLE))
            _, length, _ = struct.unpack("<III", self.hear(12))
            self.hear(length)
            self.head = "<IIQ"
            self.connect()
            while True:
                kind, length, number = struct.unpack(self.head, self.hear(16))
                self.took(kind, number, self.hear(length))
        except (OSError, EOFError):
            return

    def hear(self, length):
        heard = b""
        while len(heard) < length:
            more = self.line.recv(length - len(heard))
            if not more:
                raise EOFError
            heard += more
        return heard

    def say(self, kind, number, body):
        self.line.sendall(struct.pack(self.head, kind, len(body), number) + body)

    def connect(self):
        kinds = [STORAGE] + [KEYBOARD] * self.has_keyboard
        column = lambda at: bytes(kind[at] for kind in kinds).ljust(32, b"\0")
        self.say(INTERFACE_INFO, 0, struct.pack("<I", len(kinds)) + bytes(range(len(kinds))).ljust(32, b"\0")
                 + column(0) + column(1) + column(2))
        types, intervals, owners, sizes = [255] * 32, [0] * 32, [0] * 32, [0] * 32
        ends = [(0x00, 0, 0, 512, 0), (0x80, 0, 0, 512, 0), (BULK_IN, 2, 0, 1024, 0), (BULK_OUT, 2, 0, 1024, 0)]
        for address, kind, owner, size, interval in ends + [(KEYS_IN, 3, 1, 8, 4)] * self.has_keyboard:
            at = (address & 0x80) >> 3 | address & 0x0F
            types[at], intervals[at], owners[at], sizes[at] = kind, interval, owner, size
        self.say(EP_INFO, 0, bytes(types + intervals + owners) + struct.pack("<32H", *sizes))
        self.say(DEVICE_CONNECT, 0, struct.pack("<4B3H", SUPER_SPEED, 0, 0, 0, 0xF055, 0x0001, 0x0100))

    def took(self, kind, number, body):
        if kind in (SET_CONFIGURATION, GET_CONFIGURATION):
            self.configured = body[0] if kind == SET_CONFIGURATION else self.configured
            self.say(CONFIGURATION_STATUS, number, bytes([GOOD, self.configured]))
        elif kind in (SET_ALT, GET_ALT):
            self.say(ALT_STATUS, number, bytes([GOOD, body[0], 0]))
        elif kind in (START_INTERRUPT, STOP_INTERRUPT):
            # Nobody ever presses a key.
            self.say(INTERRUPT_STATUS, number, bytes([GOOD, body[0]]))
        elif kind == CANCEL:
            if number in [asked for asked, _, _ in self.asked]:
                self.asked = [question for question in self.asked if question[0] != number]
                self.say(BULK, number, struct.pack("<BBHIH", BULK_IN, CANCELLED, 0, 0, 0))
        elif kind == CONTROL:
            self.control(number, body)
        elif kind == BULK:
            self.bulk(number, body)

    def control(self, number, body):
        end, request, to, _, value, index, length = struct.unpack("<4B3H", body[:10])
        data, status = b"", GOOD
        if to & 0x80:
            data = self.told(request, to, value)
            data, status = (b"", STALL) if data is None else (data[:length], GOOD)
        elif (to, request) == (0x21, 0xFF):
            self.pieces = []
        said = len(data) if to & 0x80 else length
        self.say(CONTROL, number, struct.pack("<4B3H", end, request, to, status, value, index, said) + data)

    def told(self, request, to, value):
        """What the host asks; `None` for what this device does not have."""
        if request == 6:
            kind, at = value >> 8, value & 255
            if kind == 3 and at == 0:
                return struct.pack("<2BH", 4, 3, 0x409)
            if kind == 3:
                text = WORDS.get(at, "").encode("utf-16-le")
                return bytes([2 + len(text), 3]) + text
            return {1: DEVICE, 2: self.configuration, 15: CAPABILITIES, 0x22: KEYBOARD_REPORT}.get(kind)
        if request == 0 and to & 0x60 == 0:
            return b"\0\0"
        return {(0xA1, 0xFE): b"\0", (0xA1, 0x01): bytes(8)}.get((to, request))

    def bulk(self, number, body):
        end, _, low, stream, high = struct.unpack("<BBHIH", body[:10])
        length = high << 16 | low
        if end == BULK_IN:
            self.asked.append((number, length, stream))
        else:
            self.pieces += self.disk.given(body[10:])
            self.say(BULK, number, bulk_head(end, length, stream))
        while self.asked and self.pieces:
            number, length, stream = self.asked.pop(0)
            piece, rest = self.pieces[0][:length], self.pieces[0][length:]
            self.pieces[:1] = [rest] if rest else []
            self.say(BULK, number, bulk_head(BULK_IN, len(piece), stream) + piece)


def bulk_head(end, length, stream):
    return struct.pack("<BBHIH", end, GOOD, length & 0xFFFF, stream, length >> 16)
