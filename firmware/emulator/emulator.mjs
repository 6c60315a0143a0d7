#!/usr/bin/env node
// The service panel on a PC: the very firmware, on an emulated chip.
//
//   node emulator.mjs serve --elf FILE --uart tcp:PORT|stdio [--glass FILE.png|FILE.txt|term] [--keys FILE]
//   node emulator.mjs run   --elf FILE --script FILE [--out DIRECTORY]
//   node emulator.mjs step  --elf FILE
//
// `serve` keeps real time and gives its wire to another program; port 0 takes a free one and says
// which. `run` obeys a script in virtual time, about ten times faster; `step` obeys another program
// line by line. The words are in lib/commands.mjs. It emulates the RP2040 only, with the glass, keys,
// lines and wire of the panel.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Bench } from "./lib/bench.mjs";
import { obey } from "./lib/commands.mjs";
import { serve } from "./lib/serve.mjs";
import { step } from "./lib/step.mjs";

const USAGE = "usage: emulator.mjs serve --elf FILE --uart tcp:PORT|stdio [--glass FILE|term] [--keys FILE]\n" +
  "       emulator.mjs run --elf FILE --script FILE [--out DIRECTORY]\n" +
  "       emulator.mjs step --elf FILE";

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      elf: { type: "string" },
      uart: { type: "string" },
      glass: { type: "string" },
      keys: { type: "string" },
      script: { type: "string" },
      out: { type: "string", default: "." },
    },
  });
  const [verb] = positionals;
  if (verb === "serve" && values.elf && /^(stdio|tcp:\d+)$/.test(values.uart ?? "")) {
    serve(values);
  } else if (verb === "run" && values.elf && values.script) {
    runScript(values);
  } else if (verb === "step" && values.elf) {
    step(values);
  } else {
    throw new Error(USAGE);
  }
}

function runScript({ elf, script, out }) {
  const bench = new Bench(elf);
  // Pictures to compare with are named from here, pictures to keep go where the caller wants them.
  const place = (line) => (file) => (line.startsWith("save") ? join(out, file) : file);
  readFileSync(script, "utf8").split("\n").forEach((line, at) => {
    try {
      obey(bench, line, { path: place(line.trim()) });
    } catch (error) {
      throw new Error(`${script}:${at + 1}: ${error.message}`);
    }
  });
}

try {
  main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
