// The service bay on a bench: the chip with its glass, keys, door, lines and wire.
//
// The pins are named once, as in firmware/pico/src/device/board.rs. Everything is by hand and in
// virtual time: nothing happens until `run` lets time pass.

import { Chip } from "./chip.mjs";
import { Elf } from "./elf.mjs";
import { text } from "./glass.mjs";
import { Ear, say } from "./link.mjs";
import { Oled } from "./oled.mjs";
import { BREAK } from "./uart.mjs";

const KEYS = { previous: 10, next: 11, do: 12 };
const BAY = 13;
const LINES = { ask: 14, cut: 15, green: 16, red: 17 };
const HIGH = 1;

/** As a worn button does it: milliseconds between changes, beginning with a closed contact. */
const BOUNCE = [2, 1, 3, 1, 1, 4, 2];

export class Bench {
  /** `spoken(bytes)` takes what the panel says; `event(what)` takes changes of lines and restarts. */
  constructor(elfPath, { spoken = () => {}, event = () => {} } = {}) {
    this.event = event;
    this.oled = new Oled();
    this.ear = new Ear();
    this.levels = { ask: false, cut: false, green: false, red: false };
    /** Changes of the lines: `{ at, line, high }`. */
    this.diary = [];
    /** Every message of the panel since the last `takeHeard`, each with the time `at`. */
    this.heard = [];
    this.closed = new Set();
    this.beats = 0;
    /** The panel hears itself, as on a line whose far end is loose. */
    this.echo = false;
    this.chip = new Chip(new Elf(elfPath), {
      wiring: (rp2040) => this.wire(rp2040),
      said: (byte) => {
        spoken([byte]);
        if (this.echo) this.send([byte]);
        const message = this.ear.push(byte);
        if (message) this.heard.push({ at: this.now, ...message });
      },
    });
  }

  get now() {
    return this.chip?.millis ?? 0;
  }

  wire(rp2040) {
    this.oled.attach(rp2040.i2c[0]);
    rp2040.gpio[1].setInputValue(true);
    for (const pin of [...Object.values(KEYS), BAY]) {
      rp2040.gpio[pin].setInputValue(!this.closed.has(pin));
    }
    for (const [line, pin] of Object.entries(LINES)) {
      // A chip that starts lets go of its pins; the wiring pulls them low.
      this.level(line, false);
      rp2040.gpio[pin].addListener((state) => this.level(line, state === HIGH));
    }
    if (this.chip) this.event({ event: "restart", at: Math.round(this.now) });
  }

  level(line, high) {
    if (this.levels[line] === high) return;
    this.levels[line] = high;
    this.diary.push({ at: this.now, line, high });
    if (line === "ask" || line === "cut") {
      this.event({ event: line, high, at: Math.round(this.now) });
    }
  }

  run(millis) {
    this.chip.run(millis);
  }

  contact(pin, closed) {
    if (closed) this.closed.add(pin);
    else this.closed.delete(pin);
    this.chip.rp2040.gpio[pin].setInputValue(!closed);
  }

  /** A finger on a key, or off it. */
  touch(key, down) {
    this.contact(KEYS[key], down);
  }

  /** A clean press. */
  press(key, millis = 120) {
    this.touch(key, true);
    this.run(millis);
    this.touch(key, false);
    this.run(120);
  }

  /** Two seconds and a half: a held key. */
  hold(key) {
    this.press(key, 2_500);
  }

  /** A press with bouncing contacts at both ends. */
  pressBouncing(key) {
    for (const last of [true, false]) {
      let closed = last;
      for (const millis of BOUNCE) {
        this.contact(KEYS[key], closed);
        this.run(millis);
        closed = !closed;
      }
      this.contact(KEYS[key], last);
      this.run(120);
    }
  }

  /** The bay's switch closes its contact when the door opens. */
  bay(open) {
    this.contact(BAY, open);
    this.run(120);
  }

  /** Bytes from the Pi. */
  send(...frames) {
    this.chip.feed(frames.flat());
  }

  /** The next beat of a Pi: every one has a number of its own. */
  beat() {
    this.send(say.beat(this.beats++ & 0xffff));
  }

  /** The Pi's end held low, as a Pi without power does. */
  holdLow() {
    this.chip.feed([BREAK]);
  }

  takeHeard() {
    return this.heard.splice(0);
  }

  /** The glass as text, in the form of the golden pictures. */
  glass() {
    return text(this.oled);
  }

  /** Runs until `what()` is true; gives the milliseconds that it took. */
  runUntil(what, { within, step = 10 }) {
    const begin = this.now;
    while (!what()) {
      if (this.now - begin > within) throw new Error(`not within ${within} ms`);
      this.run(step);
    }
    return this.now - begin;
  }
}
