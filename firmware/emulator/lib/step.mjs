// The emulated panel in another program's hands, in virtual time: one line in, one line out.
//
// A line is `run MILLISECONDS`, `hear HEX` (bytes from the Pi), `look`, or any of the words of
// `commands.mjs`. The answer is JSON: what the panel `said` since the last one (hex), how its lines
// `ask` and `cut` stand, how often its chip has `restarts`, after `look` the `glass` as text, and
// `refused` with the reason where a line made no sense. Ends with its standard input.

import { createInterface } from "node:readline";
import { Bench } from "./bench.mjs";
import { obey } from "./commands.mjs";

export function step({ elf }) {
  const said = [];
  const bench = new Bench(elf, { spoken: (bytes) => said.push(...bytes) });
  createInterface({ input: process.stdin }).on("line", (line) => {
    const [verb, word] = line.trim().split(" ");
    const answer = {};
    try {
      if (verb === "hear") bench.send([...Buffer.from(word, "hex")]);
      else if (verb === "look") answer.glass = bench.glass();
      else obey(bench, line, { print: () => {} });
    } catch (error) {
      answer.refused = error.message;
    }
    const { ask, cut } = bench.levels;
    Object.assign(answer, { said: Buffer.from(said.splice(0)).toString("hex"), ask, cut, restarts: bench.chip.restarts });
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  });
}
