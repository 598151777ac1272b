/** What a test came to: the verdict in plain words, then the steps, then what would be stored. */

import { h } from "../elements.js";
import { nameTable } from "./bytes.js";
import { markdown } from "./report.js";
import { stepView } from "./step.js";

const GOOD = new Set(["linked", "refreshed"]);
const OUTCOMES = { linked: "Links", not_linked: "Does not link", not_asked: "Not asked", failed: "Fails", choose: "Pick one" };

/** Render a report; `onPick` goes on with one of several results, `onCopy` copies a text. */
export function resultView(report, { onPick, onCopy }) {
  const { verdict, cause, steps } = report;
  const failed = steps.findIndex((step) => step.failure);
  const opened = failed >= 0 ? failed : steps.length - 1;
  return [
    h("section", { class: `verdict-box ${GOOD.has(report.outcome) ? "is-good" : report.outcome === "failed" ? "is-bad" : ""}`, "aria-labelledby": "verdict-title", "data-testid": "verdict", "data-outcome": report.outcome, "data-rule": verdict?.rule },
      h("h2", { id: "verdict-title" }, OUTCOMES[report.outcome] ?? report.outcome),
      h("p", { "data-testid": "summary" }, report.summary, " ", verdict && h("code", { title: "The rule behind this" }, verdict.rule)),
      cause && h("p", { "data-testid": "cause" }, h("strong", null, cause.is_guess ? "Likely cause (a guess): " : "Cause: "), cause.sentence),
      cause && h("p", { "data-testid": "what-to-do" }, h("strong", null, "What to do: "), cause.do),
      verdict?.flip && h("p", { class: "muted", "data-testid": "flip" }, h("strong", null, "What would change it: "), verdict.flip),
      report.outcome === "choose" && picks(steps.at(-1), onPick),
      h("p", { class: "muted", "data-testid": "customer" }, report.customer.sentence),
      report.notes.map((note) => h("p", { class: "muted", "data-testid": "note" }, note)),
      h("p", { class: "buttons" }, h("button", { type: "button", class: "quiet", "data-testid": "copy-report", onclick: () => onCopy(markdown(report), "The report is copied.") }, "Copy report"))),
    h("h2", null, "Steps"),
    steps.length === 0 ? h("p", { class: "muted" }, "Nothing was sent.")
      : h("ol", { class: "steps" }, steps.map((step, place) => stepView(step, { isOpen: place === opened, onCopy }))),
    report.stored && storedView(report.stored),
  ];
}

function picks(step, onPick) {
  return h("ul", { class: "picks" }, (step?.read?.results ?? []).map((row) => h("li", null,
    h("button", { type: "button", class: "quiet", "data-testid": "pick", onclick: () => onPick(row.external_customer_id) }, `Go on with ${row.external_customer_id}`),
    " ", [row.name, ...row.emails].filter(Boolean).join(", "))));
}

function storedView(stored) {
  const rows = [
    { name: "externalCustomerId", value: stored.external_customer_id },
    ...stored.fields.map((row) => ({ name: row.name, value: `${row.before || "blank"} becomes ${row.after || "blank"}` })),
    ...["emails", "phones"].flatMap((name) => [
      { name: `${name} added`, value: stored[name].added.join(", ") },
      { name: `${name} dropped`, value: stored[name].dropped.length ? `${stored[name].dropped.join(", ")} — another profile has it` : "" },
    ]),
    ...stored.attributes.map((row) => ({ name: row.name, value: `${row.sent || "blank"} — ${row.sentence}` })),
    { name: "cards", value: stored.cards.length ? stored.cards.map((card) => `${card.type} ${card.title}`.trim()).join(", ") : "none" },
  ];
  return h("section", { "aria-labelledby": "stored-title", "data-testid": "stored" },
    h("h2", { id: "stored-title" }, "What would be stored"), h("p", { class: "muted" }, "Nothing was: this is a test."),
    nameTable(rows.filter(({ value }) => value !== ""), "What would be stored"));
}
