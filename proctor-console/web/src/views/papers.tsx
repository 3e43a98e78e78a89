// What is printed (the pack for the start of a day, the report at its end), and what comes back
// from paper.
import { useSignal } from "@preact/signals";

import * as state from "../state";
import { say } from "../state";
import { PaperPeriod } from "./paper_period";
import { DayPack, SessionReport } from "./prints";

const papers = ["pack", "report", "period"] as const;

export function Papers() {
  const shown = useSignal<(typeof papers)[number]>("pack");
  const choices = papers.filter((one) => one !== "period" || state.mayEnter.value);
  const session = encodeURIComponent(state.session.value ?? "");
  return (
    <section class="papers" aria-label={say("web.screen.papers")} data-stale={state.isStale.value}>
      <h2 class="screen-only">{say("web.screen.papers")}</h2>
      <p class="buttons screen-only">
        {choices.map((one) => (
          <button key={one} type="button" aria-pressed={shown.value === one}
                  onClick={() => { shown.value = one; }}>{say(`web.paper.${one}`)}</button>
        ))}
        {shown.value !== "period" && (
          <button type="button" class="main" onClick={() => print()}>{say("web.print")}</button>
        )}
        <a href={`/api/v1/sessions/${session}/coverage/report.html`} target="_blank"
           rel="noopener">{say("web.paper.coverage")}</a>
      </p>
      {shown.value === "pack" && <DayPack />}
      {shown.value === "report" && <SessionReport />}
      {shown.value === "period" && <PaperPeriod />}
    </section>
  );
}
