// Facts on their way to labd. Each is kept on this device before it is first sent, and is sent with
// the same key until labd has answered, so that none is lost and none is recorded twice.
import { type Answer, NoAnswer } from "./api";
import type { Accepted, Problem } from "./api_types";

export interface Kept {
  key: string;
  /** Whose it is: only they send it and see it. */
  user: string;
  /** Exactly what is sent, each time. */
  body: string;
  enter: string;
  sitting?: string;
  /** The id that it gives to what it begins, for what ends it later. */
  id?: string;
  /** When it happened, as the wall reads. */
  happened: string;
  order: number;
  tries: number;
  /** What labd said against it; it is not sent again. */
  problem?: Problem;
}

/** Where it stands and how often it was sent is the outbox's own. */
type New = Omit<Kept, "order" | "tries">;

export interface Store {
  all(): Promise<Kept[]>;
  put(kept: Kept): Promise<void>;
  remove(key: string): Promise<void>;
}

export type Outcome =
  | { kind: "recorded"; accepted: Accepted }
  | { kind: "refused"; problem: Problem }
  | { kind: "waiting" };

export interface OutboxOptions {
  store: Store;
  send(kept: Kept): Promise<Answer<Accepted>>;
  changed(all: readonly Kept[]): void;
  /** What labd recorded of what had waited. */
  recorded(kept: Kept, accepted: Accepted): void;
  newKey(): string;
  /** Why something is entered late that had to wait. */
  reason: string;
}

/** How often a fact that had to wait is sent again while labd's clock has not come to it. */
const earlyTriesMax = 60;

/**
 * Not an answer about the entry, or one that passes: the same is to be sent again. labd's time can
 * be a little behind what it was before labd was started again.
 */
function isToRetry(answer: Answer<Accepted>, tries: number): boolean {
  const type = answer.problem?.type ?? "";
  const isEarly = answer.problem?.key === "refusal.in_the_future";
  return (isEarly && tries > 0 && tries < earlyTriesMax) || answer.status === 401 ||
    answer.status === 429 || answer.status >= 500 || type === "/problems/in-flight" ||
    type === "/problems/password-change-needed";
}

export class Outbox {
  private items: Kept[] = [];
  private running: Promise<void> | null = null;
  /** What came of those that somebody is waiting for. */
  private readonly awaited = new Map<string, Outcome>();

  constructor(private readonly options: OutboxOptions) {}

  get all(): readonly Kept[] {
    return this.items;
  }

  async load(): Promise<void> {
    this.items = (await this.options.store.all()).sort((a, b) => a.order - b.order);
    this.options.changed(this.items);
  }

  /** Keeps it until the next flush: nobody is there to send it to. */
  async keep(kept: New): Promise<void> {
    // Tried once, in a way: what is sent later is late for a reason.
    const item: Kept = { ...kept, order: this.nextOrder(), tries: 1 };
    this.items = [...this.items, item];
    await this.options.store.put(item);
    this.options.changed(this.items);
  }

  /** Keeps it, and sends it with what waits before it. */
  async submit(kept: New): Promise<Outcome> {
    const item: Kept = { ...kept, order: this.nextOrder(), tries: 0 };
    this.items = [...this.items, item];
    this.awaited.set(item.key, { kind: "waiting" });
    await this.options.store.put(item);
    this.options.changed(this.items);
    await this.flush(item.user);
    const outcome = this.awaited.get(item.key) ?? { kind: "waiting" };
    this.awaited.delete(item.key);
    if (outcome.kind === "refused") {
      await this.remove(item.key);
    }
    return outcome;
  }

  /** Sends what somebody has waiting, in its order, until no answer comes. */
  async flush(user: string): Promise<void> {
    while (this.running !== null) {
      await this.running;
    }
    this.running = this.sendAll(user).finally(() => {
      this.running = null;
    });
    await this.running;
  }

  async remove(key: string): Promise<void> {
    await this.options.store.remove(key);
    this.items = this.items.filter((item) => item.key !== key);
    this.options.changed(this.items);
  }

  private nextOrder(): number {
    return (this.items.at(-1)?.order ?? 0) + 1;
  }

  private async sendAll(user: string): Promise<void> {
    const isWaiting = (item: Kept) => item.user === user && item.problem === undefined;
    for (let item = this.items.find(isWaiting); item !== undefined;
         item = this.items.find(isWaiting)) {
      const answer = await this.attempt(item);
      if (answer === null || isToRetry(answer, item.tries)) {
        await this.replace({ ...item, tries: item.tries + 1 });
        return;
      }
      if (answer.body !== undefined) {
        await this.remove(item.key);
        this.settle(item, answer.body);
      } else if (item.tries > 0 && answer.problem?.key === "refusal.backdated_needs_reason") {
        await this.giveReason(item);
      } else {
        const problem = answer.problem ?? unexplained(answer.status);
        if (this.awaited.has(item.key)) {
          this.awaited.set(item.key, { kind: "refused", problem });
        }
        await this.replace({ ...item, problem });
      }
    }
  }

  /** Whoever waits for it is told there; otherwise it had waited for a connection. */
  private settle(item: Kept, accepted: Accepted): void {
    if (this.awaited.has(item.key)) {
      this.awaited.set(item.key, { kind: "recorded", accepted });
    } else {
      this.options.recorded(item, accepted);
    }
  }

  private async attempt(item: Kept): Promise<Answer<Accepted> | null> {
    try {
      return await this.options.send(item);
    } catch (error) {
      if (error instanceof NoAnswer) {
        return null;
      }
      throw error;
    }
  }

  /** It was refused, so nothing is recorded under its key: a new key for the changed request. */
  private async giveReason(item: Kept): Promise<void> {
    const body = { ...(JSON.parse(item.body) as object), reason: this.options.reason };
    const changed = { ...item, key: this.options.newKey(), body: JSON.stringify(body), tries: 0 };
    await this.options.store.put(changed);
    await this.options.store.remove(item.key);
    this.items = this.items.map((other) => (other.key === item.key ? changed : other));
    this.options.changed(this.items);
  }

  private async replace(item: Kept): Promise<void> {
    await this.options.store.put(item);
    this.items = this.items.map((other) => (other.key === item.key ? item : other));
    this.options.changed(this.items);
  }
}

function unexplained(status: number): Problem {
  return { type: "about:blank", title: String(status), status, detail: String(status) };
}
