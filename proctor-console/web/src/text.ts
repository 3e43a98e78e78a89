// How times and strangers' texts are written.

/** labd's instants carry the site's offset, so the wall's reading is already in them. */
export function wallText(instant: string): string {
  return instant.slice(11, 19);
}

export function wallDate(instant: string): string {
  return instant.slice(0, 10);
}

export function isInstant(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text);
}

/** ms since 1970. */
export function instantOf(text: string): number {
  return Date.parse(text);
}

/** `2:05:07`, `10:41`, `-0:05`. */
export function lengthText(seconds: number): string {
  const whole = Math.trunc(Math.abs(seconds));
  const two = (part: number) => String(part).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const sign = seconds < 0 && whole > 0 ? "-" : "";
  const rest = `${hours > 0 ? two(minutes) : minutes}:${two(whole % 60)}`;
  return sign + (hours > 0 ? `${hours}:${rest}` : rest);
}

/** `14 B`, `3.4 KiB`, `2.0 MiB`. */
export function sizeText(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB"];
  const power = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), 3);
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power] ?? ""}`;
}

/** What is left until an instant: 0 exactly when it has come. */
export function secondsLeft(until: number, now: number): number {
  return Math.max(0, Math.ceil((until - now) / 1000));
}

/** What has passed since an instant, in whole seconds. */
export function secondsSince(since: number, now: number): number {
  return Math.max(0, Math.floor((now - since) / 1000));
}

function isPlain(code: number): boolean {
  const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0);
  // What hides or reorders; not the joiners (200C, 200D) that scripts and emoji need.
  const isHiding =
    code === 0xad || code === 0x61c || code === 0xfeff || code === 0x200b ||
    code === 0x200e || code === 0x200f || (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) || code >= 0xe0000;
  return !isControl && !isHiding;
}

/** A stranger's text with everything visible that would hide or reorder what stands beside it. */
export function visible(text: string): string {
  let shown = "";
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const name = code.toString(16).toUpperCase().padStart(4, "0");
    shown += isPlain(code) ? character : `<U+${name}>`;
  }
  return shown;
}

/** The site's wall reading of an instant, also where labd has not written it. */
export class WallClock {
  private readonly format: Intl.DateTimeFormat;

  constructor(timeZone: string) {
    const parts: Intl.DateTimeFormatOptions = {
      hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
    };
    try {
      this.format = new Intl.DateTimeFormat("en-GB", { ...parts, timeZone });
    } catch {
      this.format = new Intl.DateTimeFormat("en-GB", { ...parts, timeZone: "UTC" });
    }
  }

  time(instant_ms: number): string {
    return this.format.format(instant_ms);
  }
}
