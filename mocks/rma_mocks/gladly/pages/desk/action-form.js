/** An action's form: title, label left, input middle, hint right, the two buttons at the bottom right. */

import { h } from "../elements.js";

let count = 0;

function errorText({ message, detail }) {
  return [message, detail].filter(Boolean).join(" ");
}

/** One error as a paragraph, its message in bold. */
export function errorNote({ message, detail }) {
  return h("p", null, message && h("strong", null, message), message && detail && " ", detail);
}

/** Show a form and send it; it stays while the adaptor finds something wrong with it. */
export class ActionForm {
  constructor(form, { onSubmit, onClose, onDismissed, onDone }) {
    Object.assign(this, { onSubmit, onClose, onDismissed, onDone });
    this.prefix = `action-${++count}`;
    this.rows = new Map();
    this.problem = h("div", { class: "problem", role: "alert", tabindex: "-1", hidden: true, "data-testid": "action-form-problem" });
    this.submit = h("button", { type: "submit", class: "main", "data-testid": "action-submit" }, form.submit_button);
    this.title = h("h2", { id: `${this.prefix}-title`, class: "action-title", "data-testid": "action-title", tabindex: "-1" }, form.title);
    this.element = h("form", {
      class: "composed action-form", "aria-labelledby": `${this.prefix}-title`, noValidate: true, "data-testid": "action-form",
      onsubmit: (event) => { event.preventDefault(); this.send(); },
    },
    this.title, this.problem,
    h("div", { class: "action-rows" }, form.sections.map((section) => this.section(section))),
    form.warnings.length > 0 && h("details", { class: "oddities", "data-testid": "action-form-warnings" },
      h("summary", null, "This form has parts that cannot be shown"),
      h("ul", { class: "plain" }, form.warnings.map((warning) => h("li", null, warning)))),
    h("p", { class: "buttons" },
      h("button", { type: "button", class: "quiet", "data-testid": "action-close", onclick: () => this.onClose() }, form.close_button),
      this.submit));
  }

  section(section) {
    if (section.type === "text") return h("p", { class: "action-text" }, section.text);
    const id = `${this.prefix}-input-${this.rows.size}`;
    const error = h("p", { class: "field-error", id: `${id}-error`, hidden: true, "data-testid": `action-error-${section.attr}` });
    const input = this.input(section, id);
    this.rows.set(section.attr, { section, input, error });
    return h("div", { class: "action-row" },
      h("label", { for: id, class: "action-label" }, section.label, section.required && h("span", { class: "sr" }, " (required)")),
      h("div", { class: "action-input" },
        section.kind === "checkbox" ? h("span", { class: "action-check" }, input, section.text && h("label", { for: id }, section.text)) : input,
        error),
      h("p", { class: "muted action-hint", id: `${id}-hint` }, section.hint));
  }

  input(section, id) {
    const shared = {
      id, "data-testid": `action-input-${section.attr}`, "aria-describedby": `${id}-hint ${id}-error`,
      "aria-required": section.required ? "true" : undefined, oninput: () => this.say(section.attr, ""),
    };
    if (section.kind === "checkbox") return h("input", { type: "checkbox", checked: section.default, ...shared });
    if (section.kind === "select") {
      return h("select", shared,
        h("option", { value: "" }, section.placeholder || "Select…"),
        section.options.map((option) => h("option", { value: option.value, selected: option.value === section.default }, option.text)));
    }
    return h("input", { type: "text", autocomplete: "off", value: section.default, placeholder: section.placeholder, ...shared });
  }

  focus() {
    (this.rows.values().next().value?.input ?? this.title).focus();
  }

  values() {
    return Object.fromEntries([...this.rows].map(([attr, { section, input }]) =>
      [attr, section.kind === "checkbox" ? input.checked : input.value]));
  }

  /** Send it once; until an answer comes a second try does nothing. */
  async send() {
    if (this.submit.disabled) return;
    this.clear();
    const empty = [...this.rows.values()].filter(({ section, input }) => section.required && !input.value.trim());
    if (empty.length) {
      this.showErrors(empty.map(({ section }) => ({ attr: section.attr, detail: `${section.label} is required.` })));
      return;
    }
    this.setBusy(true);
    try {
      const answer = await this.onSubmit(this.values());
      if (!this.element.isConnected) return;
      if (answer.outcome === "done") await this.onDone(answer);
      else if (answer.outcome === "dismissed") this.onDismissed(answer.errors);
      else this.showErrors(answer.errors);
    } catch (problem) {
      this.showErrors([{ message: "Not sent.", detail: problem.message }]);
    } finally {
      this.setBusy(false);
    }
  }

  setBusy(isBusy) {
    this.submit.disabled = isBusy;
    this.element.setAttribute("aria-busy", String(isBusy));
  }

  clear() {
    this.problem.hidden = true;
    for (const attr of this.rows.keys()) this.say(attr, "");
  }

  /** Put each error where it belongs; what belongs to no input stands above them. */
  showErrors(errors) {
    this.setBusy(false);
    const told = new Map();
    for (const error of errors) {
      const attr = this.rows.has(error.attr) ? error.attr : "";
      told.set(attr, [...(told.get(attr) ?? []), error]);
    }
    for (const [attr, ofInput] of told) if (attr) this.say(attr, ofInput.map(errorText).join(" "));
    const general = told.get("") ?? [];
    this.problem.replaceChildren(...general.map(errorNote));
    this.problem.hidden = general.length === 0;
    const first = [...this.rows].find(([attr]) => told.has(attr));
    (first?.[1].input ?? this.problem).focus();
  }

  say(attr, text) {
    const { input, error } = this.rows.get(attr);
    error.textContent = text;
    error.hidden = !text;
    input.setAttribute("aria-invalid", String(Boolean(text)));
  }
}
