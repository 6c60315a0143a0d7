// The bench's own parts: its words on the wire, its UART, its display.

import assert from "node:assert/strict";
import { test } from "node:test";
import { differences, fromText, png, text } from "../lib/glass.mjs";
import { Ear, say } from "../lib/link.mjs";
import { Oled } from "../lib/oled.mjs";
import { all, pinned } from "../lib/pinned.mjs";

test("says what is pinned", () => {
  const ours = {
    hello: say.hello(),
    "beat-0": say.beat(0),
    "beat-1": say.beat(1),
    "beat-65535": say.beat(65_535),
    "hold-off-600": say.holdOff(600),
    resume: say.resume(),
    "reply-test-done": say.reply("printerTest", "done"),
    "reply-shutdown-started": say.reply("safeShutdown", "started"),
    "reply-pin-refused": say.reply("pinReset", "refused"),
    "reply-pin-none-set": say.reply("pinReset", "noneSet"),
    "asked-to-shut-down-ack": say.askedToShutDownAck(),
  };
  for (const [name, bytes] of Object.entries(ours)) {
    assert.deepEqual(bytes, pinned("to-panel", name), name);
  }
});

test("hears what is pinned", () => {
  const ear = new Ear();
  const heard = all()
    .filter(({ direction }) => direction === "to-pi")
    .flatMap(({ bytes }) => bytes.map((byte) => ear.push(byte)).filter(Boolean));
  assert.deepEqual(heard, [
    { say: "hello", version: 1, firmware: "0.1.0", build: "dead0001", reset: "watchdog", resets: 1 },
    { say: "beatAck", n: 0 },
    { say: "beatAck", n: 300 },
    { say: "do", action: "printerTest" },
    { say: "do", action: "safeShutdown" },
    { say: "do", action: "pinReset" },
    { say: "do", action: "refresh" },
    { say: "bay", open: false },
    { say: "bay", open: true },
    { say: "pleaseShutDown" },
  ]);
});

test("hears a damaged frame as a fault", () => {
  const ear = new Ear();
  const [first, ...rest] = pinned("to-pi", "beat-ack-300");
  const heard = [first, rest[0] ^ 1, ...rest.slice(1)].map((byte) => ear.push(byte)).filter(Boolean);
  assert.equal(heard[0].say, "fault");
});

const SET_UP = [0xae, 0x20, 0x00, 0xa1, 0xc8, 0xaf];

function tell(oled, control, bytes) {
  oled.control = undefined;
  [control, ...bytes].forEach((byte) => oled.take(byte));
}

test("the display shows what is written, where it is written", () => {
  const oled = new Oled();
  assert.equal(oled.lit(0, 0), false, "dark until it is set up");
  tell(oled, 0x00, [...SET_UP, 0x21, 0, 127, 0x22, 0, 7]);
  tell(oled, 0x40, new Array(1024).fill(0));
  tell(oled, 0x00, [0x21, 5, 6, 0x22, 1, 1]);
  tell(oled, 0x40, [0x01, 0x80]);
  const dots = [];
  for (let y = 0; y < 64; y++) for (let x = 0; x < 128; x++) if (oled.lit(x, y)) dots.push([x, y]);
  assert.deepEqual(dots, [[5, 8], [6, 15]]);
  assert.deepEqual(oled.complaints, []);
});

test("the display forgets when it is unplugged, and complains of what it does not know", () => {
  const oled = new Oled();
  tell(oled, 0x00, SET_UP);
  oled.unplug();
  oled.plug();
  assert.equal(oled.on, false);
  tell(oled, 0x00, [0xb0]);
  assert.deepEqual(oled.complaints, ["command b0"]);
});

test("pictures are read back as they were written", () => {
  const dots = { lit: (x, y) => (x * 7 + y * 13) % 5 === 0 };
  const picture = text(dots);
  assert.equal(text(fromText(picture)), picture);
  assert.equal(differences(picture, picture), 0);
  assert.equal(differences(picture, text({ lit: (x, y) => dots.lit(x, y) !== (x === 3 && y === 4) })), 1);
  assert.deepEqual([...png(dots).subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
});
