// The live stream: kept open, noticed when silent, resumed where it stopped.
import type { LiveMessage } from "./api_types";

/** labd sends a heartbeat every 2 s; without any word for this long nothing here is believed. */
export const silenceMax_ms = 4500;
const openingMax_ms = 4000;
const pauseMin_ms = 250;
const pauseMax_ms = 1500;

/** The part of a WebSocket that is needed here. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  close(): void;
}

export interface LiveOptions {
  open(after: number): Socket;
  onMessage(message: LiveMessage): void;
  /** It was closed since the session or token has ended. */
  onSignedOut(): void;
  monotonic?: () => number;
}

const signedOutCode = 1008;

export class LiveFeed {
  private socket: Socket | null = null;
  private isOpen = false;
  private heard: number;
  private openedAt = 0;
  private retryAt = 0;
  private failures = 0;
  private isStopped = false;
  private readonly monotonic: () => number;

  /** @param after How many entries of the journal are known already. */
  constructor(private readonly options: LiveOptions, private after: number) {
    this.monotonic = options.monotonic ?? (() => performance.now());
    this.heard = this.monotonic();
    this.connect();
  }

  /** How long nothing was heard, in ms. */
  get silent_ms(): number {
    return this.monotonic() - this.heard;
  }

  get isLive(): boolean {
    return this.isOpen && this.silent_ms <= silenceMax_ms;
  }

  /** How many entries are known. */
  get cursor(): number {
    return this.after;
  }

  stop(): void {
    this.isStopped = true;
    this.drop();
  }

  /** To be called some times a second, and at once after a sleep. */
  check(): void {
    if (this.isStopped) {
      return;
    }
    const now = this.monotonic();
    if (this.socket !== null) {
      const isDead = this.isOpen ? this.silent_ms > silenceMax_ms
                                 : now - this.openedAt > openingMax_ms;
      if (isDead) {
        this.lose();
      }
    } else if (now >= this.retryAt) {
      this.connect();
    }
  }

  /** A socket from before a sleep may look open for minutes: it is not trusted. */
  restart(): void {
    if (!this.isStopped) {
      this.drop();
      this.failures = 0;
      this.connect();
    }
  }

  private connect(): void {
    this.openedAt = this.monotonic();
    const socket = this.options.open(this.after);
    this.socket = socket;
    socket.onmessage = (event) => {
      if (this.socket === socket && typeof event.data === "string") {
        this.take(JSON.parse(event.data) as LiveMessage);
      }
    };
    socket.onclose = (event) => {
      if (this.socket !== socket) {
        return;
      }
      this.lose();
      if (event.code === signedOutCode) {
        this.options.onSignedOut();
      }
    };
  }

  private take(message: LiveMessage): void {
    this.heard = this.monotonic();
    this.isOpen = true;
    this.failures = 0;
    if (message.type === "entries" || message.type === "resync") {
      this.after = message.size;
    }
    this.options.onMessage(message);
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    this.isOpen = false;
    socket?.close();
  }

  private lose(): void {
    this.drop();
    const pause = Math.min(pauseMin_ms * 2 ** this.failures, pauseMax_ms);
    this.failures += 1;
    this.retryAt = this.monotonic() + pause;
  }
}
