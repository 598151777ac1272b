/** Show text as it goes over the line: every line end can be seen. */

import { hiddenText } from "../desk/dom.js";
import { h } from "../elements.js";

/** Lines with their ends; `hasLastEnd` says whether the last one has an end too. */
export function wireText(lines, { testid, label, hasLastEnd = false } = {}) {
  const last = lines.length - 1;
  return h("div", { class: "bytes", role: "group", tabindex: "0", "data-testid": testid, "aria-label": label },
    lines.map((line, place) => h("div", { class: "line" }, line === "" && hiddenText("empty line"), line,
      (place < last || hasLastEnd) && h("span", { class: "line-end", "aria-hidden": "true", title: "line feed" }, "↵"))));
}

/** A body: as text, or in base64 where it is no text. */
export function bodyView(body, options) {
  if (body.bytes === 0) return h("p", { class: "muted" }, "No body.");
  const note = `${body.bytes.toLocaleString("en")} bytes${body.is_whole ? "" : ", of which the beginning is shown"}${body.text === null ? ", not UTF-8, shown in base64" : ""}`;
  return [h("p", { class: "muted small" }, note), wireText((body.text ?? body.base64).split("\n"), options)];
}

/** Rows of names and values. */
export function nameTable(rows, caption) {
  return h("table", { class: "names", "aria-label": caption },
    h("tbody", null, rows.map(({ name, value }) => h("tr", null, h("th", { scope: "row" }, name), h("td", null, value)))));
}
