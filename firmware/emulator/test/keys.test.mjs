// The keys: contacts that bounce, keys that are held, requests and their answers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { say } from "../lib/link.mjs";
import { assertGlass, live, running, words } from "./firmware.mjs";

const asked = (panel) => words(panel).filter((message) => message.say === "do");

test("a bouncing press turns one page", (t) => {
  const panel = running(t);
  panel.pressBouncing("next");
  assertGlass(panel, "printer-ready.en");
  panel.pressBouncing("previous");
  assertGlass(panel, "state-working.en");
});

test("a crackle of 5 ms is no press", (t) => {
  const panel = running(t);
  for (let n = 0; n < 20; n++) panel.press("next", 5);
  assertGlass(panel, "state-working.en");
});

test("do on the printer's page asks for a test page, and shows what came of it", (t) => {
  const panel = running(t);
  panel.press("next");
  panel.press("do");
  assert.deepEqual(asked(panel), [{ say: "do", action: "printerTest" }]);
  assert.throws(() => assertGlass(panel, "printer-ready.en"), "the last line says that it was asked");
  panel.send(say.reply("printerTest", "done"));
  live(panel, 6);
  assertGlass(panel, "printer-ready.en");
});

test("shutting down needs the key to be held, and is then left alone", (t) => {
  const panel = running(t);
  for (let n = 0; n < 3; n++) panel.press("next");
  assertGlass(panel, "power-good.en");
  panel.press("do");
  assert.deepEqual(asked(panel), []);
  panel.hold("do");
  assert.deepEqual(asked(panel), [{ say: "do", action: "safeShutdown" }]);
  panel.send(say.reply("safeShutdown", "started"));
  panel.run(1_000);
  panel.press("previous");
  panel.press("previous");
  panel.press("previous");
  assertGlass(panel, "state-stopping.en");
  panel.run(31_000);
  assertGlass(panel, "state-stopped.en");
  panel.run(60_000);
  assert.deepEqual(panel.diary.filter(({ line }) => line === "ask" || line === "cut"), []);
});

test("the PIN is reset only with the bay open", (t) => {
  const panel = running(t);
  panel.press("previous");
  panel.hold("do");
  assert.deepEqual(asked(panel), [{ say: "do", action: "pinReset" }]);
  panel.bay(false);
  panel.press("previous");
  panel.hold("do");
  assert.deepEqual(asked(panel), []);
});
