// A faithful UART for the emulated chip: rp2040js 1.4.1 knows neither its speed nor its FIFOs.
//
// Two gaps of rp2040js would each make the firmware's driver run in its interrupt for ever: the
// register UARTDMACR reads as all ones (the driver then believes that DMA owns the port), and the
// transmit interrupt is a level where the PL011 has a transition. Beyond those two, this gives
// both FIFOs their 32 places and the wire its speed, so that a flood of frames is a real flood.

const DR = 0x00;
const RSR = 0x04;
const IFLS = 0x34;
const DMACR = 0x48;
const ICR = 0x44;

const RX_FULL = 1 << 6;
const TX_FULL = 1 << 5;
const RX_EMPTY = 1 << 4;
const TX_EMPTY = 1 << 7;
const BUSY = 1 << 3;

const RX = 1 << 4;
const TX = 1 << 5;
const RX_TIMEOUT = 1 << 6;

const OVERRUN = 1 << 11;
/** What the line reads as when it is held low for longer than a byte: break and framing error. */
export const BREAK = (1 << 10) | (1 << 8);

const PLACES = 32;
const BITS_PER_BYTE = 10;
/** The receive timeout: so many bits of silence with something in the FIFO. */
const TIMEOUT_BITS = 32;

/** Makes `uart` faithful. `said` takes each byte when its last bit has left. */
export function attach(uart, said) {
  const clock = uart.rp2040.clock;
  const stored = new Map([[IFLS, 0], [DMACR, 0], [RSR, 0]]);
  const leaving = [];
  let overrun = false;

  const bitNanos = () => 1e9 / uart.baudRate;
  const raise = (bits) => {
    uart.interruptStatus |= bits;
    uart.checkInterrupts();
  };
  const receiveLevel = () => [4, 8, 16, 24, 28][(stored.get(IFLS) >> 3) & 7] ?? 28;
  const transmitLevel = () => [4, 8, 16, 24, 28][stored.get(IFLS) & 7] ?? 28;

  const byteLeaves = clock.createAlarm(() => {
    said(leaving.shift());
    if (leaving.length > 0) byteLeaves.schedule(BITS_PER_BYTE * bitNanos());
    // A transition through the level, not the level itself.
    if (leaving.length === transmitLevel()) raise(TX);
  });
  const timeout = clock.createAlarm(() => {
    if (!uart.rxFIFO.empty) raise(RX_TIMEOUT);
  });

  uart.checkInterrupts = () => {
    uart.rp2040.setInterrupt(uart.irq, !!(uart.interruptStatus & uart.interruptMask));
  };
  Object.defineProperty(uart, "flags", {
    get: () =>
      (uart.rxFIFO.full ? RX_FULL : 0) |
      (uart.rxFIFO.empty ? RX_EMPTY : 0) |
      (leaving.length >= PLACES ? TX_FULL : 0) |
      (leaving.length === 0 ? TX_EMPTY : BUSY),
  });

  const read = uart.readUint32.bind(uart);
  uart.readUint32 = (offset) => {
    if (stored.has(offset)) return stored.get(offset);
    if (offset !== DR) return read(offset);
    const entry = uart.rxFIFO.pull();
    if (uart.rxFIFO.itemCount < receiveLevel()) uart.interruptStatus &= ~RX;
    if (uart.rxFIFO.empty) uart.interruptStatus &= ~RX_TIMEOUT;
    uart.checkInterrupts();
    return entry;
  };
  const write = uart.writeUint32.bind(uart);
  uart.writeUint32 = (offset, value) => {
    if (stored.has(offset)) {
      stored.set(offset, value);
    } else if (offset === DR) {
      if (leaving.length >= PLACES) throw new Error("the firmware wrote to a full FIFO");
      leaving.push(value & 0xff);
      if (leaving.length === 1) byteLeaves.schedule(BITS_PER_BYTE * bitNanos());
    } else {
      write(offset, value);
      if (offset === ICR) uart.checkInterrupts();
    }
  };

  return {
    /** How long a byte takes on this wire, once the firmware has set the speed. */
    byteNanos: () => (uart.baudDivider ? BITS_PER_BYTE * bitNanos() : undefined),
    /** A byte, or `BREAK`, has arrived. */
    arrive(entry) {
      if (!uart.enabled) return;
      if (uart.rxFIFO.full) {
        overrun = true;
        return;
      }
      uart.rxFIFO.push(entry | (overrun ? OVERRUN : 0));
      overrun = false;
      if (uart.rxFIFO.itemCount >= receiveLevel()) raise(RX);
      timeout.schedule(TIMEOUT_BITS * bitNanos());
    },
  };
}
