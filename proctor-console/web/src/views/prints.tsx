// Pages to print: the seat plan, a sheet for each seat to fill in by hand, the session's report.
import type { Cases as CaseList, Coverage, Sitting } from "../api_types";
import { checkinSteps } from "../actions";
import { footageOf } from "../footage";
import { nameOf, seatName } from "../enter";
import * as state from "../state";
import { say, word } from "../state";
import { lengthText, visible, wallDate, wallText } from "../text";
import { ofSession, useAnswer } from "./answer";
import { percentOf } from "./cameras";
import { stateWord } from "./card";
import { scopeText } from "./outages";

interface Seat { id: string; rack?: string }

function Heading(props: { title: string }) {
  const session = state.sessionState.value;
  const isTraining = state.site.value?.mode === "training";
  const training = isTraining ? ` · ${say("web.training_short")}` : "";
  return (
    <div class="paper-head">
      <h3>{props.title}{training}</h3>
      <p>
        {visible((state.site.value?.site ?? "").toUpperCase())} ·{" "}
        {visible(session?.id ?? "")} ·{" "}
        {say("web.printed_at", { at: state.wall.value.time(state.now.peek()) })}
      </p>
    </div>
  );
}

function bySeat(): Sitting[] {
  const order = new Intl.Collator("en", { numeric: true });
  return [...state.sittings.value].sort(
    (a, b) => order.compare(a.seat ?? "~", b.seat ?? "~"),
  );
}

