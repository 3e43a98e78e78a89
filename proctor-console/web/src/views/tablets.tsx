// Settings of shared tablets: my PIN, and for who is responsible the devices that are enrolled.
import { useEffect, useState } from "preact/hooks";

import { type Ask, NoAnswer } from "../api";
import type { Devices, Problem } from "../api_types";
import { request, signedOut } from "../console";
import * as state from "../state";
import { say } from "../state";
import { device, isTablet, readDevice } from "../tablet";
import { visible, wallText } from "../text";
import { ProblemBox } from "./entry_form";
import { TextField, unreachable } from "./sign_in";

/** What is against it; null when it is done. */
async function attempt(path: string, how: Ask): Promise<Problem | null> {
  try {
    const answer = await request(path, how);
    return answer.status < 300 ? null : answer.problem ?? unreachable();
  } catch (error) {
    if (!(error instanceof NoAnswer)) {
      throw error;
    }
    return unreachable();
  }
}

function OwnPin() {
  const [password, setPassword] = useState("");
  const [pin, setPin] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isSet, setIsSet] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const problem = await attempt("/api/v1/me/pin", {
      method: "POST", body: JSON.stringify({ password, pin }),
    });
    setProblem(problem);
    setIsSet(problem === null);
    setPassword("");
    setPin("");
  };
  return (
    <form class="entry" aria-label={say("web.tablet.own_pin")}
          onSubmit={(event) => void submit(event)}>
      <h3>{say("web.tablet.own_pin")}</h3>
      <TextField id="pin-password" label="web.password" isSecret value={password}
                 set={setPassword} autocomplete="current-password" />
      <TextField id="pin-new" label="web.tablet.pin" isSecret value={pin} set={setPin}
                 autocomplete="off" />
      {problem !== null && <ProblemBox problem={problem} />}
      {isSet && <p role="status">{say("web.tablet.pin_set")}</p>}
      <p class="buttons"><button type="submit" class="main">{say("web.record")}</button></p>
    </form>
  );
}

function Enrol(props: { enrolled(): void }) {
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    const problem = await attempt("/api/v1/devices", {
      method: "POST", body: JSON.stringify({ name: name.trim() }),
    });
    setProblem(problem);
    if (problem === null) {
      props.enrolled();
    }
  };
  return (
    <form class="entry" aria-label={say("web.tablet.enrol")}
          onSubmit={(event) => void submit(event)}>
      <h4>{say("web.tablet.enrol")}</h4>
      <TextField id="device-name" label="web.tablet.name" value={name} set={setName}
                 autocomplete="off" />
      <p class="hint">{say("web.tablet.enrol_hint")}</p>
      {problem !== null && <ProblemBox problem={problem} />}
      <p class="buttons">
        <button type="submit" class="main">{say("web.tablet.enrol")}</button>
      </p>
    </form>
  );
}

function DeviceTable(props: { devices: Devices["devices"]; revoke(name: string): void }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={say("web.tablet")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say("web.tablet.device")}</th>
            <th scope="col">{say("web.tablet.enrolled_by")}</th>
            <th scope="col">{say("web.tablet.last_used")}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {props.devices.map((one) => (
            <tr key={one.name}>
              <th scope="row">{visible(one.name)}</th>
              <td>{visible(one.enrolled_by)} · {wallText(one.enrolled_at)}</td>
              <td>{wallText(one.last_used_at)}</td>
              <td>
                <button type="button" onClick={() => props.revoke(one.name)}>
                  {say("web.tablet.revoke", { name: one.name })}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DevicesPart() {
  const [devices, setDevices] = useState<Devices["devices"] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const read = async () => {
    try {
      const answer = await request<Devices>("/api/v1/devices");
      setDevices(answer.body?.devices ?? null);
      setProblem(answer.problem ?? null);
    } catch (error) {
      if (!(error instanceof NoAnswer)) {
        throw error;
      }
    }
  };
  useEffect(() => void read(), []);
  const revoke = async (name: string) => {
    const problem = await attempt(`/api/v1/devices/${encodeURIComponent(name)}`, {
      method: "DELETE",
    });
    await read();
    await readDevice();
    setProblem(problem);
  };
  const enrolled = () => void readDevice().then(signedOut);
  return (
    <>
      <h3>{say("web.tablet")}</h3>
      {isTablet.value && (
        <p>{say("web.tablet.is_enrolled", { name: device.value?.device ?? "" })}</p>
      )}
      {problem !== null && <ProblemBox problem={problem} />}
      {devices?.length === 0 && <p class="empty">{say("web.tablet.none")}</p>}
      {devices !== null && devices.length > 0 && (
        <DeviceTable devices={devices} revoke={(name) => void revoke(name)} />
      )}
      {devices !== null && !isTablet.value && <Enrol enrolled={enrolled} />}
    </>
  );
}

export function TabletParts() {
  const role = state.me.value?.role;
  return (
    <>
      {(role === "lead_proctor" || role === "admin") && <DevicesPart />}
      {state.mayEnter.value && <OwnPin />}
    </>
  );
}
