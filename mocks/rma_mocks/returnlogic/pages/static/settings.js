/** Originate's settings: the merchant's policies and the API's variants, each saved as soon as it is changed. */

import { api } from "./api.js";
import { followChanges } from "./changes.js";
import { guarded, redraw } from "./dom.js";
import { byId, h } from "./elements.js";
import { fillHead } from "./format.js";
import { control } from "./setting-controls.js";

const PARTS = ["policies", "variants"];

function card(row, part) {
  const id = `${part}-${row.name}`;
  const save = (value, node) => change(part, row, value, node);
  const isChanged = JSON.stringify(row.value) !== JSON.stringify(row.default);
  return [
    h("div", { class: "setting-words" },
      h("h3", { id: `${id}-label` }, row.label),
      row.hint ? h("p", { class: "muted small", id: `${id}-hint` }, row.hint) : null,
      h("p", { class: "muted small evidence" },
        row.evidence ? h("span", { class: "tag", "data-evidence": row.evidence }, row.evidence) : null,
        row.rule ? h("span", null, row.rule) : null,
        isChanged ? h("span", { "data-testid": "setting-default" }, `usually ${said(row.default)}`) : null)),
    h("div", { class: "setting-control" }, control(row, id, save)),
  ];
}

function said(value) {
  if (value === null || (Array.isArray(value) && !value.length)) return "none";
  if (typeof value === "boolean") return value ? "on" : "off";
  return typeof value === "object" ? JSON.stringify(value) : String(value).replaceAll("_", " ");
}

function show(part, { settings, is_strict: isStrict }) {
  const place = byId(part);
  if (place.childElementCount !== settings.length) {
    place.replaceChildren(...settings.map((row) =>
      h("li", { class: "panel setting", id: `setting-${part}-${row.name}`, "data-testid": "setting", "data-setting": row.name })));
  }
  for (const row of settings) redraw(byId(`setting-${part}-${row.name}`), row, () => card(row, part));
  if (isStrict !== undefined) byId("strict").hidden = !isStrict;
}

/** Save one setting; what is refused says why, and what was typed stays. */
async function change(part, row, value, node) {
  const done = await guarded(node, () => api.change(part, { [row.name]: value }).catch((problem) => {
    problem.message = `${row.label} is not saved. ${problem.message.replace(/\.?$/, ".")}`;
    throw problem;
  }));
  if (!done) {
    node.focus();
    return false;
  }
  show(part, done);
  byId("said").textContent = `Saved: ${row.label}.`;
  if (document.activeElement === document.body) byId(`${part}-${row.name}`)?.focus();
  return true;
}

async function showAll() {
  const answers = await Promise.all(PARTS.map((part) => api.settingsOf(part)));
  PARTS.forEach((part, place) => show(part, answers[place]));
}

guarded(null, async () => {
  fillHead(await api.settings());
  await showAll();
  followChanges(showAll);
});