function SeatPlan() {
  const at = new Map(state.sittings.value.map((one) => [one.seat, one]));
  return (
    <article class="paper-page">
      <Heading title={say("web.seat_plan")} />
      {(state.site.value?.rooms ?? []).map((room) => (
        <table key={String(room["id"])}>
          <caption>{say("cli.column.room")} {visible(String(room["id"]))}</caption>
          <thead>
            <tr>
              <th scope="col">{say("cli.column.seat")}</th>
              <th scope="col">{say("cli.scope.rack")}</th>
              <th scope="col">{say("cli.column.name")}</th>
              <th scope="col">{say("web.candidate_number")}</th>
              <th scope="col">{say("web.track")}</th>
            </tr>
          </thead>
          <tbody>
            {((room["seats"] ?? []) as Seat[]).map((seat) => {
              const sitting = at.get(seat.id);
              return (
                <tr key={seat.id}>
                  <th scope="row">{visible(seat.id)}</th>
                  <td>{visible(seat.rack ?? "")}</td>
                  <td><bdi>{sitting === undefined ? "" : visible(nameOf(sitting))}</bdi></td>
                  <td>{visible(sitting?.candidate ?? "")}</td>
                  <td>{visible(sitting?.track ?? "")}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      ))}
    </article>
  );
}

/** Lines to be filled in by hand. */
function Blank(props: { heads: readonly string[]; rows: readonly string[] }) {
  return (
    <table>
      <thead>
        <tr>{props.heads.map((head) => <th key={head} scope="col">{head}</th>)}</tr>
      </thead>
      <tbody>
        {props.rows.map((row, place) => (
          <tr key={place} class="blank">
            <th scope="row">{row}</th>
            {props.heads.slice(1).map((head) => <td key={head} />)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function FactSheet(props: { sitting: Sitting }) {
  const { sitting } = props;
  const modules = (state.tracks.value[sitting.track]?.["modules"] ?? []) as { id: string }[];
  const at = say("web.journal.happened");
  const by = say("web.journal.by");
  return (
    <article class="paper-page">
      <Heading title={seatName(sitting.sitting)} />
      <p>
        {visible(sitting.sitting)} · {visible(sitting.candidate ?? "")} · {visible(sitting.track)}
      </p>
      <Blank heads={[say("web.checkin"), at, by]}
             rows={[say("entry.candidate.arrived"),
                    ...checkinSteps.map((step) => word("enum.checkin_step", step))]} />
      <Blank heads={[say("cli.column.module"), say("entry.module.started"),
                     say("entry.module.handed_in"), by]}
             rows={modules.map((one) => word("module", one.id))} />
      <Blank heads={[say("web.clock.break"), say("entry.break.started"), say("entry.break.ended"),
                     say("entry.break.justified"), by]} rows={["1", "2", "3", "4"]} />
      <Blank heads={[say("web.field.outage"), say("entry.outage.reported"),
                     say("entry.outage.ended"), say("web.field.description"), by]}
             rows={["1", "2", "3"]} />
      <Blank heads={[say("web.field.note"), at, say("web.journal.what"), by]}
             rows={["1", "2", "3"]} />
    </article>
  );
}

export function DayPack() {
  return (
    <div class="paper">
      <SeatPlan />
      {bySeat().map((one) => <FactSheet key={one.sitting} sitting={one} />)}
    </div>
  );
}

function ReportSittings() {
  return (
    <table>
      <caption>{say("web.report.sittings")}</caption>
      <thead>
        <tr>
          <th scope="col">{say("cli.column.seat")}</th>
          <th scope="col">{say("cli.column.name")}</th>
          <th scope="col">{say("cli.column.state")}</th>
          <th scope="col">{say("cli.column.ends")}</th>
          <th scope="col">{say("cli.column.lost")}</th>
          <th scope="col">{say("cli.column.alarms")}</th>
        </tr>
      </thead>
      <tbody>
        {bySeat().map((one) => {
          const ends = one.ended_at ?? one.ends_at;
          return (
            <tr key={one.sitting}>
              <th scope="row">{visible(one.seat ?? "–")}</th>
              <td><bdi>{visible(nameOf(one))}</bdi></td>
              <td>{stateWord(one)}</td>
              <td>{ends == null ? say("cli.word.open_end") : wallText(ends)}</td>
              <td>{one.lost_s > 0 ? lengthText(one.lost_s) : ""}</td>
              <td>{one.alarms.length > 0 ? one.alarms.length : ""}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function ReportOutages() {
  return (
    <table>
      <caption>{say("web.screen.outages")}</caption>
      <thead>
        <tr>
          <th scope="col">{say("web.field.outage")}</th>
          <th scope="col">{say("web.field.scope")}</th>
          <th scope="col">{say("web.field.cause")}</th>
          <th scope="col">{say("cli.column.from")}</th>
          <th scope="col">{say("cli.column.to")}</th>
          <th scope="col">{say("web.report.sittings")}</th>
        </tr>
      </thead>
      <tbody>
        {state.outages.value.map((one) => (
          <tr key={one.outage}>
            <th scope="row">{visible(one.outage)}</th>
            <td>{scopeText(one.scope)}</td>
            <td>{word("enum.cause", one.cause)}</td>
            <td>{wallText(one.reported.at)}</td>
            <td>{one.ended === undefined ? say("cli.word.open") : wallText(one.ended.at)}</td>
            <td>{one.sittings.length}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function SessionReport() {
  const session = state.session.value;
  const coverage = useAnswer<Coverage>(ofSession(session, "coverage"), { pause_ms: 5000 }).body;
  const cases = useAnswer<CaseList>(ofSession(session, "cases"), { pause_ms: 5000 }).body;
  const counts = Object.entries(state.sessionState.value?.counts ?? {});
  const onDuty = state.board.value?.on_duty ?? [];
  const remedies = (cases?.sittings ?? []).filter((one) => one.remedy?.state != null);
  return (
    <div class="paper">
      <article class="paper-page">
        <Heading title={say("web.paper.report")} />
        <p>
          {wallDate(state.sessionState.value?.starts_at ?? "")} ·{" "}
          {counts.map(([name, count]) => `${word("enum.phase", name)}: ${count}`).join(" · ")}
        </p>
        {onDuty.length > 0 && (
          <p>{say("cli.board.on_duty", { people: onDuty.map((one) => one.name).join(", ") })}</p>
        )}
        <ReportSittings />
        {state.outages.value.length > 0 && <ReportOutages />}
        {remedies.length > 0 && (
          <p>
            {say("cli.column.remedy")}: {remedies.map((one) => `${seatName(one.sitting)} ` +
              word("enum.case_state", one.remedy?.state ?? "")).join(" · ")}
          </p>
        )}
        {coverage !== null && coverage.cameras.length > 0 && (
          <p>
            {say("web.recording")}: {coverage.cameras.map((one) => {
              const share = footageOf(coverage, [one.camera]).share;
              return `${visible(one.camera)} ${share === null ? "–" : `${percentOf(share)} %`}`;
            }).join(" · ")}
          </p>
        )}
      </article>
    </div>
  );
}
