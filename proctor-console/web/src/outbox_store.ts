// The outbox on this device: IndexedDB, which outlives a reload and a flat battery.
import type { Kept, Store } from "./outbox";

const name = "labd-outbox";
const table = "kept";

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(table, { keyPath: "key" });
  };
  return done(request);
}

class DeviceStore implements Store {
  constructor(private readonly database: IDBDatabase) {}

  all(): Promise<Kept[]> {
    return done(this.table("readonly").getAll() as IDBRequest<Kept[]>);
  }

  async put(kept: Kept): Promise<void> {
    await done(this.table("readwrite").put(kept));
  }

  async remove(key: string): Promise<void> {
    await done(this.table("readwrite").delete(key));
  }

  private table(mode: IDBTransactionMode): IDBObjectStore {
    return this.database.transaction(table, mode, { durability: "strict" }).objectStore(table);
  }
}

/** Keeps as long as this page is open: where the browser gives no database. */
export class MemoryStore implements Store {
  private readonly items = new Map<string, Kept>();

  async all(): Promise<Kept[]> {
    return [...this.items.values()];
  }

  async put(kept: Kept): Promise<void> {
    this.items.set(kept.key, kept);
  }

  async remove(key: string): Promise<void> {
    this.items.delete(key);
  }
}

export async function openStore(): Promise<{ store: Store; isLasting: boolean }> {
  try {
    return { store: new DeviceStore(await open()), isLasting: true };
  } catch {
    return { store: new MemoryStore(), isLasting: false };
  }
}
