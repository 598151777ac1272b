/** One exchange: a line that unfolds into headers, bodies and what came near. */

import { h } from "./elements.js";

/** Build the list item of one exchange; its inside is made when somebody looks. */
export function entry(row) {
  const inside = h("div", { class: "inside" });
  const details = h("details", { "data-testid": "exchange" }, h("summary", null, line(row)), inside);
  details.addEventListener("toggle", () => { if (details.open && !inside.firstChild) inside.append(...unfolded(row)); });
  return h("li", null, details);
}

function line(row) {
  return [
    h("span", { class: "seq" }, String(row.seq)),
    h("span", { class: "time" }, row.at.slice(11, 19)),
    h("span", { class: "who" }, `${row.from} → ${row.to}`),
    h("span", { class: "call" }, h("strong", null, row.method), " ", h("span", { class: "path" }, row.path + (row.query ? `?${row.query}` : ""))),
    h("span", { class: `chip ${tone(row)}`, "data-testid": "exchange-status" }, row.status === null ? "no answer" : String(row.status)),
    row.fault && h("span", { class: "chip warn", "data-testid": "exchange-fault" }, `fault ${row.fault.id}: ${row.fault.kind.replaceAll("_", " ")}`),
    row.hint && h("span", { class: "chip warn" }, [404, 405].includes(row.status) ? "no such call" : "why?"),
  ];
}

function tone(row) {
  if (row.status === null || row.status >= 500) return "bad";
  return row.status >= 400 ? "warn" : "good";
}

function unfolded(row) {
  const facts = [["Operation", row.operation], ["World time", row.at], ["Took", `${row.duration_ms} ms`], ["Recorded by", `${row.lane}, ${row.direction}`], ["Lookup round", row.round], ["Trace", row.trace], ["Error", row.error]];
  return [
    h("dl", { class: "facts" }, facts.filter(([, value]) => value).map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value)))),
    row.hint && h("div", { class: "near" }, h("p", null, row.hint),
      row.near_misses.length > 0 && h("ul", null, row.near_misses.map((miss) => h("li", null, h("code", null, `${miss.method} ${miss.path}`))))),
    side("Request", row.request_headers, row.request_body),
    side("Answer", row.response_headers, row.response_body),
  ].filter(Boolean);
}

function side(name, headers, body) {
  const text = Object.entries(headers).map(([header, value]) => `${header}: ${value}`).join("\n");
  return h("div", { class: "side" }, h("h3", null, name),
    text ? h("pre", { tabindex: "0", "aria-label": `${name} headers` }, text) : h("p", { class: "muted" }, "No headers."),
    body ? h("pre", { tabindex: "0", "aria-label": `${name} body` }, readable(body)) : h("p", { class: "muted" }, "No body."));
}

function readable(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
