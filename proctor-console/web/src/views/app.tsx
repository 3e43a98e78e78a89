// The whole page.
import { useSignalEffect } from "@preact/signals";

import { startUndo } from "../commands";
import * as state from "../state";
import { say } from "../state";
import { isTablet } from "../tablet";
import { sayAlarms, sayTimes } from "../voice";
import { Board, RoomDisplay } from "./board";
import { Cameras } from "./cameras";
import { Cases } from "./cases";
import { Drawer } from "./drawer";
import { Drills } from "./drills";
import { Banners, Header } from "./header";
import { Incidents } from "./incidents";
import { Journal } from "./journal";
import { Lock } from "./lock";
import { Outages } from "./outages";
import { Help, NoticeBar, Palette, Waiting } from "./overlays";
import { Papers } from "./papers";
import { Settings } from "./settings";
import { OwnPassword, SignIn } from "./sign_in";
import { Team } from "./team";

function Screen() {
  switch (state.screen.value) {
    case "outages": return <Outages />;
    case "journal": return <Journal />;
    case "cameras": return <Cameras />;
    case "team": return <Team />;
    case "cases": return <Cases />;
    case "incidents": return <Incidents />;
    case "papers": return <Papers />;
    case "settings": return <Settings />;
    case "drills": return <Drills />;
    default: return <Board />;
  }
}

/** What is unknown is striped, everywhere. */
function Patterns() {
  return (
    <svg class="unseen" aria-hidden="true" width="0" height="0" focusable="false">
      <defs>
        <pattern id="unknown" width="8" height="16" patternUnits="userSpaceOnUse">
          <rect width="4" height="16" class="stripe" />
        </pattern>
      </defs>
    </svg>
  );
}

/** One polite voice and one for what is urgent; the clocks themselves are silent. */
function Voices() {
  return (
    <>
      <p class="unseen" role="status" aria-live="polite">{state.spoken.value.polite}</p>
      <p class="unseen" role="alert" aria-live="assertive">{state.spoken.value.assertive}</p>
    </>
  );
}

function Console() {
  const isOpen = state.opened.value !== null && state.sittingOf(state.opened.value) !== undefined;
  return (
    <div class="console" data-stale={state.isStale.value} data-drawer={isOpen}>
      <Header />
      <Banners />
      <main>
        <h1 class="unseen">labd</h1>
        <Screen />
        {isOpen && <Drawer />}
      </main>
      <NoticeBar undo={() => void startUndo()} />
      <Voices />
      <Patterns />
      {state.overlay.value === "palette" && <Palette />}
      {state.overlay.value === "help" && <Help />}
      {state.overlay.value === "waiting" && <Waiting />}
    </div>
  );
}

export function App() {
  useSignalEffect(sayAlarms);
  useSignalEffect(sayTimes);
  useSignalEffect(() => {
    const site = state.site.value?.site ?? "";
    const urgent = state.alarms.value.filter((alarm) => alarm.priority === 1).length;
    const stale = state.isStale.value && state.me.value != null ? `${say("web.stale")} ` : "";
    document.title = `${stale}${urgent > 0 ? `(${urgent}) ` : ""}labd ${site}`.trim();
  });
  const me = state.me.value;
  if (me === undefined) {
    return <main class="sign-in"><h1>labd</h1><p role="status">{say("web.connecting")}</p></main>;
  }
  if (me === null) {
    return isTablet.value ? <Lock /> : <SignIn />;
  }
  if (me.must_change_password === true) {
    return <OwnPassword />;
  }
  return me.role === "display" ? <RoomDisplay /> : <Console />;
}
