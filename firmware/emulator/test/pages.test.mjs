// The glass: the firmware's own pixels are those of the host's golden pictures, none different.

import assert from "node:assert/strict";
import { test } from "node:test";
import { say } from "../lib/link.mjs";
import { pinned } from "../lib/pinned.mjs";
import { assertGlass, bench, live, running, words } from "./firmware.mjs";

test("starts, says hello, and shows it in both languages in turn", (t) => {
  const panel = bench(t, { open: false });
  const [hello, bay, ...rest] = words(panel);
  const { build, ...known } = hello;
  assert.match(build, /^[0-9a-f]{8}$/);
  assert.deepEqual(known, { say: "hello", version: 1, firmware: "0.1.0", reset: "power", resets: 0 });
  assert.deepEqual([bay, rest], [{ say: "bay", open: false }, []]);

  panel.bay(true);
  assert.deepEqual(words(panel), [{ say: "bay", open: true }]);
  panel.run(500);
  assertGlass(panel, "state-starting.en");
  panel.run(3_000);
  assertGlass(panel, "state-starting.es");
});

test("shows a kiosk that is well, page by page", (t) => {
  const panel = running(t);
  const pages = [
    "state-working", "printer-ready", "content-current", "power-good", "restarts-none", "link-connected",
  ];
  for (const page of pages) {
    assertGlass(panel, `${page}.en`);
    panel.press("next");
  }
  // The line with version and build differs from build to build.
  assertGlass(panel, "about.en", { except: [28, 40] });
  panel.press("next");
  assertGlass(panel, "state-working.en");
  panel.press("previous");
  assertGlass(panel, "about.en", { except: [28, 40] });
});

test("shows trouble in staff's language", (t) => {
  const panel = running(t, "health-paper-out");
  assertGlass(panel, "state-paper-out.es");
  panel.press("do");
  assertGlass(panel, "printer-paper-out.es");
  panel.send(pinned("to-panel", "health-worst"));
  panel.press("next");
  assertGlass(panel, "content-worst.es");
  panel.press("next");
  assertGlass(panel, "power-worst.es");
  panel.press("previous");
  panel.press("previous");
  panel.press("previous");
  assertGlass(panel, "state-worst.es");
});

test("says that the Pi speaks another version, and keeps it alive", (t) => {
  const panel = bench(t);
  panel.send(say.hello(2));
  live(panel, 25);
  assert.deepEqual(panel.diary.filter(({ line }) => line === "ask" || line === "cut"), []);
  const seen = ["en", "es"].map((language) => {
    try {
      assertGlass(panel, `state-other-version.${language}`);
      return true;
    } catch {
      return false;
    }
  });
  assert.ok(seen.includes(true), panel.glass());
});

test("darkens behind a closed door, and wakes with it", (t) => {
  const panel = running(t);
  panel.bay(false);
  live(panel, 61);
  assert.equal(panel.glass().trim(), "");
  panel.bay(true);
  assertGlass(panel, "state-working.en");
});
