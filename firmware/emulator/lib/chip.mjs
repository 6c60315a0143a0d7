// The RP2040 with the panel's firmware in its flash, stepped through virtual time.
//
// rp2040js does the core and the peripherals. Added here: the faithful UART, a watchdog that
// restarts the chip and keeps what survives that (its reason and scratch registers, and the flash),
// idle inputs that are pulled up, and complaints about reads and writes that no peripheral knows.

import { RP2040 } from "rp2040js";
import { attach as attachUart } from "./uart.mjs";

const FLASH = 0x1000_0000;
const RAM = 0x2000_0000;
const CYCLE_NANOS = 1e9 / 125e6;
const WATCHDOG = 0x40058;
const WATCHDOG_TIMED_OUT = 1;
/** What the RAM holds after power-up here; a real one holds noise. */
const FRESH = 0xa5;

export class Chip {
  /** `wiring(rp2040)` is called for every new start, to hang things on the pins and buses. */
  constructor(elf, { wiring, said }) {
    this.elf = elf;
    this.wiring = wiring;
    this.said = said;
    this.restarts = 0;
    this.complaints = new Set();
    this.arriving = [];
    this.powerUp();
  }

  /** Takes the power away and gives it back. */
  powerUp() {
    this.start({ nanos: this.rp2040?.clock.nanos ?? 0 });
    this.rp2040.sram.fill(FRESH);
  }

  start({ nanos, watchdog }) {
    const rp2040 = new RP2040();
    rp2040.clock.nanosCounter = nanos;
    rp2040.logger = this.logger();
    for (const { address, bytes } of this.elf.segments()) {
      if (address >= FLASH && address < RAM) rp2040.flash.set(bytes, address - FLASH);
    }
    const dog = rp2040.peripherals[WATCHDOG];
    if (watchdog) {
      dog.reason = WATCHDOG_TIMED_OUT;
      dog.scratchData.set(watchdog.scratchData);
      rp2040.sram.set(this.rp2040.sram);
    }
    // Left alone, its alarm would fire again and again at the same moment.
    dog.onWatchdogTrigger = () => {
      dog.alarm.enable = false;
      this.bitten = true;
    };
    this.bitten = false;
    this.rp2040 = rp2040;
    this.uart = attachUart(rp2040.uart[0], this.said);
    this.byteArrives = rp2040.clock.createAlarm(() => {
      this.uart.arrive(this.arriving.shift());
      this.deliver();
    });
    this.delivering = false;
    this.wiring(rp2040);
    // The second-stage boot loader, as the boot ROM calls it, with the ROM's stack.
    rp2040.core.SP = 0x2004_1f00;
    rp2040.core.PC = FLASH;
    rp2040.core.LR = 0;
  }

  /** Milliseconds since the first start. */
  get millis() {
    return this.rp2040.clock.nanos / 1e6;
  }

  /** Puts bytes on the wire, one after the other, at the wire's speed. */
  feed(entries) {
    this.arriving.push(...entries);
    if (!this.delivering) this.deliver();
  }

  deliver() {
    const nanos = this.uart.byteNanos();
    this.delivering = this.arriving.length > 0 && nanos !== undefined;
    if (this.delivering) this.byteArrives.schedule(nanos);
  }

  /** Lets time pass. */
  run(millis) {
    const end = this.rp2040.clock.nanos + millis * 1e6;
    while (this.rp2040.clock.nanos < end) {
      const { core, clock } = this.rp2040;
      if (core.waiting) {
        const idle = clock.nextAlarm ? clock.nanosToNextAlarm : Infinity;
        clock.tick(Math.min(idle, end - clock.nanos));
      } else {
        clock.tick(core.executeInstruction() * CYCLE_NANOS);
      }
      if (this.bitten) this.bite();
      if (!this.delivering && this.arriving.length > 0) this.deliver();
    }
  }

  bite() {
    this.restarts++;
    this.start({ nanos: this.rp2040.clock.nanos, watchdog: this.rp2040.peripherals[WATCHDOG] });
  }

  /** How deep the stack has been, in bytes: from the top of RAM to the lowest changed byte. */
  stackDepth() {
    const { sram } = this.rp2040;
    const statics = this.elf.symbol("__sheap") - RAM;
    const lowest = sram.findIndex((byte, at) => at >= statics && byte !== FRESH);
    return lowest < 0 ? 0 : sram.length - lowest;
  }

  logger() {
    const complain = (name, message) => {
      this.complaints.add(`${name}: ${message}`);
      // A core that runs into nothing complains for ever.
      if (this.complaints.size > 100) throw new Error([...this.complaints].slice(0, 10).join("\n"));
    };
    // rp2040js 1.4.1 executes SEV by saying so and nothing else. The firmware's executor wakes its
    // tasks with it: without the event that it stands for, a task sleeps until the next interrupt.
    const info = (name, message) => {
      if (message === "SEV") this.rp2040.core.eventRegistered = true;
    };
    return { debug() {}, info, warn: complain, error: complain };
  }
}
