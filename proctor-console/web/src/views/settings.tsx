// What is in force here: site, policy, people, where announcements go; in training the clock.
import { useSignal } from "@preact/signals";

import { NoAnswer } from "../api";
import type { Policy, Problem, Users, Webhook } from "../api_types";
import { request, syncClock } from "../console";
import * as state from "../state";
import { say, word } from "../state";
import { visible, wallText } from "../text";
import { useAnswer } from "./answer";
import { ProblemBox } from "./entry_form";
import { TabletParts } from "./tablets";

const slow = { every_ms: 30_000, pause_ms: 10_000 };

function Table(props: { caption: string; heads: readonly string[];
                        rows: readonly (readonly string[])[] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={props.caption}>
      <table>
        <thead><tr>{props.heads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row[0]}>
              {row.map((cell, place) => place === 0
                ? <th key={place} scope="row">{visible(cell)}</th>
                : <td key={place} class="wide"><bdi>{visible(cell)}</bdi></td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SitePart() {
  const site = state.site.value;
  if (site === null) {
    return null;
  }
  const seats = (site.rooms ?? []).flatMap((room) => (room["seats"] ?? []) as unknown[]);
  return (
    <>
      <h3>{say("entry.site.configured")}</h3>
      <p>
        {visible(site.site)} · {visible(site.time_zone)} · {visible(site.country ?? "")} ·{" "}
        {word("enum.site_kind", site.kind ?? "")} · labd {visible(site.version)}
      </p>
      <p>
        {say("web.site_counts", {
          rooms: (site.rooms ?? []).length, seats: seats.length,
          cameras: (site.cameras ?? []).length, items: (site.equipment ?? []).length,
        })}
      </p>
    </>
  );
}

function PolicyPart() {
  const policy = useAnswer<Policy>("/api/v1/policy", slow).body;
  return (
    <>
      <h3>{say("web.policy")}</h3>
      {policy !== null && (
        <Table caption={say("web.policy")} heads={[say("web.parameter"), say("cli.column.value")]}
               rows={Object.entries(policy.parameters).map(([name, value]) => [name, value])} />
      )}
    </>
  );
}

function PeoplePart() {
  const { body, problem } = useAnswer<Users>(
    state.me.value?.role === "admin" ? "/api/v1/users" : null, slow,
  );
  return (
    <>
      <h3>{say("web.people")}</h3>
      {state.me.value?.role !== "admin" && <p class="hint">{say("web.people_admin")}</p>}
      {problem !== null && <ProblemBox problem={problem} />}
      {body !== null && (
        <Table caption={say("web.people")}
               heads={[say("web.user_name"), say("cli.column.name"), say("web.role"),
                       say("cli.column.state")]}
               rows={body.users.map((one) => [
                 one.name, one.display_name,
                 one.roles.map((role) => word("enum.role", role)).join(", "),
                 one.disabled === true ? say("web.user_disabled")
                   : one.must_change_password === true ? say("web.user_new") : say("web.user_ok"),
               ])} />
      )}
    </>
  );
}

const seesWebhooks = ["lead_proctor", "lab_ops", "scheduling", "auditor", "admin"];

function WebhookPart() {
  const may = seesWebhooks.includes(state.me.value?.role ?? "");
  const { body } = useAnswer<{ webhooks: Webhook[] }>(may ? "/api/v1/webhooks" : null, slow);
  if (!may) {
    return null;
  }
  return (
    <>
      <h3>{say("web.webhooks")}</h3>
      {body !== null && body.webhooks.length === 0 && (
        <p class="empty">{say("cli.talk.no_webhooks")}</p>
      )}
      {body !== null && body.webhooks.length > 0 && (
        <Table caption={say("web.webhooks")}
               heads={[say("cli.column.webhook"), say("web.address"), say("cli.column.state"),
                       say("cli.column.delivered"), say("cli.column.waiting"),
                       say("cli.column.failing"), say("cli.column.dead"),
                       say("cli.column.next_try"), say("cli.column.why")]}
               rows={body.webhooks.map((one) => [
                 one.name, one.url, word("enum.webhook_state", one.state), String(one.delivered),
                 String(one.waiting), String(one.failing), String(one.dead),
                 one.next_try_at === null ? "" : wallText(one.next_try_at), one.why,
               ])} />
      )}
    </>
  );
}

/** Only in training: labd refuses it elsewhere. */
function TrainingClock() {
  const now = useSignal("");
  const speed = useSignal("");
  const problem = useSignal<Problem | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    const change = {
      ...(now.value.trim() === "" ? {} : { now: now.value.trim() }),
      ...(speed.value.trim() === "" ? {} : { rate: Number(speed.value) }),
    };
    try {
      const answer = await request("/api/v1/training/clock", {
        method: "POST", body: JSON.stringify(change),
      });
      problem.value = answer.problem ?? null;
      await syncClock();
    } catch (error) {
      if (!(error instanceof NoAnswer)) {
        throw error;
      }
    }
  };
  return (
    <form class="entry" aria-label={say("web.training_clock")}
          onSubmit={(event) => void submit(event)}>
      <h3>{say("web.training_clock")}</h3>
      <p class="field">
        <label for="clock-now">{say("web.clock_now")}</label>
        <input id="clock-now" placeholder="12:10" autocomplete="off" value={now.value}
               pattern="([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?"
               onInput={(event) => { now.value = (event.target as HTMLInputElement).value; }} />
      </p>
      <p class="field">
        <label for="clock-rate">{say("web.clock_rate")}</label>
        <input id="clock-rate" type="number" min={0} max={3600} value={speed.value}
               onInput={(event) => { speed.value = (event.target as HTMLInputElement).value; }} />
      </p>
      {problem.value !== null && <ProblemBox problem={problem.value} />}
      <p class="buttons"><button type="submit" class="main">{say("web.record")}</button></p>
    </form>
  );
}

export function Settings() {
  const isTraining = state.site.value?.mode === "training";
  return (
    <section class="settings" aria-label={say("web.screen.settings")}
             data-stale={state.isStale.value}>
      <h2>{say("web.screen.settings")}</h2>
      {isTraining && state.me.value?.role === "admin" && <TrainingClock />}
      <SitePart />
      <PeoplePart />
      <TabletParts />
      <WebhookPart />
      <PolicyPart />
    </section>
  );
}
