// What one can type: the same words in a script and at the prompt of `serve`.
//
//   run MILLISECONDS              let time pass (scripts only; `serve` keeps real time)
//   press|hold|bounce KEY         KEY is previous, next or do
//   bay open|close
//   display unplug|plug|hold|release
//   send NAME                     a pinned message of firmware/link, such as health-working
//   beat [COUNT]                  beats, one a second
//   low                           the Pi's end of the wire is held low
//   power cycle                   the panel's own power goes and comes back
//   show                          the glass on the terminal
//   save FILE.png|FILE.txt        the glass as a picture
//   expect FILE.txt               fails unless the glass is exactly this picture
//
// Empty lines and lines that begin with `#` say nothing.

import { readFileSync, writeFileSync } from "node:fs";
import { differences, png, terminal, text } from "./glass.mjs";
import { pinned } from "./pinned.mjs";

const KEYS = ["previous", "next", "do"];

const TAP_MILLIS = 120;
const HOLD_MILLIS = 2_500;

/** Does what a line says. `print` takes text for people, `path` places files, `touch` is a finger. */
export function obey(bench, line, options = {}) {
  const { print = console.log, path = (file) => file } = options;
  const { touch = (key, millis) => bench.press(key, millis) } = options;
  const [verb, ...words] = line.trim().split(/\s+/);
  const one = (allowed) => {
    if (words.length !== 1 || (allowed && !allowed.includes(words[0]))) {
      throw new Error(`${line.trim()}: ${allowed ? allowed.join(", ") : "one word"} must follow ${verb}`);
    }
    return words[0];
  };
  switch (verb) {
    case "":
      return;
    case "run":
      return bench.run(number(one()));
    case "press":
      return touch(one(KEYS), TAP_MILLIS);
    case "hold":
      return touch(one(KEYS), HOLD_MILLIS);
    case "bounce":
      return bench.pressBouncing(one(KEYS));
    case "bay":
      return bench.bay(one(["open", "close"]) === "open");
    case "display":
      return bench.oled[one(["unplug", "plug", "hold", "release"])]();
    case "send":
      return bench.send(pinned("to-panel", one()));
    case "beat":
      return beat(bench, words.length === 0 ? 1 : number(one()));
    case "low":
      return bench.holdLow();
    case "power":
      one(["cycle"]);
      return bench.chip.powerUp();
    case "show":
      return print(terminal(bench.oled));
    case "save":
      return save(bench.oled, path(one()));
    case "expect":
      return expect(bench.oled, path(one()));
    default:
      if (!verb.startsWith("#")) throw new Error(`${verb}? See lib/commands.mjs for the words.`);
  }
}

function number(word) {
  if (!/^\d+$/.test(word)) throw new Error(`${word} is not a number`);
  return Number(word);
}

function beat(bench, count) {
  for (let n = 0; n < count; n++) {
    bench.beat();
    bench.run(1_000);
  }
}

function save(glass, file) {
  writeFileSync(file, file.endsWith(".txt") ? text(glass) : png(glass));
}

function expect(glass, file) {
  const count = differences(text(glass), readFileSync(file, "utf8"));
  if (count > 0) throw new Error(`${count} dots differ from ${file}; the glass is\n${terminal(glass)}`);
}
