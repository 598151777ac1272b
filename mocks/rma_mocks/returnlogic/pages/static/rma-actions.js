/** Where an RMA stands in its life, and the buttons for exactly what may be done with it now. */

import { api } from "./api.js";
import { askingButton } from "./dom.js";
import { h } from "./elements.js";
import { moment } from "./format.js";

const STATES = { done: "done", now: "where it is", passed: "left out", ahead: "to come" };

/** The steps of its life, and what comes next. */
export function life({ life: steps, next }) {
  return [
    h("ol", { class: "life", "aria-label": "Life of the RMA" }, steps.map(({ step, state, at }) =>
      h("li", { "data-state": state, "aria-current": state === "now" ? "step" : null, "data-testid": "life-step", "data-step": step },
        h("span", { class: "life-name" }, step),
        at ? h("time", { class: "muted small", datetime: at }, moment(at)) : h("span", { class: "muted small" }, STATES[state])))),
    h("p", { class: "next", "data-testid": "rma-next" }, h("strong", null, "Next: "), next),
  ];
}

/** What staff may do, irreversible things in two steps; and why the rest is not possible. */
export function actions(rma, { act, remove }) {
  const may = new Set(rma.allowed);
  const final = (name, label, question, confirm, kind = "") => may.has(name) && askingButton({
    label, question, confirm, kind, testid: `act-${name}`, onConfirm: (button) => act(button, () => api.move(rma.id, name)),
  });
  const buttons = [
    final("authorize", "Authorise", "Authorise for good?", "Yes, authorise", "primary"),
    final("reject", "Reject", "Reject for good?", "Yes, reject"),
    may.has("process") && processing(rma, act),
    final("complete", "Complete", "Complete for good?", "Yes, complete", "primary"),
    final("cancel", "Cancel RMA", "Cancel for good?", "Yes, cancel"),
    may.has("delete") && askingButton({
      label: "Delete", question: "Delete for good?", confirm: "Yes, delete", testid: "act-delete", onConfirm: remove,
    }),
  ].flat().filter(Boolean);
  return [
    buttons.length ? h("div", { class: "buttons" }, buttons) : h("p", { class: "muted", "data-testid": "no-actions" }, "There is nothing to do for staff."),
    refusals(rma),
  ];
}

function processing({ id, left_to_process: left }, act) {
  const button = (label, wish, isMain) => h("button", {
    class: `button ${isMain ? "primary" : ""}`, type: "button", id: `process-${wish?.return_type ?? "all"}`,
    "data-testid": wish ? "process-type" : "process-all", "data-type": wish?.return_type,
    onClick: (event) => act(event.currentTarget, () => api.move(id, "process", wish)),
  }, label);
  const each = left.map((kind) => button(`Process ${kind}`, { return_type: kind }, left.length === 1));
  return left.length > 1 ? [button("Process all", undefined, true), ...each] : each;
}

const STAFF = ["authorize", "reject", "approve", "process", "complete", "cancel", "delete"];

function refusals({ refused }) {
  const rows = STAFF.filter((name) => refused[name]);
  return rows.length > 0 && h("details", { class: "refusals" },
    h("summary", { "data-testid": "why-not" }, "What is not possible now, and why"),
    h("ul", null, rows.map((name) => h("li", { "data-testid": "refusal", "data-act": name }, `${refused[name]}.`))));
}
