/** The control of a setting, made from what the API says of the values it may take. */

import { field } from "./dom.js";
import { h } from "./elements.js";

const words = (choice) => String(choice).replaceAll("_", " ");
const NONE = "";

/** Return the control of one setting; `save(value, node)` says whether the value was taken. */
export function control(row, id, save) {
  const make = { switch: onOff, choice, choices, number: typed, text: typed, texts, rows: table }[row.kind] ?? json;
  return make(row, id, save);
}

/** What every control has in common: a name, and the words that describe it. */
function named(row, id) {
  return { id, "data-testid": "setting-control", "aria-labelledby": `${id}-label`, "aria-describedby": row.hint ? `${id}-hint` : null };
}

function onOff(row, id, save) {
  return h("input", {
    ...named(row, id), type: "checkbox", role: "switch", checked: row.value,
    onChange: async ({ target }) => { if (!await save(target.checked, target)) target.checked = row.value; },
  });
}

function options(row) {
  const none = row.is_optional ? [h("option", { value: NONE, selected: row.value === null }, "none")] : [];
  return [...none, ...row.choices.map((name) => h("option", { value: name, selected: name === row.value }, words(name)))];
}

function choice(row, id, save) {
  return h("select", {
    ...named(row, id),
    onChange: async ({ target }) => { if (!await save(target.value === NONE ? null : target.value, target)) target.value = row.value ?? NONE; },
  }, options(row));
}

function choices(row, id, save) {
  return h("div", { ...named(row, id), role: "group", class: "several" }, row.choices.map((name) => {
    const others = () => row.choices.filter((one) => (one === name ? !row.value.includes(name) : row.value.includes(one)));
    return h("label", { class: "one" },
      h("input", {
        type: "checkbox", id: `${id}-${name}`, checked: row.value.includes(name),
        onChange: async ({ target }) => { if (!await save(others(), target)) target.checked = row.value.includes(name); },
      }), words(name));
  }));
}

/** A number or a text: saved with Enter or by leaving it. */
function typed(row, id, save) {
  const isNumber = row.kind === "number";
  const read = (text) => {
    if (text === "" && row.is_optional) return null;
    return isNumber && text !== "" ? Number(text) : text;
  };
  const input = h("input", {
    ...named(row, id), type: isNumber ? "number" : "text", value: row.value ?? "", autocomplete: "off",
    min: row.minimum, max: row.maximum, step: isNumber ? row.step ?? "any" : null, placeholder: row.is_optional ? "never" : null,
    onChange: () => (input.validity.badInput ? input.reportValidity() : save(read(input.value.trim()), input)),
  });
  return input;
}

/** A list of texts, one on each line: saved by leaving it. */
function texts(row, id, save) {
  const lines = () => area.value.split("\n").map((line) => line.trim()).filter(Boolean);
  const area = h("textarea", { ...named(row, id), rows: Math.min(8, row.value.length + 1), value: row.value.join("\n"), onChange: () => save(lines(), area) });
  return area;
}

/** A list of entries with fields of their own; saved by its button, since half an entry cannot be. */
function table(row, id, save) {
  const list = h("ul", { class: "entries" });
  const entry = (value) => {
    const fields = row.fields.map((about) => [about, cell(about, value?.[about.name])]);
    const remove = h("button", { class: "link-button", type: "button", onClick: () => { item.remove(); button.focus(); } }, "Remove");
    const item = h("li", { "data-testid": "entry" },
      fields.map(([{ label, kind }, node]) => field(label, node, kind)), remove);
    item.read = () => Object.fromEntries(fields.map(([{ name, kind }, node]) => [name, kind === "switch" ? node.checked : node.value]));
    return item;
  };
  list.append(...row.value.map(entry));
  const add = h("button", { class: "button", type: "button", "data-testid": "add-entry", onClick: () => {
    const made = entry(null);
    list.append(made);
    made.querySelector("select, input").focus();
  } }, "Add");
  const button = h("button", {
    class: "button primary", type: "button", id: `${id}-save`, "data-testid": "save-entries",
    onClick: () => save([...list.children].map((item) => item.read()), button),
  }, "Save");
  return h("div", { ...named(row, id), role: "group", class: "entries-form", tabindex: "-1" }, list, h("div", { class: "entries-end" }, add, button));
}

function cell(about, value) {
  const { name, kind } = about;
  if (kind === "switch") return h("input", { type: "checkbox", checked: Boolean(value), "data-field": name });
  if (kind === "choice") return h("select", { "data-field": name }, options({ ...about, value }));
  return h("input", { type: kind === "number" ? "number" : "text", value: value ?? "", "data-field": name });
}

/** What has no control of its own is written as JSON. */
function json(row, id, save) {
  const input = h("input", { ...named(row, id), type: "text", class: "json", value: JSON.stringify(row.value), autocomplete: "off", spellcheck: "false" });
  input.addEventListener("change", () => {
    try {
      input.setCustomValidity("");
      save(JSON.parse(input.value), input);
    } catch {
      input.setCustomValidity("This is no JSON.");
      input.reportValidity();
    }
  });
  return input;
}
