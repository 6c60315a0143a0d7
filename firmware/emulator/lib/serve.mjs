// The emulated panel in real time, on a wire that another program can open.
//
// The wire is a TCP port on this machine, or standard input and output. Lines that a program may
// wait for go to standard error as JSON, one a line: `listening`, `ask`, `cut`, `restart`. The
// glass is written to its file whenever it changes. With the wire on TCP, the words of
// `commands.mjs` are taken from standard input. They are also taken from the file of `--keys`, which
// is removed when it was obeyed: the same that the virtual panel does. Ends with its standard input,
// so that no panel outlives the program that started it.

import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { Bench } from "./bench.mjs";
import { obey } from "./commands.mjs";
import { png, terminal, text } from "./glass.mjs";

/** How often virtual time catches up with the clock: a key press must feel immediate. */
const SLICE_MILLIS = 5;
/** A machine that slept or was too busy: skip what was missed, rather than race through it. */
const MOST_LAG_MILLIS = 1_000;
/** How often the file of words is looked for. */
const KEYS_MILLIS = 100;

export function serve({ elf, uart, glass, keys }) {
  const tell = (what) => process.stderr.write(`${JSON.stringify(what)}\n`);
  let listener = () => {};
  const bench = new Bench(elf, { spoken: (bytes) => listener(Buffer.from(bytes)), event: tell });
  const hear = (data) => bench.send([...data]);

  // In real time a key stays down while everything else goes on.
  const touch = (key, millis) => {
    bench.touch(key, true);
    setTimeout(() => bench.touch(key, false), millis);
  };

  const word = (line) => {
    if (line.trim() === "quit") return quit();
    try {
      obey(bench, line, { touch });
    } catch (error) {
      tell({ event: "refused", why: error.message });
    }
  };

  const stop = [];
  if (uart === "stdio") {
    listener = (bytes) => process.stdout.write(bytes);
    process.stdin.on("data", hear).on("end", () => quit());
  } else {
    stop.push(listen(Number(/^tcp:(\d+)$/.exec(uart)[1]), hear, tell, (other) => (listener = other)));
    createInterface({ input: process.stdin }).on("line", word).on("close", () => quit());
  }
  if (keys) {
    const fingers = setInterval(() => take(keys).forEach(word), KEYS_MILLIS);
    stop.push(() => clearInterval(fingers));
  }

  let begin = performance.now();
  let shown;
  const timer = setInterval(() => {
    const due = performance.now() - begin;
    const lag = due - bench.now;
    if (lag > MOST_LAG_MILLIS) begin += lag - SLICE_MILLIS;
    if (lag > 0) bench.run(Math.min(lag, SLICE_MILLIS * 4));
    if (bench.oled.changes !== shown) {
      shown = bench.oled.changes;
      show(bench.oled, glass);
    }
  }, SLICE_MILLIS);

  const quit = () => {
    clearInterval(timer);
    stop.forEach((end) => end());
    process.stdin.destroy();
  };
  process.on("SIGTERM", quit).on("SIGINT", quit);
  return { bench, quit };
}

/** The words that lie ready in a file. One whose last line is not finished is left alone. */
function take(file) {
  try {
    const words = readFileSync(file, "utf8");
    if (!words.endsWith("\n")) return [];
    rmSync(file);
    return words.split("\n");
  } catch {
    return [];
  }
}

/** One program at a time holds the wire; the next one takes it over. */
function listen(port, hear, tell, connect) {
  let current;
  const server = createServer({ noDelay: true }, (socket) => {
    current?.destroy();
    current = socket;
    socket.on("data", hear).on("error", () => socket.destroy());
    connect((bytes) => socket.writable && socket.write(bytes));
  });
  server.listen(port, "127.0.0.1", () => tell({ event: "listening", port: server.address().port }));
  return () => {
    current?.destroy();
    server.close();
  };
}

let last = "";

function show(oled, where) {
  if (!where) return;
  // Half a picture on its way over the bus is not worth a file; the next slice has the rest.
  const picture = text(oled);
  if (picture === last) return;
  last = picture;
  if (where === "term") {
    process.stderr.write(`\x1b[H\x1b[2J${terminal(oled)}`);
  } else {
    // Whoever watches the file never sees half of it.
    writeFileSync(`${where}.new`, where.endsWith(".txt") ? picture : png(oled));
    renameSync(`${where}.new`, where);
  }
}
