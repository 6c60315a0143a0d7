// Reads an ELF file of 32 bits: what is loaded where, and where symbols are.
//
// Just enough for this firmware; no relocation, no dynamic linking, no debug information.

import { readFileSync } from "node:fs";

const LOAD = 1;
const SYMBOLS = 2;

/** The segments with bytes, by the address at which they are stored. */
export class Elf {
  constructor(path) {
    this.bytes = readFileSync(path);
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
    if (this.view.getUint32(0) !== 0x7f454c46 || this.bytes[4] !== 1) {
      throw new Error(`${path} is not an ELF file of 32 bits`);
    }
  }

  segments() {
    const { view, bytes } = this;
    const table = view.getUint32(28, true);
    const size = view.getUint16(42, true);
    const count = view.getUint16(44, true);
    const all = [];
    for (let n = 0; n < count; n++) {
      const at = table + n * size;
      const [type, offset, , storedAt, stored] = [0, 4, 8, 12, 16].map((o) => view.getUint32(at + o, true));
      if (type === LOAD && stored > 0) {
        all.push({ address: storedAt, bytes: bytes.subarray(offset, offset + stored) });
      }
    }
    return all;
  }

  /** The first address of a symbol whose name contains this text. */
  symbol(part) {
    const { view } = this;
    const table = view.getUint32(32, true);
    const size = view.getUint16(46, true);
    const count = view.getUint16(48, true);
    const section = (n) => {
      const at = table + n * size;
      const [type, offset, length, link] = [4, 16, 20, 24].map((o) => view.getUint32(at + o, true));
      return { type, offset, length, link };
    };
    for (let n = 0; n < count; n++) {
      const symbols = section(n);
      if (symbols.type !== SYMBOLS) continue;
      const names = section(symbols.link);
      for (let at = symbols.offset; at < symbols.offset + symbols.length; at += 16) {
        const start = names.offset + view.getUint32(at, true);
        const end = this.bytes.indexOf(0, start);
        if (this.bytes.toString("latin1", start, end).includes(part)) {
          return view.getUint32(at + 4, true);
        }
      }
    }
    throw new Error(`no symbol is named like ${part}`);
  }
}
