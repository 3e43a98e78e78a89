// What lies over a screen: the palette, the keys, and what waits on this device.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { type Command, commands, toggleSingleKeys } from "../commands";
import { isComposing } from "../composing";
import { outbox } from "../console";
import { problemText, seatName } from "../enter";
import * as state from "../state";
import { say, word } from "../state";

function close(): void {
  state.overlay.value = null;
}

function Dialog(props: { label: string; children: ComponentChildren }) {
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={box} aria-label={props.label} onCancel={(event) => {
      event.preventDefault();
      close();
    }}>
      {props.children}
    </dialog>
  );
}

function fits(command: Command, typed: string): boolean {
  const title = command.title.toLowerCase();
  return typed.trim().toLowerCase().split(/\s+/).every((part) => title.includes(part));
}

export function Palette() {
  const [typed, setTyped] = useState("");
  const [place, setPlace] = useState(0);
  const found = commands().filter((command) => fits(command, typed)).slice(0, 12);
  const run = (command: Command | undefined) => {
    if (command !== undefined) {
      close();
      command.run();
    }
  };
  const onKey = (event: KeyboardEvent) => {
    if (isComposing(event)) {
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setPlace(Math.min(Math.max(place + step, 0), found.length - 1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(found[place]);
    }
  };
  return (
    <Dialog label={say("web.palette")}>
      <input role="combobox" aria-expanded="true" aria-controls="palette-list" autocomplete="off"
             aria-activedescendant={found[place] === undefined ? undefined : `command-${place}`}
             aria-label={say("web.palette")} placeholder={say("web.palette_hint")} value={typed}
             onKeyDown={onKey} autofocus
             onInput={(event) => {
               setTyped((event.target as HTMLInputElement).value);
               setPlace(0);
             }} />
      <ul id="palette-list" role="listbox" aria-label={say("web.palette")}>
        {found.map((command, index) => (
          <li key={command.id} id={`command-${index}`} role="option"
              aria-selected={index === place} onClick={() => run(command)}>
            <bdi>{command.title}</bdi>
            {command.keys !== undefined && <kbd>{command.keys}</kbd>}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="empty">{say("web.nothing_found")}</p>}
    </Dialog>
  );
}

const keyHelp = [
  ["j k ← → ↑ ↓", "web.key.move"], ["0–9", "web.key.jump"], ["Enter", "web.key.open"],
  ["Esc", "web.key.back"], ["/", "web.filter"], ["c", "web.checkin"],
  ["m", "web.key.module"], ["b", "web.key.break"], ["n", "web.action.note"],
  ["i", "web.action.incident"],
  ["o", "web.action.outage"], ["e", "web.action.equipment"], ["v", "web.action.seat"],
  ["t", "web.action.materials"], ["a", "enum.alarm_action.acknowledge"],
  ["s", "enum.alarm_action.shelve"], ["u", "web.action.undo_last"],
  ["g f  g e  g j  g c  g t", "web.screens"], ["g r  g i  g p  g s  g d", "web.screens"],
  ["l", "web.tablet.switch"], [":  Ctrl-K", "web.palette"], ["?", "web.help"],
] as const;

export function Help() {
  return (
    <Dialog label={say("web.help")}>
      <h2>{say("web.help")}</h2>
      <table>
        <tbody>
          {keyHelp.map(([keys, label]) => (
            <tr key={keys}>
              <th scope="row">{keys.split("  ").map((one) => <kbd key={one}>{one}</kbd>)}</th>
              <td>{say(label)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{say("web.key.safe")}</p>
      <p class="buttons">
        <button type="button" onClick={toggleSingleKeys}>
          {say(state.hasSingleKeys.value ? "web.keys_off" : "web.keys_on")}
        </button>
        <button type="button" class="main" onClick={close}>{say("web.close")}</button>
      </p>
    </Dialog>
  );
}

/** What was entered without a connection, and what labd refused of it. */
export function Waiting() {
  const own = state.ownKept.value;
  return (
    <Dialog label={say("web.not_yet_recorded")}>
      <h2>{say("web.not_yet_recorded")}</h2>
      <ul class="list">
        {own.map((item) => (
          <li key={item.key} class={item.problem === undefined ? "" : "alarm p2"}>
            <time>{item.happened}</time> {word("entry", item.enter)}{" "}
            {item.sitting !== undefined && <bdi>{seatName(item.sitting)}</bdi>}
            {item.problem === undefined ? <small> {say("web.is_sent")}</small> : (
              <>
                <p>{problemText(item.problem)}</p>
                <button type="button" onClick={() => void outbox.remove(item.key)}>
                  {say("web.forget")}
                </button>
              </>
            )}
          </li>
        ))}
      </ul>
      <p class="buttons">
        <button type="button" class="main" onClick={close}>{say("web.close")}</button>
      </p>
    </Dialog>
  );
}

/** What the last entry did, with the way back. */
export function NoticeBar(props: { undo(): void }) {
  const notice = state.notice.value;
  if (notice === null) {
    return null;
  }
  const symbol = { done: "✓", refused: "▲", waiting: "○" }[notice.kind];
  return (
    <div class={`notice ${notice.kind}`} role={notice.kind === "refused" ? "alert" : "status"}>
      <p><span aria-hidden="true">{symbol} </span>{notice.text}</p>
      {(notice.details ?? []).length > 0 && (
        <ul>{notice.details?.map((line) => <li key={line}>{line}</li>)}</ul>
      )}
      {(notice.rules ?? []).length > 0 && (
        <p class="rules">{say("why.rules", { rules: notice.rules?.join(", ") })}</p>
      )}
      <p class="buttons">
        {notice.undo !== undefined && (
          <button type="button" onClick={props.undo}>
            {say("web.action.undo_last")} <kbd>u</kbd>
          </button>
        )}
        <button type="button" onClick={() => { state.notice.value = null; }}>
          {say("web.close")}
        </button>
      </p>
    </div>
  );
}
