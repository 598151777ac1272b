/** Why a profile was linked or not: the verdicts of the last lookup round. */

import { h } from "../elements.js";

const OUTCOMES = {
  linked: "Linked", not_linked: "Not linked", refreshed: "Refreshed", kept: "Kept", not_asked: "Not asked", failed: "Failed",
  not_shown: "Not shown",
};

/** The outcome in bold, once: a sentence may begin with words of its own for it, such as "Linked by hand:". */
function said({ outcome, sentence }) {
  const [, own, rest] = /^([A-Z][a-z ]{2,24}):(.*)$/s.exec(sentence) ?? [null, OUTCOMES[outcome] ?? outcome, ` ${sentence}`];
  return [h("strong", null, `${own}:`), rest];
}

/** One verdict as a sentence, with its rule and what would flip it. */
export function verdictNote(verdict) {
  return h("li", { class: `verdict outcome-${verdict.outcome}`, "data-testid": "verdict", "data-outcome": verdict.outcome, "data-rule": verdict.rule },
    h("p", null, said(verdict)),
    verdict.flip && h("p", { class: "muted", "data-testid": "verdict-flip" }, h("span", { class: "flip" }, "What would change it: "), verdict.flip),
    h("p", { class: "muted" }, verdict.app_name, " ", h("code", { title: "The rule behind this" }, verdict.rule)));
}

/** The quiet strip in the customer card. */
export function verdictStrip(verdicts, warnings) {
  if (!verdicts?.length) return null;
  return h("section", { class: "why", "data-testid": "why", "aria-label": "Why?" },
    h("h3", null, "Why?"), h("ul", null, verdicts.map(verdictNote)),
    warnings?.length > 0 && h("details", { "data-testid": "warnings" },
      h("summary", null, warnings.length === 1 ? "One thing in the answer is odd" : `${warnings.length} things in the answers are odd`),
      h("ul", null, warnings.map(warningNote))));
}

/** One oddity of an answer, with its place. */
function warningNote({ app_name, place, sentence, rule }) {
  return h("li", { class: "verdict", "data-testid": "warning", "data-rule": rule },
    h("p", null, place && h("code", null, place), place && " ", sentence),
    h("p", { class: "muted" }, app_name, " ", h("code", { title: "The rule behind this" }, rule)));
}
