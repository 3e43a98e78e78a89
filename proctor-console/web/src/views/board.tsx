// The floor: who needs somebody comes first, and nothing moves under a hand that acts.
import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

import type { SeatTimes, Sitting } from "../api_types";
import { isFlood } from "../alarm_groups";
import { ordered } from "../board_order";
import { signOut } from "../console";
import { focusCard, openDrawer, shownOrder } from "../screens";
import * as state from "../state";
import { say } from "../state";
import { instantOf, lengthText, secondsLeft, visible, wallText } from "../text";
import { AlarmPanel } from "./alarm_panel";
import { Card } from "./card";
import { Banners, Preferences } from "./header";
import { useFootage } from "./strip";

/** Rows stay where they are for so long after somebody last acted on the board. */
const holdFor_ms = 8000;

export function matches(sitting: Sitting, filter: string): boolean {
  const wanted = filter.trim().toLowerCase();
  if (wanted === "") {
    return true;
  }
  const texts = [sitting.seat, sitting.name, sitting.name_local, sitting.sitting,
                 sitting.candidate, state.word("enum.phase", sitting.phase)];
  return texts.some((text) => (text ?? "").toLowerCase().includes(wanted));
}

function Filter() {
  return (
    <p class="filter">
      <label for="filter">{say("web.filter")} <kbd>/</kbd></label>
      <input id="filter" type="search" value={state.filter.value} autocomplete="off"
             onInput={(event) => {
               state.filter.value = (event.target as HTMLInputElement).value;
             }} />
    </p>
  );
}

export function Board() {
  const actedAt = useSignal(Number.NEGATIVE_INFINITY);
  const isHeld = useSignal(false);
  const list = useRef<HTMLUListElement>(null);
  const hasFlood = useComputed(() => isFlood(state.alarms.value, state.now.value)).value;
  useFootage();
  const acted = () => {
    actedAt.value = performance.now();
    isHeld.value = true;
  };
  useEffect(() => {
    const timer = setInterval(() => {
      isHeld.value = state.opened.value !== null ||
        performance.now() - actedAt.value < holdFor_ms;
    }, 500);
    return () => clearInterval(timer);
  }, []);
  const shown = useComputed(() => {
    const all = ordered(state.sittings.value, shownOrder.list,
                        isHeld.value || state.opened.value !== null);
    shownOrder.list = all.map((sitting) => sitting.sitting);
    return all.filter((sitting) => matches(sitting, state.filter.value));
  });
  // A row that moves loses the focus: it gets it back.
  const hadFocus = list.current?.contains(document.activeElement) === true;
  useLayoutEffect(() => {
    if (hadFocus && list.current?.contains(document.activeElement) !== true) {
      focusCard(state.current.value);
    }
  });
  const sittings = shown.value;
  const first = sittings.find((one) => one.sitting === state.current.value) ?? sittings[0];
  if (state.board.value === null) {
    return <p class="empty">{state.boardProblem.value ?? say("web.loading")}</p>;
  }
  return (
    <section aria-label={say("web.screen.floor")} class="floor">
      <div class="tools">
        <Filter />
        {isHeld.value && <p class="hint" role="status">{say("web.order_held")}</p>}
      </div>
      <AlarmPanel />
      {sittings.length === 0 && <p class="empty">{say("web.nobody")}</p>}
      <ul class="cards" data-many={sittings.length > 20} ref={list}
          onKeyDownCapture={acted} onPointerDown={acted}>
        {sittings.map((sitting) => (
          <Card key={sitting.sitting} sitting={sitting} isCurrent={sitting === first}
                isFlood={hasFlood}
                open={() => { acted(); openDrawer(sitting.sitting); }} />
        ))}
      </ul>
    </section>
  );
}

/** The room's display: the official time and each seat's end in large digits, nobody's name. */
export function RoomDisplay() {
  const items = (state.board.value?.sittings ?? []) as SeatTimes[];
  const now = state.now.value;
  return (
    <main class="display" data-stale={state.isStale.value}>
      <h1 class="unseen">{say("web.official_time")}</h1>
      <p class="time" role="timer">{state.wall.value.time(now)}</p>
      <Banners />
      <ul>
        {items.map((item) => (
          <li key={item.seat}>
            <span class="seat">{visible(item.seat)}</span>
            <span class="end">
              {item.ends_at ? wallText(item.ends_at) : say("enum.clock.stopped")}
            </span>
            <span class="left">
              {item.ends_at && item.clock === "running"
                ? lengthText(secondsLeft(instantOf(item.ends_at), now)) : ""}
            </span>
          </li>
        ))}
      </ul>
      <p class="buttons">
        <Preferences />
        <button type="button" class="quiet" onClick={() => void signOut()}>
          {say("web.sign_out")}
        </button>
      </p>
    </main>
  );
}
