// An SSD1306 display of 128 x 64 dots on the I2C bus, at address 0x3C.
//
// Stricter than the real one: a command that it does not know is remembered in `complaints`. It
// can be unplugged (nobody answers), plugged in again (and has then forgotten everything, as the
// real one has), and made to hold the bus.

const ADDRESS = 0x3c;
const WIDTH = 128;
const PAGES = 8;
/** Address or data, eight bits and an acknowledgement, at 400 kHz. */
const BYTE_NANOS = (9 / 400_000) * 1e9;

/** The bus's interrupt mask, which rp2040js 1.4.1 does not let anybody write. */
const IC_INTR_MASK = 0x30;

/** How many bytes follow each command that has any. */
const OPERANDS = new Map([
  [0x20, 1], [0x21, 2], [0x22, 2], [0x81, 1], [0x8d, 1], [0xa8, 1], [0xd3, 1], [0xd5, 1],
  [0xd9, 1], [0xda, 1], [0xdb, 1],
]);

export class Oled {
  constructor() {
    this.complaints = [];
    this.plugged = true;
    this.holding = false;
    this.stuck = undefined;
    /** Grows with everything that can change what is seen. */
    this.changes = 0;
    this.powerUp();
  }

  /** After power-up: dark, and its memory is noise. */
  powerUp() {
    this.memory = new Uint8Array(WIDTH * PAGES).fill(0xa5);
    this.on = false;
    this.inverse = false;
    this.allOn = false;
    this.mirrored = true;
    this.upsideDown = true;
    this.mode = 2;
    this.columns = [0, WIDTH - 1];
    this.pages = [0, PAGES - 1];
    this.column = 0;
    this.page = 0;
    this.pending = [];
    this.control = undefined;
    this.changes++;
  }

  unplug() {
    this.plugged = false;
    this.powerUp();
  }

  plug() {
    this.plugged = true;
    this.powerUp();
  }

  /** Pulls the clock line low, in the middle of whatever comes next. */
  hold() {
    this.holding = true;
  }

  /** Lets go of it: the bus goes on where it stood. */
  release() {
    this.holding = false;
    this.stuck?.();
    this.stuck = undefined;
  }

  /** Hangs the display on a chip's bus; again after each restart of the chip. */
  attach(i2c) {
    const write = i2c.writeUint32.bind(i2c);
    i2c.writeUint32 = (offset, value) => {
      if (offset !== IC_INTR_MASK) return write(offset, value);
      i2c.intEnable = value;
      i2c.checkInterrupts();
    };
    const clock = i2c.rp2040.clock;
    // The bus holds one byte at a time, so one alarm is enough.
    let next;
    const alarm = clock.createAlarm(() => next());
    const later = (then) => {
      next = then;
      this.stuck = undefined;
      if (this.holding) this.stuck = () => alarm.schedule(BYTE_NANOS);
      else alarm.schedule(BYTE_NANOS);
    };
    i2c.onConnect = (address) => {
      this.control = undefined;
      later(() => i2c.completeConnect(this.plugged && address === ADDRESS));
    };
    i2c.onWriteByte = (byte) => {
      if (this.plugged) this.take(byte);
      later(() => i2c.completeWrite(this.plugged));
    };
    i2c.onReadByte = () => later(() => i2c.completeRead(0xff));
  }

  take(byte) {
    if (this.control === undefined) {
      this.control = byte;
      if (byte !== 0x00 && byte !== 0x40) this.complaints.push(`control byte ${byte}`);
    } else if (this.control === 0x40) {
      this.data(byte);
    } else {
      this.pending.push(byte);
      if (this.pending.length > (OPERANDS.get(this.pending[0]) ?? 0)) {
        this.command(...this.pending);
        this.pending = [];
      }
    }
  }

  command(code, first, second) {
    this.changes++;
    if (code === 0x20) this.mode = first;
    else if (code === 0x21) [this.columns, this.column] = [[first, second], first];
    else if (code === 0x22) [this.pages, this.page] = [[first, second], first];
    else if (code === 0xa0 || code === 0xa1) this.mirrored = code === 0xa0;
    else if (code === 0xc0 || code === 0xc8) this.upsideDown = code === 0xc0;
    else if (code === 0xa4 || code === 0xa5) this.allOn = code === 0xa5;
    else if (code === 0xa6 || code === 0xa7) this.inverse = code === 0xa7;
    else if (code === 0xae || code === 0xaf) this.on = code === 0xaf;
    // Contrast, charge pump, clocks and voltages change nothing that is modelled.
    else if (!OPERANDS.has(code) && code !== 0x2e && !(code >= 0x40 && code <= 0x7f) && code !== 0xe3) {
      this.complaints.push(`command ${code.toString(16)}`);
    }
  }

  data(byte) {
    this.changes++;
    if (this.mode !== 0) this.complaints.push(`data in mode ${this.mode}, which is not modelled`);
    this.memory[this.page * WIDTH + this.column] = byte;
    if (this.column++ < this.columns[1]) return;
    this.column = this.columns[0];
    this.page = this.page < this.pages[1] ? this.page + 1 : this.pages[0];
  }

  /** Whether a dot is lit, seen from the front of a module that is mounted the usual way. */
  lit(x, y) {
    if (!this.plugged || !this.on) return false;
    if (this.allOn) return true;
    const column = this.mirrored ? WIDTH - 1 - x : x;
    const row = this.upsideDown ? PAGES * 8 - 1 - y : y;
    const bit = (this.memory[(row >> 3) * WIDTH + column] >> (row & 7)) & 1;
    return (bit === 1) !== this.inverse;
  }
}
