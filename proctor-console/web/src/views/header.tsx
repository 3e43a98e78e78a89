// The top of every screen: whose lab, its official time, whether that is still true, and alarms.
import { chooseLanguage, chooseTheme, clock, signOut } from "../console";
import { countByPriority, symbols } from "../board_order";
import { go, shownScreens } from "../screens";
import { toggleSound } from "../sound";
import * as state from "../state";
import { say } from "../state";
import { isTablet, lock } from "../tablet";
import { secondsSince, visible } from "../text";

/** What is heard on this device, with what keeps it from being heard. */
function Sound() {
  const isOn = state.isSoundOn.value;
  const isBlocked = isOn && state.isSoundBlocked.value;
  return (
    <button type="button" class={isBlocked ? "tag p2" : "quiet"}
            onClick={(event) => toggleSound(event.currentTarget)}>
      {say(isBlocked ? "web.sound_blocked" : isOn ? "web.sound_is_on" : "web.sound_is_off")}
    </button>
  );
}

export function Preferences() {
  const other = state.language.value === "en" ? "ja" : "en";
  const next = { auto: "light", light: "dark", dark: "auto" }[state.theme.value] ?? "auto";
  return (
    <>
      <button type="button" class="quiet" lang={other} onClick={() => chooseLanguage(other)}>
        {other === "ja" ? "日本語" : "English"}
      </button>
      <button type="button" class="quiet" onClick={() => chooseTheme(next)}>
        {say(`web.theme.${state.theme.value}`)}
      </button>
    </>
  );
}

function OfficialTime() {
  const time = state.wall.value.time(state.now.value);
  return (
    <time class="official" role="timer" aria-label={say("web.official_time")}>
      {clock.isKnown ? time : "--:--:--"}
    </time>
  );
}

function Connection() {
  if (state.isStale.value) {
    return <span class="tag stale">{symbols.unknown} {say("web.stale")}</span>;
  }
  const error = Math.ceil(clock.error_ms);
  return <span class="tag live">● {say("web.live", { error })}</span>;
}

function AlarmCounts() {
  const counts = countByPriority(state.alarms.value);
  const marks = [symbols.critical, symbols.warning, symbols.waiting];
  return (
    <ul class="counts" aria-label={say("web.alarms")}>
      {counts.map((count, place) => (
        <li key={place} class={count > 0 ? `p${place + 1}` : "none"}>
          <span aria-hidden="true">{marks[place]} </span>P{place + 1} {count}
        </li>
      ))}
    </ul>
  );
}

function Navigation() {
  return (
    <nav aria-label={say("web.screens")}>
      <kbd aria-hidden="true">g</kbd>
      <ul>
        {shownScreens().map((one) => (
          <li key={one.id}>
            <button type="button" class="quiet" onClick={() => go(one.id)}
                    aria-current={state.screen.value === one.id ? "page" : undefined}>
              {say(one.label)} <kbd>{one.key}</kbd>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function SessionChoice() {
  const all = state.sessions.value;
  if (all.length < 2) {
    return <span class="session">{state.session.value}</span>;
  }
  return (
    <select class="session" aria-label={say("web.session")} value={state.session.value ?? ""}
            onChange={(event) => void go("floor", (event.target as HTMLSelectElement).value)}>
      {all.map((one) => (
        <option key={one.id} value={one.id}>
          {one.id}{one.closed ? ` (${say("cli.word.closed")})` : ""}
        </option>
      ))}
    </select>
  );
}

function Waiting() {
  const own = state.ownKept.value;
  if (own.length === 0) {
    return null;
  }
  const refused = own.filter((item) => item.problem !== undefined).length;
  return (
    <button type="button" class={refused > 0 ? "tag p2" : "tag waiting"}
            onClick={() => { state.overlay.value = "waiting"; }}>
      {refused > 0 ? say("web.refused_count", { count: refused })
                   : say("web.waiting_count", { count: own.length })}
    </button>
  );
}

export function Header() {
  const me = state.me.value;
  const onDuty = state.board.value?.on_duty ?? [];
  return (
    <header>
      <div class="bar">
        <strong class="site">{(state.site.value?.site ?? "labd").toUpperCase()}</strong>
        <OfficialTime />
        <Connection />
        <SessionChoice />
        <AlarmCounts />
        <Waiting />
        <span class="space" />
        {state.mayEnter.value && <Sound />}
        <Preferences />
        <button type="button" class="quiet"
                onClick={() => { state.overlay.value = "palette"; }}>
          {say("web.palette")} <kbd>:</kbd>
        </button>
        <button type="button" class="quiet" onClick={() => { state.overlay.value = "help"; }}>
          {say("web.help")} <kbd>?</kbd>
        </button>
      </div>
      <div class="bar second">
        <Navigation />
        <span class="duty">
          {onDuty.length === 0 ? say("cli.board.nobody_on_duty")
            : say("cli.board.on_duty", { people: onDuty.map((one) => one.name).join(", ") })}
        </span>
        <span class="who">
          {visible(me?.name ?? "")} ({state.word("enum.role", me?.role ?? "")})
        </span>
        {isTablet.value
          ? (
            <button type="button" class="quiet" onClick={lock}>
              {say("web.tablet.switch")} <kbd>l</kbd>
            </button>
          )
          : (
            <button type="button" class="quiet" onClick={() => void signOut()}>
              {say("web.sign_out")}
            </button>
          )}
      </div>
    </header>
  );
}

/** What must not be overlooked: no connection, training, a device whose date is wrong. */
export function Banners() {
  const heard = state.heardAt.value;
  const off = state.deviceOff_ms.value;
  return (
    <section class="banners" aria-label={say("web.banners")}>
      {state.site.value?.mode === "training" && (
        <p class="banner training">{say("web.training", { rate: state.rate.value })}</p>
      )}
      {state.isStale.value && (
        <p class="banner stale" role="alert">
          <span aria-hidden="true">{symbols.unknown} </span>
          {heard === null ? say("web.connecting")
            : say("web.stale_since", { at: state.wall.value.time(heard) })}{" "}
          {heard !== null && <StaleLength since={heard} />}
        </p>
      )}
      {off !== null && (
        <p class="banner p2">
          {say("web.device_off", { length_s: Math.round(Math.abs(off) / 1000) })}
        </p>
      )}
      {!state.isOutboxLasting.value && <p class="banner p2">{say("web.outbox_short")}</p>}
    </section>
  );
}

function StaleLength(props: { since: number }) {
  const seconds = secondsSince(props.since, state.now.value);
  return <span aria-hidden="true">{say("web.stale_for", { length_s: seconds })}</span>;
}
