// labd's time, drawn on this device's monotonic clock: the device's own date is never asked.

/** One question about the time: when it was asked and answered here (ms), and the answer. */
export interface Ping {
  asked: number;
  answered: number;
  /** labd's instant, in ms since 1970. */
  server: number;
  /** How fast labd's clock runs: 1, or what training set. */
  rate: number;
}

const heartbeatLateMax_ms = 400;
const errorMax_ms = 50;

/** The answer that was least long on its way tells the offset best. */
export function bestPing(pings: readonly Ping[]): Ping | null {
  let best: Ping | null = null;
  for (const ping of pings) {
    if (best === null || ping.answered - ping.asked < best.answered - best.asked) {
      best = ping;
    }
  }
  return best;
}

/** labd's clock as it is known here. Until the first `set` it is not known at all. */
export class ServerClock {
  private server = 0;
  private local = 0;
  private speed = 1;
  private error = Number.POSITIVE_INFINITY;

  constructor(private readonly monotonic: () => number = () => performance.now()) {}

  get isKnown(): boolean {
    return Number.isFinite(this.error);
  }

  get rate(): number {
    return this.speed;
  }

  /** By how much `now` can be wrong, in ms of labd's clock. */
  get error_ms(): number {
    return this.error;
  }

  /** Whether the answers were so long on their way that it is worth asking again. */
  get isVague(): boolean {
    return this.error > errorMax_ms * Math.max(this.speed, 1);
  }

  set(ping: Ping): void {
    this.local = (ping.asked + ping.answered) / 2;
    this.server = ping.server;
    this.speed = ping.rate;
    this.error = ((ping.answered - ping.asked) / 2) * Math.max(ping.rate, 0);
  }

  /** ms since 1970. */
  now(): number {
    return this.server + (this.monotonic() - this.local) * this.speed;
  }

  /** An instant that has surely come for labd too: the future is refused (CLK-8). */
  surelyPast(): number {
    return this.now() - this.error - (this.speed > 0 ? 1 : 0);
  }

  /** How long until labd's clock is at an instant, in ms here; infinite while it stands. */
  wait(instant: number): number {
    return this.speed === 0 ? Number.POSITIVE_INFINITY : (instant - this.now()) / this.speed;
  }

  /**
   * Whether a heartbeat agrees with what is known here. It is late rather than early, so a little
   * behind is well; anything else (a sleep, a clock that was set) asks for new pings.
   */
  agrees(heartbeat: number, rate: number): boolean {
    if (!this.isKnown || rate !== this.speed) {
      return false;
    }
    const ahead = this.now() - heartbeat;
    const late = heartbeatLateMax_ms * Math.max(rate, 1);
    return ahead >= -(this.error + 5) && ahead <= this.error + late;
  }
}
