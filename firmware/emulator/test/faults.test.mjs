// What may go wrong with the panel itself: its glass, its wire, and its own errors.

import assert from "node:assert/strict";
import { test } from "node:test";
import { say } from "../lib/link.mjs";
import { assertGlass, bench, live, running, words } from "./firmware.mjs";

const acknowledged = (panel) => words(panel).filter((m) => m.say === "beatAck").map((m) => m.n);

test("a glass that holds its bus: the panel's own watchdog bites, and the hello says so", (t) => {
  const panel = running(t);
  panel.oled.hold();
  panel.press("next");
  const took = panel.runUntil(() => panel.chip.restarts === 1, { within: 4_000 });
  assert.ok(took < 3_000, `${took} ms`);
  panel.oled.release();
  panel.run(500);
  const hello = words(panel).find((message) => message.say === "hello");
  assert.deepEqual([hello.reset, hello.resets], ["watchdog", 1]);
  assert.equal(panel.levels.cut, false);
  panel.send(say.beat(7));
  panel.run(100);
  assert.deepEqual(acknowledged(panel), [7]);
});

test("a glass that hangs for good is left dark, and the Pi is watched over all the same", (t) => {
  const panel = running(t);
  panel.oled.hold();
  panel.press("next");
  panel.runUntil(() => panel.chip.restarts === 3, { within: 15_000 });
  panel.run(500);
  words(panel);
  live(panel, 60);
  assert.equal(acknowledged(panel).length, 60);
  assert.equal(panel.chip.restarts, 3);
});

test("an unplugged glass changes nothing, and shows again when it is back", (t) => {
  const panel = running(t);
  panel.oled.unplug();
  live(panel, 10);
  assert.equal(acknowledged(panel).length, 10);
  assert.equal(panel.glass().trim(), "");
  assert.equal(panel.chip.restarts, 0);
  panel.oled.plug();
  live(panel, 32);
  assertGlass(panel, "state-working.en");
});

test("a panel that starts without a glass works", (t) => {
  const panel = bench(t);
  panel.oled.unplug();
  live(panel, 5);
  assert.equal(acknowledged(panel).length, 5);
});

test("noise, then a good frame", (t) => {
  const panel = running(t);
  // The same noise every time.
  let seed = 1;
  const noise = Array.from({ length: 400 }, () => (seed = (seed * 75 + 74) % 65_537) & 0xff);
  panel.send(noise, [0], say.beat(300));
  panel.run(300);
  assert.deepEqual(acknowledged(panel), [300]);
  // What the noise looked like did nothing.
  assertGlass(panel, "state-working.en");
});

test("a line held low by a Pi without power, then a good frame", (t) => {
  const panel = running(t);
  for (let n = 0; n < 50; n++) {
    panel.holdLow();
    panel.run(7);
  }
  panel.send([0], say.beat(12));
  panel.run(100);
  assert.deepEqual(acknowledged(panel), [12]);
  assert.equal(panel.chip.restarts, 0);
});

test("500 frames back to back are all answered, in order", (t) => {
  const panel = running(t);
  const numbers = Array.from({ length: 500 }, (_, n) => n + 1);
  panel.send(...numbers.map(say.beat));
  panel.run(1_000);
  assert.deepEqual(acknowledged(panel), numbers);
  assertGlass(panel, "state-working.en");
});

test("a line that echoes keeps no dead Pi running", (t) => {
  const panel = running(t);
  panel.echo = true;
  live(panel, 5);
  assert.equal(acknowledged(panel).length, 5);
  panel.runUntil(() => panel.levels.cut, { within: 242_000, step: 100 });
  assert.deepEqual(acknowledged(panel), []);
});

test("an error of its own is shown, lets go of the Pi, and restarts the panel", (t) => {
  const panel = running(t);
  panel.runUntil(() => panel.levels.cut, { within: 242_000, step: 100 });
  panicInto(panel);
  panel.run(200);
  assert.equal(panel.levels.cut, false, "the Pi has power");
  assertGlass(panel, "error");
  panel.run(7_000);
  assertGlass(panel, "error");
  panel.runUntil(() => panel.chip.restarts === 1, { within: 2_000 });
  panel.run(300);
  const hello = words(panel).find((message) => message.say === "hello");
  assert.deepEqual([hello.reset, hello.resets], ["panic", 1]);
});

/** Makes the firmware read past the end of something: calls the function that says so. */
function panicInto(panel) {
  const { rp2040, elf } = panel.chip;
  const RAM_TOP = 0x2004_2000;
  const text = "src/device.rs";
  const at = 0x2003_0000;
  new TextEncoder().encode(text).forEach((byte, n) => rp2040.writeUint8(at + 64 + n, byte));
  // core::panic::Location: the file's name and its length, line and column.
  [at + 64, text.length, 42, 7].forEach((word, n) => rp2040.writeUint32(at + 4 * n, word));
  rp2040.core.waiting = false;
  rp2040.core.registers.set([9, 4, at], 0);
  rp2040.core.SP = RAM_TOP - 64;
  rp2040.core.PC = elf.symbol("panic_bounds_check") & ~1;
}

test("the stack stays small", (t) => {
  const panel = running(t);
  for (let n = 0; n < 8; n++) panel.press("next");
  live(panel, 2);
  const depth = panel.chip.stackDepth();
  assert.ok(depth < 4_096, `${depth} bytes`);
  t.diagnostic(`the stack was ${depth} bytes deep`);
});
