// Racks and what they are used for, devices that fail, and the investigations that are open.
import type { Action } from "../actions";
import type { Equipment, Investigation } from "../api_types";
import { failureActions, investigationActions, putBack, takeOut } from "../equipment_actions";
import { seatName } from "../enter";
import * as state from "../state";
import { say, word } from "../state";
import { lengthText, visible, wallDate, wallText } from "../text";
import { Buttons } from "./cases";

type Start = (action: Action) => void;

const useMarks: Readonly<Record<string, string>> = {
  outage: "▲", failed: "▲", out_of_service: "✗", reserved: "○", taken: "■", free: "□",
};

/** The site's distance from UTC on the day of the session. */
export function siteOffset(): string {
  const start = state.sessionState.value?.starts_at ?? "";
  return /(Z|[+-]\d{2}:\d{2})$/.exec(start)?.[1] ?? "Z";
}

function Racks(props: { equipment: Equipment; start: Start }) {
  const { equipment, start } = props;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={say("web.racks")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say("cli.column.rack")}</th>
            <th scope="col">{say("cli.column.room")}</th>
            <th scope="col">{say("cli.column.seats")}</th>
            <th scope="col">{say("cli.column.state")}</th>
            <th scope="col">{say("cli.column.because")}</th>
            <th scope="col">{say("cli.column.sittings")}</th>
            <th scope="col">{say("web.actions")}</th>
          </tr>
        </thead>
        <tbody>
          {equipment.racks.map((rack) => {
            const holds = equipment.holds.filter(
              (one) => one.rack === rack.rack && one.reread === null,
            );
            return (
              <tr key={rack.rack}>
                <th scope="row">{visible(rack.rack)}</th>
                <td>{visible(rack.room)}</td>
                <td>{rack.seats.map(visible).join(" ")}</td>
                <td>
                  <span aria-hidden="true">{useMarks[rack.use]} </span>
                  {word("enum.rack_use", rack.use)}
                </td>
                <td>{rack.because.map(visible).join(" ")}</td>
                <td class="wide">{rack.sittings.map(seatName).join(" · ")}</td>
                <td>
                  <Buttons actions={[...holds.map(putBack), takeOut(rack.rack)]} start={start} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

export function InvestigationCard(props: { one: Investigation; start: Start }) {
  const { one, start } = props;
  return (
    <li class="outage" data-open={one.overdue}>
      <h4>
        <span aria-hidden="true">{one.overdue ? "▲" : one.closed_at === null ? "○" : "□"} </span>
        {visible(one.investigation)} · {visible(one.about)} · {visible(one.owner)}
        {one.cause !== null && ` · ${word("enum.cause", one.cause)}`}
      </h4>
      <p>
        {say("web.due", { at: `${wallDate(one.due)} ${wallText(one.due)}` })}
        {one.overdue && <b> {say("web.overdue")}</b>}
        {one.closed_at !== null && ` · ${say("cli.word.closed")} ${wallText(one.closed_at)}`}
      </p>
      {one.findings.map((finding) => (
        <p key={finding.at}>
          <time>{wallDate(finding.at)} {wallText(finding.at)}</time> {visible(finding.by)}:{" "}
          <bdi>{visible(finding.text ?? "…")}</bdi>
        </p>
      ))}
      <Buttons actions={investigationActions(one, siteOffset())} start={start} />
    </li>
  );
}

export function EquipmentPart(props: { equipment: Equipment; start: Start }) {
  const { equipment, start } = props;
  return (
    <>
      <h3>{say("web.failures")}</h3>
      {equipment.failures.length === 0 && <p class="empty">{say("web.no_failures")}</p>}
      <ul class="list">
        {equipment.failures.map((one) => (
          <li key={one.failure} class="outage" data-open={one.until === null}>
            <h4>
              <span aria-hidden="true">{one.until === null ? "▲" : "□"} </span>
              {visible(one.item)} · {visible(one.rack ?? "")} · {visible(one.failure)}
            </h4>
            <p>
              {say("web.outage_since", { at: one.since, by: one.reported_by })} ·{" "}
              {lengthText(one.length_s)}
              {one.owner !== null && ` · ${say("cli.column.owner")}: ${visible(one.owner)}`}
              {one.cause !== null && ` · ${say("cli.column.cause")}: ${visible(one.cause)}`}
            </p>
            {one.description !== null && <p><bdi>{visible(one.description)}</bdi></p>}
            <Buttons actions={failureActions(one, siteOffset())} start={start} />
          </li>
        ))}
      </ul>
      <h3>{say("web.investigations")}</h3>
      {equipment.investigations.length === 0 && (
        <p class="empty">{say("cli.talk.no_investigations")}</p>
      )}
      <ul class="list">
        {equipment.investigations.map((one) => (
          <InvestigationCard key={one.investigation} one={one} start={start} />
        ))}
      </ul>
      <h3>{say("web.racks")}</h3>
      <p>{say("cli.talk.spares", { seats: equipment.spares.join(" ") })}</p>
      <Racks equipment={equipment} start={start} />
    </>
  );
}
