/** Why a profile was linked or not: the verdicts of the last lookup round. */

import { h } from "./dom.js";

const OUTCOMES = {
  linked: "Linked", not_linked: "Not linked", refreshed: "Refreshed", kept: "Kept", not_asked: "Not asked", failed: "Failed",
};

/** The outcome in bold, once: a sentence may already begin with it. */
function said({ outcome, sentence }) {
  const label = OUTCOMES[outcome] ?? outcome;
  const rest = sentence.startsWith(`${label}:`) ? sentence.slice(label.length + 1) : ` ${sentence}`;
  return [h("strong", null, `${label}:`), rest];
}

/** One verdict as a sentence, with its rule and what would flip it. */
export function verdictNote(verdict) {
  return h("li", { class: `verdict outcome-${verdict.outcome}`, "data-testid": "verdict", "data-outcome": verdict.outcome, "data-rule": verdict.rule },
    h("p", null, said(verdict)),
    verdict.flip && h("p", { class: "muted", "data-testid": "verdict-flip" }, h("span", { class: "flip" }, "To change it: "), verdict.flip),
    h("p", { class: "muted" }, verdict.app_name, " ", h("code", { title: "The rule behind this" }, verdict.rule)));
}

/** The quiet strip in the customer card. */
export function verdictStrip(verdicts) {
  if (!verdicts?.length) return null;
  return h("section", { class: "why", "data-testid": "why", "aria-label": "Why?" },
    h("h3", null, "Why?"), h("ul", null, verdicts.map(verdictNote)));
}
