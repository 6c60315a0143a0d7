// The pinned bytes of firmware/link: one message of every kind, by name.

import { readFileSync } from "node:fs";

const FILE = new URL("../../link/tests/link/pinned.txt", import.meta.url);

/** Every line: `{ direction, name, bytes }`. */
export function all() {
  return readFileSync(FILE, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [direction, name, hex] = line.split(/\s+/);
      return { direction, name, bytes: [...Buffer.from(hex, "hex")] };
    });
}

/** The frame of a message by its name. */
export function pinned(direction, name) {
  const found = all().find((line) => line.direction === direction && line.name === name);
  if (!found) throw new Error(`${direction} ${name} is not in ${FILE.pathname}`);
  return found.bytes;
}
