// Watching over the Pi: the lines that ask and cut, to the second.

import assert from "node:assert/strict";
import { test } from "node:test";
import { say } from "../lib/link.mjs";
import { pinned } from "../lib/pinned.mjs";
import { assertGlass, bench, live, running, words } from "./firmware.mjs";

/** Changes of the asking and cutting lines, in whole seconds after `since`. */
function lines(panel, since) {
  return panel.diary
    .filter(({ line }) => line === "ask" || line === "cut")
    .map(({ at, line, high }) => [Math.round((at - since) / 1000), `${line} ${high ? "high" : "low"}`]);
}

test("a kiosk that hangs is late, asked, cut, and starts again", (t) => {
  const panel = running(t);
  live(panel, 3);
  const hang = panel.now - 1_000;
  panel.run(21_000);
  assertGlass(panel, "state-late.en");
  panel.run(160_000);
  assertGlass(panel, "state-asking.en");
  assert.ok(words(panel).some((message) => message.say === "pleaseShutDown"));
  panel.run(60_000);
  assertGlass(panel, "state-cut.en");
  // Nothing feeds the Pi through its input while it is without power.
  assert.equal(panel.chip.rp2040.gpio[0].outputDisable, true);
  panel.run(6_000);
  assert.equal(panel.chip.rp2040.gpio[0].outputDisable, false);
  assertGlass(panel, "state-starting.en");
  assert.deepEqual(lines(panel, hang), [
    [180, "ask high"], [181, "ask low"], [240, "cut high"], [245, "cut low"],
  ]);

  panel.send(say.hello(), pinned("to-panel", "health-working"));
  live(panel, 2);
  assertGlass(panel, "state-working.en");
  assert.equal(panel.chip.restarts, 0);
});

test("a Pi that agrees to stop is cut half a minute after its last beat", (t) => {
  const panel = running(t);
  const hang = panel.now;
  panel.runUntil(() => panel.levels.ask, { within: 181_000, step: 100 });
  panel.send(say.askedToShutDownAck());
  live(panel, 5);
  const silent = panel.now - 1_000;
  panel.run(40_000);
  assert.deepEqual(lines(panel, silent).slice(2), [[30, "cut high"], [35, "cut low"]]);
  assert.equal(lines(panel, hang)[0][0], 180);
});

test("nothing is cut while an update runs", (t) => {
  const panel = running(t);
  panel.send(say.holdOff(600));
  panel.run(500);
  assertGlass(panel, "state-holding-off.en");
  // A minute longer than an unannounced silence may last.
  panel.run(300_000);
  assertGlass(panel, "state-holding-off.en");
  assert.deepEqual(lines(panel, 0), []);
  panel.send(say.resume());
  live(panel, 2);
  assertGlass(panel, "state-working.en");
});

test("a cut is remembered when the panel itself restarts", (t) => {
  const panel = running(t);
  panel.runUntil(() => panel.levels.cut, { within: 242_000, step: 100 });
  panel.run(10_000);
  panel.oled.hold();
  panel.runUntil(() => panel.chip.restarts === 1, { within: 35_000 });
  panel.oled.release();
  assert.equal(panel.levels.cut, false);
  panel.run(1_000);
  panel.send(say.hello(), pinned("to-panel", "health-working"));
  panel.beat();
  panel.run(500);
  for (let n = 0; n < 4; n++) panel.press("next");
  assertGlass(panel, "restarts-one-each.en");
});

const slow = process.env.RUN_SLOW_TESTS ? {} : { skip: "slow: set RUN_SLOW_TESTS=1" };

test("a panel without a Pi calls for help after three tries, with the power on", slow, (t) => {
  const panel = bench(t);
  panel.run(37 * 60_000);
  panel.bay(false);
  panel.bay(true);
  const begin = panel.diary.filter(({ line, high }) => line === "cut" && high).length;
  assert.equal(begin, 3);
  assert.equal(panel.levels.cut, false);
  panel.runUntil(() => {
    try {
      assertGlass(panel, "state-gave-up.en");
      return true;
    } catch {
      return false;
    }
  }, { within: 7_000, step: 500 });
});
