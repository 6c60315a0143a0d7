// The glass for people: as text (the form of the golden pictures), as a PNG, on a terminal.

import { crc32, deflateSync } from "node:zlib";

export const WIDTH = 128;
export const HEIGHT = 64;

/** Sixty-four lines; `#` is a lit dot; dark ends of lines are left away. */
export function text(glass) {
  let all = "";
  for (let y = 0; y < HEIGHT; y++) {
    let line = "";
    for (let x = 0; x < WIDTH; x++) line += glass.lit(x, y) ? "#" : " ";
    all += line.trimEnd() + "\n";
  }
  return all;
}

/** Reads such text back, as a glass. */
export function fromText(picture) {
  const lines = picture.split("\n");
  return { lit: (x, y) => lines[y]?.[x] === "#" };
}

/** How many dots differ between two texts. */
export function differences(one, other) {
  const [a, b] = [fromText(one), fromText(other)];
  let count = 0;
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) count += a.lit(x, y) !== b.lit(x, y) ? 1 : 0;
  }
  return count;
}

/** Two dots in one character, for a terminal of 130 columns. */
export function terminal(glass) {
  const edge = "─".repeat(WIDTH);
  let all = `┌${edge}┐\n`;
  for (let y = 0; y < HEIGHT; y += 2) {
    let line = "";
    for (let x = 0; x < WIDTH; x++) {
      line += " ▀▄█"[(glass.lit(x, y) ? 1 : 0) + (glass.lit(x, y + 1) ? 2 : 0)];
    }
    all += `│${line}│\n`;
  }
  return `${all}└${edge}┘\n`;
}

/** A PNG of two colours, each dot as `scale` by `scale`. */
export function png(glass, scale = 4) {
  const [width, height] = [WIDTH * scale, HEIGHT * scale];
  const rows = [];
  for (let y = 0; y < height; y++) {
    // No filter, then eight dots in a byte.
    const row = Buffer.alloc(1 + width / 8);
    for (let x = 0; x < width; x++) {
      if (glass.lit(Math.floor(x / scale), Math.floor(y / scale))) row[1 + (x >> 3)] |= 0x80 >> (x & 7);
    }
    rows.push(row);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([1, 3, 0, 0, 0], 8); // one bit a dot, from a palette
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("PLTE", Buffer.from([0x08, 0x10, 0x18, 0xb4, 0xe4, 0xff])),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(data.length, 0);
  around.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)]);
}
