/** A test as Markdown for a ticket: without the date key and the curl command, which others should not have. */

import { inShort } from "./step.js";

const FENCE = "````";

/** Write a report as Markdown. */
export function markdown(report) {
  const { verdict, cause } = report;
  return [
    `# Lookup test ${report.id}: ${report.app.name}`,
    `${report.at} · ${report.workflow} · ${report.app.url}`,
    `**${report.outcome}**${verdict ? ` (${verdict.rule})` : ""}: ${report.summary}`,
    cause && `${cause.is_guess ? "Likely cause (a guess)" : "Cause"}: ${cause.sentence}\nWhat to do: ${cause.do}`,
    verdict?.flip && `What would change it: ${verdict.flip}`,
    [report.customer.sentence, ...report.notes].join("\n"),
    ...report.steps.map(stepText),
  ].filter(Boolean).join("\n\n") + "\n";
}

function stepText(step) {
  return [
    `## ${step.number}. ${step.title}: ${inShort(step)}`,
    step.failure && `${step.failure.sentence} (${step.failure.rule})`,
    step.request && fenced(`${step.request.method} ${step.request.url}`, step.request.headers, step.request.body),
    step.signature?.is_signed && step.signature.steps.filter((row) => row.name !== "date_key")
      .map((row) => `${row.title}\n\n${FENCE}\n${row.lines.join("↵\n")}\n${FENCE}`).join("\n\n"),
    step.answer && fenced(`${step.answer.status} ${step.answer.reason}`, step.answer.headers, step.answer.body),
    step.read?.warnings.map((row) => `- ${row.place} ${row.sentence}`).join("\n"),
    step.clock?.sentence,
  ].filter(Boolean).join("\n\n");
}

function fenced(first, headers, body) {
  return [FENCE, first, ...headers.map(({ name, value }) => `${name}: ${value}`), "", body.text ?? `base64: ${body.base64}`, FENCE].join("\n");
}
