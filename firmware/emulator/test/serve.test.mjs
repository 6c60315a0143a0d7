// The command line: a panel in real time that another program talks to, and a script.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Ear, say } from "../lib/link.mjs";
import { ELF } from "./firmware.mjs";

const EMULATOR = fileURLToPath(new URL("../emulator.mjs", import.meta.url));

function scratch(t) {
  const directory = mkdtempSync(join(tmpdir(), "panel-"));
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** Waits for a message of this kind on a stream of bytes. */
async function hear(stream, kind) {
  const ear = new Ear();
  for await (const bytes of stream) {
    for (const byte of bytes) {
      const message = ear.push(byte);
      if (message?.say === kind) return message;
    }
  }
  throw new Error(`the wire ended before ${kind}`);
}

test("serves its wire on a port", { timeout: 60_000 }, async (t) => {
  const glass = join(scratch(t), "glass.txt");
  const panel = spawn("node", [EMULATOR, "serve", "--elf", ELF, "--uart", "tcp:0", "--glass", glass]);
  t.after(() => panel.kill());
  const [line] = await once(createInterface({ input: panel.stderr }), "line");
  const { event, port } = JSON.parse(line);
  assert.equal(event, "listening");

  const wire = connect(port, "127.0.0.1");
  await once(wire, "connect");
  wire.write(Buffer.from([0, ...say.hello(), ...say.beat(5)]));
  assert.equal((await hear(wire, "beatAck")).n, 5);
  panel.stdin.write("bay open\n");
  for (let waited = 0; !(existsSync(glass) && readFileSync(glass, "utf8").trim()); waited += 50) {
    assert.ok(waited < 30_000, "no picture");
    await new Promise((done) => setTimeout(done, 50));
  }
  panel.stdin.write("quit\n");
  const [code] = await once(panel, "exit");
  assert.equal(code, 0);
});

test("speaks on standard input and output", { timeout: 60_000 }, async (t) => {
  const panel = spawn("node", [EMULATOR, "serve", "--elf", ELF, "--uart", "stdio"]);
  t.after(() => panel.kill());
  panel.stdin.write(Buffer.from([0, ...say.beat(9)]));
  assert.equal((await hear(panel.stdout, "beatAck")).n, 9);
});

test("obeys a script", (t) => {
  const out = scratch(t);
  const script = fileURLToPath(new URL("../scripts/tour.txt", import.meta.url));
  const run = spawnSync("node", [EMULATOR, "run", "--elf", ELF, "--script", script, "--out", out]);
  assert.equal(run.status, 0, run.stderr.toString());
  assert.ok(existsSync(join(out, "2-working.png")));
});

test("says what it does not understand", () => {
  const run = spawnSync("node", [EMULATOR, "dance"]);
  assert.equal(run.status, 1);
  assert.match(run.stderr.toString(), /usage/);
});
