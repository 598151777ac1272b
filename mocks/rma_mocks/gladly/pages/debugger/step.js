/** One lookup of a test: request, signature, answer, what was read, clocks, and how to repeat it. */

import { h } from "../elements.js";
import { bodyView, nameTable, wireText } from "./bytes.js";

/** A step that folds; `isOpen` unfolds it at first. */
export function stepView(step, { isOpen, onCopy }) {
  return h("li", { class: "step", "data-testid": "step", "data-operation": step.operation },
    h("details", { open: isOpen },
      h("summary", null, h("strong", null, step.title), " ", h("span", { class: `chip ${step.failure ? "is-bad" : ""}` }, inShort(step))),
      step.failure && h("p", { class: "problem", "data-testid": "failure" }, `${step.failure.sentence}. `, h("code", null, step.failure.rule)),
      step.request && fold("Request", requestView(step), { isOpen: true }),
      step.signature && fold("Signature, line by line", signatureView(step.signature), { testid: "signature" }),
      step.answer && fold("Answer", answerView(step.answer), { isOpen: true, testid: "answer" }),
      step.read && fold("What was read out of it", readView(step.read), { isOpen: true, testid: "read" }),
      step.clock && fold("Clocks", clockView(step.clock)),
      step.curl && fold("Repeat it with curl", curlView(step.curl, onCopy), { testid: "curl" })));
}

/** What came of a step, in a few words. */
export function inShort(step) {
  if (!step.answer) return "no answer";
  const took = `${step.answer.status} ${step.answer.reason} in ${Math.round(step.answer.duration_ms)} ms`;
  const count = step.read?.results.length;
  return count === undefined ? took : `${took}, ${count} ${count === 1 ? "customer" : "customers"}`;
}

function fold(title, content, { isOpen = false, testid } = {}) {
  return h("details", { class: "part", open: isOpen, "data-testid": testid }, h("summary", null, title), content);
}

function requestView({ request }) {
  return [
    h("p", { class: "mono" }, `${request.method} ${request.url}`),
    nameTable(request.headers, "Headers as sent, secrets masked"),
    bodyView(request.body, { testid: "request-body", label: "Body as sent" }),
  ];
}

function signatureView({ sentence, steps }) {
  return [
    h("p", null, sentence),
    steps.map((row) => [
      h("h4", null, row.title),
      h("p", { class: "muted small" }, row.how, row.is_masked && "; secrets are masked here and were signed as sent", "."),
      wireText(row.lines, { testid: `signature-${row.name}`, label: row.title }),
    ]),
  ];
}

function answerView(answer) {
  return [
    h("p", { class: "mono" }, `${answer.status} ${answer.reason}`),
    answer.is_cut && h("p", { class: "problem" }, "It was not read to its end."),
    nameTable(answer.headers, "Headers of the answer"),
    bodyView(answer.body, { testid: "answer-body", label: "Body of the answer" }),
  ];
}

function readView({ results, warnings }) {
  return [
    warnings.length > 0 && h("ul", { class: "warnings" }, warnings.map((row) => h("li", { "data-testid": "warning" }, h("code", null, row.place), " ", row.sentence))),
    results.length === 0 && h("p", null, "No customer."),
    results.map((row) => nameTable([
      { name: "externalCustomerId", value: row.external_customer_id },
      { name: "name", value: row.name },
      { name: "emails", value: row.emails.join(", ") },
      { name: "phones", value: row.phones.map((phone) => `${phone.original}${phone.type ? ` (${phone.type})` : ""}`).join(", ") },
      { name: "address", value: row.address },
      ...Object.entries(row.attributes).map(([name, value]) => ({ name: `customAttributes.${name}`, value })),
      { name: "transactions", value: String(row.transactions) },
    ].filter(({ value }) => value !== ""), `Customer ${row.external_customer_id}`)),
  ];
}

function clockView(clock) {
  return [
    h("p", { class: clock.is_wide ? "problem" : null, "data-testid": "clock" }, clock.sentence),
    nameTable([{ name: "sent at", value: clock.sent_at }, { name: "Date of the answer", value: clock.adaptor_date ?? "none" }], "Clocks"),
  ];
}

function curlView(command, onCopy) {
  return [
    h("p", { class: "muted small" }, "The same body under a signature of its own, not used yet: an adaptor may take it once, and only for some minutes. It holds credentials."),
    wireText(command.split("\n"), { testid: "curl-command", label: "curl command" }),
    h("p", { class: "buttons" }, h("button", { type: "button", class: "quiet", "data-testid": "copy-curl", onclick: () => onCopy(command, "The curl command is copied.") }, "Copy as curl")),
  ];
}
