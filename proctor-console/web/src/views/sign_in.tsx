// Signing in, and setting a password of one's own where somebody else gave the first one.
import { useState } from "preact/hooks";

import { ask, NoAnswer } from "../api";
import type { Problem, Role } from "../api_types";
import { readMe, request } from "../console";
import { ownRoles } from "../roles";
import { kept, language, me, say, word } from "../state";
import { Preferences } from "./header";
import { ProblemBox } from "./entry_form";

interface TextProps {
  id: string;
  label: string;
  isSecret?: boolean;
  value: string;
  autocomplete: string;
  set(value: string): void;
}

export function TextField(props: TextProps) {
  const common = {
    id: props.id, required: true, value: props.value, maxLength: 200,
    autocomplete: props.autocomplete, autocapitalize: "none", spellcheck: false,
    onInput: (event: { target: unknown }) => props.set((event.target as HTMLInputElement).value),
  } as const;
  return (
    <p class="field">
      <label for={props.id}>{say(props.label)}</label>
      {props.isSecret === true ? <input type="password" {...common} />
                               : <input type="text" {...common} />}
    </p>
  );
}

export function unreachable(): Problem {
  return { type: "about:blank", title: "", status: 0, detail: say("web.unreachable") };
}

/** @param back Leads to another way of signing in. */
export function SignIn(props: { back?: { label: string; run(): void } }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [role, setRole] = useState<Role | "">("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    const body = JSON.stringify({ name: name.trim(), password, ...(role === "" ? {} : { role }) });
    try {
      const answer = await ask("/api/v1/sign-in", {
        method: "POST", body, language: language.value,
      });
      if (answer.status === 200) {
        await readMe();
      } else {
        setProblem(answer.problem ?? unreachable());
      }
    } catch (error) {
      if (!(error instanceof NoAnswer)) {
        throw error;
      }
      setProblem(unreachable());
    }
  };
  const waiting = new Set(kept.value.map((item) => item.user));
  return (
    <main class="sign-in">
      <h1>labd</h1>
      <form class="entry" onSubmit={(event) => void submit(event)}>
        <TextField id="name" label="web.user_name" value={name} set={setName}
                   autocomplete="username" />
        <TextField id="password" label="web.password" isSecret value={password}
                   set={setPassword} autocomplete="current-password" />
        <p class="field">
          <label for="role">{say("web.role")}</label>
          <select id="role" value={role}
                  onChange={(event) => setRole((event.target as HTMLSelectElement).value as Role)}>
            <option value="">{say("web.role_only")}</option>
            {ownRoles.map((one) => <option key={one} value={one}>{word("enum.role", one)}</option>)}
          </select>
        </p>
        {problem !== null && <ProblemBox problem={problem} />}
        <p class="buttons"><button type="submit" class="main">{say("web.sign_in")}</button></p>
        {props.back !== undefined && (
          <p class="buttons">
            <button type="button" class="quiet" onClick={props.back.run}>{props.back.label}</button>
          </p>
        )}
        {waiting.size > 0 && (
          <p class="hint">{say("web.waiting_of", { names: [...waiting].join(", ") })}</p>
        )}
      </form>
      <p class="buttons"><Preferences /></p>
    </main>
  );
}

export function OwnPassword() {
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const [again, setAgain] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (fresh !== again) {
      setProblem({ ...unreachable(), detail: say("cli.error.password_differs") });
      return;
    }
    try {
      const body = JSON.stringify({ old, new: fresh });
      const answer = await request("/api/v1/me/password", { method: "POST", body });
      if (answer.status < 300) {
        me.value = null;
      } else {
        setProblem(answer.problem ?? unreachable());
      }
    } catch (error) {
      if (!(error instanceof NoAnswer)) {
        throw error;
      }
      setProblem(unreachable());
    }
  };
  return (
    <main class="sign-in">
      <h1>{say("title.password_change_needed")}</h1>
      <form class="entry" onSubmit={(event) => void submit(event)}>
        <TextField id="old" label="web.password_old" isSecret value={old} set={setOld}
                   autocomplete="current-password" />
        <TextField id="new" label="web.password_new" isSecret value={fresh} set={setFresh}
                   autocomplete="new-password" />
        <TextField id="again" label="web.password_again" isSecret value={again}
                   set={setAgain} autocomplete="new-password" />
        {problem !== null && <ProblemBox problem={problem} />}
        <p class="buttons"><button type="submit" class="main">{say("web.record")}</button></p>
      </form>
    </main>
  );
}
