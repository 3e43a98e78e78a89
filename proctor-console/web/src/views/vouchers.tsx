// Vouchers: what is known of them; never their codes.
import type { Action } from "../actions";
import type { Voucher, Vouchers as VoucherList } from "../api_types";
import * as state from "../state";
import { say, word } from "../state";
import { visible, wallDate } from "../text";
import { useAnswer } from "./answer";
import { Buttons } from "./cases";

const marks: Readonly<Record<string, string>> = {
  issued: "○", redeemed: "✓", voided: "✗", expired: "□",
};
const sees = ["lead_proctor", "exam_security", "scheduling", "auditor"];

function voidAction(voucher: Voucher): Action {
  return {
    id: `void.${voucher.voucher}`, label: "web.action.voucher_void", enter: "voucher.voided",
    subject: `${voucher.voucher} · ${voucher.candidate}`, isDecision: true, hasPreview: true,
    needsReason: true, fields: [],
    entry: () => ({ enter: "voucher.voided", voucher: voucher.voucher }),
  };
}

/** Those that are remedies for this session's exams. */
export function Vouchers(props: { start(action: Action): void }) {
  const may = sees.includes(state.me.value?.role ?? "");
  const session = encodeURIComponent(state.session.value ?? "");
  const list = useAnswer<VoucherList>(may ? `/api/v1/vouchers?session=${session}` : null).body;
  if (list === null) {
    return null;
  }
  return (
    <>
      <h3>{say("web.vouchers")}</h3>
      {list.vouchers.length === 0 && <p class="empty">{say("cli.talk.no_vouchers")}</p>}
      <ul class="list">
        {list.vouchers.map((one) => (
          <li key={one.voucher} class="outage" data-open={one.state === "issued"}>
            <h4>
              <span aria-hidden="true">{marks[one.state]} </span>
              {visible(one.voucher)} · {word("enum.voucher_state", one.state)}
            </h4>
            <p>
              {say("cli.column.candidate")} {visible(one.candidate)} ·{" "}
              {say("web.voucher_until", { at: one.last_day })}
              {one.last_four !== null && ` · …${visible(one.last_four)}`}
              {one.remedy !== null && ` · ${visible(one.remedy)}`}
              {one.booking !== null && ` · ${say("cli.column.booking")} ${visible(one.booking)}`}
              {one.redeemed_at !== null && ` · ${wallDate(one.redeemed_at)}`}
            </p>
            {one.state === "issued" && <Buttons actions={[voidAction(one)]} start={props.start} />}
          </li>
        ))}
      </ul>
    </>
  );
}
