// The day's journal as the role sees it, with filters.
import { useEffect, useState } from "preact/hooks";

import type { Entry } from "../api_types";
import { NoAnswer } from "../api";
import { onDayChanged } from "../console";
import { readJournal } from "../details";
import { seatName } from "../enter";
import * as state from "../state";
import { say, word } from "../state";
import { visible, wallText } from "../text";
import { Replay } from "./replay";

/** The latest so many are drawn. */
const shownMax = 300;

function membersOf(entry: Entry): string {
  const envelope = new Set(["seq", "id", "enter", "session", "by", "happened", "recorded",
                            "reason", "based_on", "sitting"]);
  return Object.entries(entry)
    .filter(([name, value]) => !envelope.has(name) && value !== null)
    .map(([name, value]) => `${name}: ${typeof value === "string" ? value
      : JSON.stringify(value)}`)
    .join(" · ");
}

export function Journal() {
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const [type, setType] = useState("");
  const [by, setBy] = useState("");
  const [isReplaying, setIsReplaying] = useState(false);
  const session = state.session.value;
  useEffect(() => {
    let isCurrent = true;
    const read = async () => {
      const filter: Record<string, string> = session === null ? {} : { session };
      if (type !== "") {
        filter["type"] = type;
      }
      if (by.trim() !== "") {
        filter["by"] = by.trim();
      }
      try {
        const found = await readJournal(filter);
        if (isCurrent) {
          setEntries(found);
        }
      } catch (error) {
        if (!(error instanceof NoAnswer)) {
          throw error;
        }
      }
    };
    void read();
    const stop = onDayChanged(() => void read());
    return () => {
      isCurrent = false;
      stop();
    };
  }, [type, by, session]);
  const types = state.messages.value.keys("entry.").map((key) => key.slice("entry.".length));
  const shown = entries.slice(-shownMax).reverse();
  return (
    <section class="journal" aria-label={say("web.screen.journal")}
             data-stale={state.isStale.value}>
      <h2>{say("web.screen.journal")}</h2>
      <div class="tools">
        <p class="filter">
          <label for="journal-type">{say("web.journal.type")}</label>
          <select id="journal-type" value={type}
                  onChange={(event) => setType((event.target as HTMLSelectElement).value)}>
            <option value="">{say("web.journal.all")}</option>
            {types.map((one) => <option key={one} value={one}>{word("entry", one)}</option>)}
          </select>
        </p>
        <p class="filter">
          <label for="journal-by">{say("web.journal.by")}</label>
          <input id="journal-by" value={by} autocomplete="off" maxLength={40}
                 onInput={(event) => setBy((event.target as HTMLInputElement).value)} />
        </p>
        <button type="button" aria-pressed={isReplaying}
                onClick={() => setIsReplaying(!isReplaying)}>
          {say(isReplaying ? "web.replay_off" : "web.replay")}
        </button>
      </div>
      {isReplaying && <Replay entries={entries} />}
      <div class="scroll" tabIndex={0} role="region" aria-label={say("web.timeline")}>
        <table>
          <thead>
            <tr>
              <th scope="col">#</th>
              <th scope="col">{say("web.journal.happened")}</th>
              <th scope="col">{say("web.journal.type")}</th>
              <th scope="col">{say("web.journal.about")}</th>
              <th scope="col">{say("web.journal.by")}</th>
              <th scope="col">{say("web.journal.what")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((entry) => (
              <tr key={entry.seq}>
                <td>{entry.id}</td>
                <td>{entry.happened === undefined ? "" : wallText(entry.happened)}</td>
                <td>{word("entry", entry.enter ?? "")}</td>
                <td><bdi>
                  {typeof entry["sitting"] === "string" ? visible(seatName(entry["sitting"])) : ""}
                </bdi></td>
                <td>{visible(entry.by?.name ?? "")}</td>
                <td class="wide">
                  <bdi>{visible(membersOf(entry))}</bdi>
                  {entry.reason != null && (
                    <bdi> {say("cli.journal.reason", { reason: entry.reason })}</bdi>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
