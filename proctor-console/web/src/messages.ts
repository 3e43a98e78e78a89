// Sentences from the one catalogue (schema/messages), as labd itself makes them.
import { isInstant, lengthText, visible, wallDate, wallText } from "./text";

export type Language = "en" | "ja";
export type Catalogue = Readonly<Record<string, string>>;
export type Values = Readonly<Record<string, unknown>>;

const hasFraction = /:\d{2}\.(\d*[1-9])/;

/** `2026-03-03T09:00:00.25+09:00` as `09:00:00.25`. */
function inFull(instant: string): string {
  const found = hasFraction.exec(instant);
  return found ? `${wallText(instant)}.${found[1]}` : wallText(instant);
}

function asText(value: unknown): string {
  if (value === null || value === undefined) {
    return "";
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** labd writes lengths as `name_s` in seconds; sentences call them `name`. */
function named(values: Values): Map<string, { text: string; length_s?: number }> {
  const all = new Map<string, { text: string; length_s?: number }>();
  for (const [name, value] of Object.entries(values)) {
    if (name.endsWith("_s") && typeof value === "number") {
      all.set(name.slice(0, -2), { text: lengthText(value), length_s: value });
    } else {
      all.set(name, { text: asText(value) });
    }
  }
  return all;
}

export class Messages {
  constructor(
    readonly language: Language,
    private readonly catalogue: Catalogue,
  ) {}

  has(key: string): boolean {
    return Object.hasOwn(this.catalogue, key);
  }

  /** All keys that begin so. */
  keys(beginning: string): string[] {
    return Object.keys(this.catalogue).filter((key) => key.startsWith(beginning));
  }

  /** The sentence of a key; a placeholder without a value stays as it is written. */
  say(key: string, values: Values = {}): string {
    const sentence = this.has(key) ? this.catalogue[key] : undefined;
    const given = named(values);
    if (sentence === undefined) {
      const shown = [...given].map(([name, value]) => `${name}: ${visible(value.text)}`);
      return shown.length > 0 ? `${key} (${shown.join(", ")})` : key;
    }
    const instants = [...given.values()].map((value) => value.text).filter(isInstant);
    return sentence.replace(/\{([a-z_]+)(?:\|([a-z_.]+))?\}/g, (written, name, format) => {
      const value = given.get(name as string);
      return value === undefined ? (written as string)
                                 : this.show(value.text, format as string | undefined, instants);
    });
  }

  /** The word of a group, such as `enum.phase`, for a name; the name itself where there is none. */
  word(group: string, name: string): string {
    return this.has(`${group}.${name}`) ? this.say(`${group}.${name}`) : visible(name);
  }

  private show(text: string, format: string | undefined, others: readonly string[]): string {
    if (isInstant(text)) {
      const looksAlike = others.some(
        (other) => other !== text && wallText(other) === wallText(text),
      );
      const time = looksAlike ? inFull(text) : wallText(text);
      return format === "date" ? `${wallDate(text)} ${time}` : time;
    }
    if (text === "") {
      return this.has("value.none") ? this.say("value.none") : "";
    }
    return format === undefined ? visible(text) : this.word(format, text);
  }
}
