// Where the tests find the firmware, the golden pictures, and a kiosk that is well.

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Bench } from "../lib/bench.mjs";
import { differences, fromText, terminal } from "../lib/glass.mjs";
import { say } from "../lib/link.mjs";
import { pinned } from "../lib/pinned.mjs";

const TARGET = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL("../../../target", import.meta.url));
export const ELF = process.env.STAIRLIGHT_PANEL_ELF ?? `${TARGET}/thumbv6m-none-eabi/firmware/stairlight-pico`;

// Not skipped: a run without the firmware has shown nothing.
if (!existsSync(ELF)) {
  throw new Error(
    `There is no firmware at ${ELF}. Build it first:\n` +
      "  cargo build -p stairlight-pico --profile firmware --target thumbv6m-none-eabi",
  );
}

/** Gaps of the emulator that the firmware's start meets and that change nothing. */
const KNOWN_GAPS = /^(ROSC_BASE|VREG_AND_CHIP_RESET_BASE): |^I2C0: Unimplemented write to IC_SDA_HOLD$/;

/** A fresh panel with its bay open; fails the test if anything unknown was done to chip or glass. */
export function bench(test, { open = true } = {}) {
  const bench = new Bench(ELF);
  test.after(() => {
    const gaps = [...bench.chip.complaints].filter((gap) => !KNOWN_GAPS.test(gap));
    const complaints = [...gaps, ...bench.oled.complaints];
    if (complaints.length > 0) throw new Error(complaints.join("\n"));
  });
  bench.run(300);
  if (open) bench.bay(true);
  return bench;
}

/** A panel whose Pi has said hello and `health`, and has beaten once. */
export function running(test, health = "health-working") {
  const one = bench(test);
  one.send(say.hello(), pinned("to-panel", health));
  one.beat();
  one.run(400);
  one.takeHeard();
  return one;
}

/** Beats, once a second; the first at once. */
export function live(bench, seconds) {
  for (let n = 0; n < seconds; n++) {
    bench.beat();
    bench.run(1_000);
  }
}

/** What the panel said, without the times. */
export function words(bench) {
  return bench.takeHeard().map(({ at, ...message }) => message);
}

/** Zero dots different from the host's golden picture, or from its lines `[from, to)` left out. */
export function assertGlass(bench, golden, { except } = {}) {
  const file = new URL(`../../panel/tests/golden/${golden}.txt`, import.meta.url);
  const mask = (picture) => {
    const lines = picture.split("\n");
    return except ? lines.fill("", ...except).join("\n") : picture;
  };
  const expected = readFileSync(file, "utf8");
  const count = differences(mask(bench.glass()), mask(expected));
  if (count > 0) {
    const both = `${terminal(bench.oled)}instead of\n${terminal(fromText(expected))}`;
    throw new Error(`${count} dots differ from ${golden}:\n${both}`);
  }
}
