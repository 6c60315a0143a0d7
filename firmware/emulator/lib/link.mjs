// The Pi's end of the wire, for the bench: frames, the few messages that tests send, and what the
// panel says. A second writing of the protocol on purpose: `link.test.mjs` holds it against the
// pinned bytes of firmware/link, which both ends must keep.

/** COBS(kind, body, CRC) and a zero. */
export function frame(kind, ...body) {
  const payload = [kind, ...body];
  const crc = crc16(payload);
  const bytes = [...payload, crc & 0xff, crc >> 8];
  const out = [0];
  let code = 0;
  for (const byte of bytes) {
    if (byte === 0) {
      out[code] = out.length - code;
      code = out.push(0) - 1;
    } else {
      out.push(byte);
    }
  }
  out[code] = out.length - code;
  return [...out, 0];
}

/** CRC-16/X-25. */
function crc16(bytes) {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0x8408 : crc >> 1;
  }
  return crc ^ 0xffff;
}

/** Seven bits a byte, low first. */
function varint(number) {
  const bytes = [];
  for (; number > 0x7f; number >>= 7) bytes.push((number & 0x7f) | 0x80);
  return [...bytes, number];
}

function fromVarint(bytes) {
  return bytes.reduceRight((sum, byte) => (sum << 7) | (byte & 0x7f), 0);
}

export const ACTIONS = { printerTest: 1, safeShutdown: 2, pinReset: 3, refresh: 4 };
export const OUTCOMES = { started: 1, done: 2, refused: 3, failed: 4, noneSet: 5 };

/** What the Pi says. */
export const say = {
  hello: (version = 1) => frame(1, version),
  beat: (n) => frame(2, ...varint(n)),
  holdOff: (seconds) => frame(3, ...varint(seconds)),
  resume: () => frame(4),
  health: (body) => frame(5, ...body),
  reply: (action, outcome) => frame(6, ACTIONS[action], OUTCOMES[outcome]),
  askedToShutDownAck: () => frame(7),
};

const name = (list, value) => Object.keys(list).find((key) => list[key] === value) ?? value;

/** Hears what the panel says; frames that are damaged are messages of kind `fault`. */
export class Ear {
  held = [];

  push(byte) {
    if (byte !== 0) {
      this.held.push(byte);
      return undefined;
    }
    const bytes = this.held;
    this.held = [];
    return bytes.length === 0 ? undefined : understand(bytes);
  }
}

function understand(packed) {
  const bytes = [];
  for (let at = 0; at < packed.length; at += packed[at]) {
    if (at > 0) bytes.push(0);
    bytes.push(...packed.slice(at + 1, at + packed[at]));
  }
  const payload = bytes.slice(0, -2);
  const crc = bytes.at(-2) | (bytes.at(-1) << 8);
  if (crc16(payload) !== crc) return { say: "fault", bytes: packed };
  const [kind, ...body] = payload;
  switch (kind) {
    case 1: {
      const [version, major, minor, patch] = body;
      const build = body.slice(4, 8).map((b) => b.toString(16).padStart(2, "0")).join("");
      const reset = ["unknown", "power", "watchdog", "panic"][body[8]];
      return { say: "hello", version, firmware: [major, minor, patch].join("."), build, reset, resets: body[9] };
    }
    case 2:
      return { say: "beatAck", n: fromVarint(body) };
    case 3:
      return { say: "do", action: name(ACTIONS, body[0]) };
    case 4:
      return { say: "bay", open: body[0] === 1 };
    case 5:
      return { say: "pleaseShutDown" };
    default:
      return { say: "unknown", kind };
  }
}
