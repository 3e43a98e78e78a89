// The lock screen of a shared tablet: who takes it, and their PIN, by touch or by keyboard.
import { useEffect, useLayoutEffect, useState } from "preact/hooks";

import { NoAnswer } from "../api";
import type { Problem, ThisDevice } from "../api_types";
import { isComposing } from "../composing";
import { readMe, request } from "../console";
import { kept, say } from "../state";
import { device, ended, isEnding, isUnreachable, readDevice, wasIdle } from "../tablet";
import { visible } from "../text";
import { ProblemBox } from "./entry_form";
import { Preferences } from "./header";
import { SignIn, unreachable } from "./sign_in";

const lookEvery_ms = 5000;
const digitsMin = 6;
const digitsMax = 12;

type Person = ThisDevice["people"][number];

/** Nothing when it was right. */
async function signIn(user: string, pin: string): Promise<Problem | null> {
  try {
    await ended();
    if (isEnding()) {
      return unreachable();
    }
    const answer = await request("/api/v1/sign-in/pin", {
      method: "POST", body: JSON.stringify({ user, pin }),
    });
    if (answer.status !== 200) {
      await readDevice();
      return answer.problem ?? unreachable();
    }
    wasIdle.value = false;
    await readMe();
    return null;
  } catch (error) {
    if (!(error instanceof NoAnswer)) {
      throw error;
    }
    return unreachable();
  }
}

interface PadProps {
  press(digit: string): void;
  erase(): void;
  isFull: boolean;
  isBusy: boolean;
}

function Pad(props: PadProps) {
  return (
    <div class="pad">
      {[..."1234567890"].map((digit) => (
        <button key={digit} type="button" onClick={() => props.press(digit)}>{digit}</button>
      ))}
      <button type="button" aria-label={say("web.tablet.erase")} onClick={props.erase}>
        <span aria-hidden="true">⌫</span>
      </button>
      <button type="submit" class="main" disabled={!props.isFull || props.isBusy}>
        {say("web.tablet.open")}
      </button>
    </div>
  );
}

function PinEntry(props: { person: Person; back(): void }) {
  const [pin, setPin] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const press = (digit: string) =>
    setPin((typed) => (typed.length < digitsMax ? typed + digit : typed));
  const erase = () => setPin((typed) => typed.slice(0, -1));
  const submit = async () => {
    if (pin.length < digitsMin || isBusy) {
      return;
    }
    setIsBusy(true);
    setProblem(null);
    const problem = await signIn(props.person.user, pin);
    setPin("");
    setIsBusy(false);
    setProblem(problem);
  };
  const onKey = (event: KeyboardEvent) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !isComposing(event);
    if (isPlain && /^\d$/.test(event.key)) {
      press(event.key);
    } else if (isPlain && event.key === "Backspace") {
      erase();
    } else if (isPlain && event.key === "Enter" && !(event.target instanceof HTMLButtonElement)) {
      void submit();
    } else if (isPlain && event.key === "Escape") {
      props.back();
    } else {
      return;
    }
    event.preventDefault();
  };
  // Before anybody can see it: the first digit is not lost.
  useLayoutEffect(() => {
    document.getElementById("pin-form")?.focus();
  }, []);
  const name = visible(props.person.name);
  return (
    <form id="pin-form" class="entry" tabIndex={-1} onKeyDown={onKey}
          aria-label={say("web.tablet.pin_of", { name })}
          onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      <h2><bdi>{say("web.tablet.pin_of", { name })}</bdi></h2>
      <p class="pin" role="status">
        <span aria-hidden="true">{"●".repeat(pin.length)}</span>
        <span class="unseen">{say("web.tablet.entered", { count: pin.length })}</span>
      </p>
      <Pad press={press} erase={erase} isFull={pin.length >= digitsMin} isBusy={isBusy} />
      {problem !== null && <ProblemBox problem={problem} />}
      <p class="buttons">
        <button type="button" onClick={props.back}>{say("web.tablet.other")}</button>
      </p>
    </form>
  );
}

function Names(props: { choose(person: Person): void }) {
  const people = device.value?.people ?? [];
  return (
    <section class="entry names" aria-label={say("web.tablet.choose")}>
      <h2>{say("web.tablet.choose")}</h2>
      {people.length === 0 && <p>{say("web.tablet.nobody")}</p>}
      <ul>
        {people.map((person) => (
          <li key={person.user}>
            <button type="button" onClick={() => props.choose(person)}>
              <bdi>{visible(person.name)}</bdi>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Lock() {
  const [person, setPerson] = useState<Person | null>(null);
  const [byPassword, setByPassword] = useState(false);
  useEffect(() => {
    const look = () => void ended().then(readDevice);
    look();
    const timer = setInterval(look, lookEvery_ms);
    return () => clearInterval(timer);
  }, []);
  if (byPassword) {
    return <SignIn back={{ label: say("web.tablet.by_pin"), run: () => setByPassword(false) }} />;
  }
  const waiting = new Set(kept.value.map((item) => item.user));
  return (
    <main class="sign-in lock">
      <h1>labd <small>{visible(device.value?.device ?? "")}</small></h1>
      {wasIdle.value && person === null && <p class="hint">{say("web.tablet.locked")}</p>}
      {isUnreachable.value && (
        <p class="banner stale" role="alert">{say("web.tablet.unreachable")}</p>
      )}
      {person === null ? <Names choose={setPerson} />
        : <PinEntry key={person.user} person={person} back={() => setPerson(null)} />}
      {waiting.size > 0 && (
        <p class="hint">{say("web.waiting_of", { names: [...waiting].join(", ") })}</p>
      )}
      <p class="buttons">
        <button type="button" class="quiet" onClick={() => setByPassword(true)}>
          {say("web.tablet.by_password")}
        </button>
        <Preferences />
      </p>
    </main>
  );
}
