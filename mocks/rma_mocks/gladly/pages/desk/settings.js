/** Settings: the lookup apps and the routing rule. */

import { toast } from "./dom.js";
import { h } from "../elements.js";
import { api } from "./api.js";

const EMAILS = "emails";

/** Show the organisation's settings; `onChanged` hears of every change that was saved. */
export function settingsPage(organisation, { onChanged, onClose }) {
  return h("section", { class: "settings", "aria-labelledby": "settings-title", "data-testid": "settings" },
    h("header", { class: "settings-head" },
      h("h1", { class: "work-title", id: "settings-title" }, "Settings"),
      h("button", { type: "button", class: "quiet", "data-testid": "settings-close", onclick: onClose }, "Done")),
    h("h2", null, "Lookup apps"),
    organisation.apps.length ? organisation.apps.map((app) => appCard(app, onChanged))
      : h("p", { class: "hint" }, "No app is set up in this organisation."),
    h("p", { class: "beside" }, h("a", { href: "desk/debugger", target: "_blank", rel: "noopener", "data-testid": "debugger-link" }, "Lookup Adaptor Debugger"),
      " — test an app with an e-mail or a phone number, without changing any profile."),
    h("h2", null, "Routing"),
    h("p", { class: "rule", "data-testid": "routing-rule" }, ruleSentence(organisation.routing_rule)),
    h("p", { class: "muted" }, "The lookup runs first, so that rules can use what it brought."));
}

/** The routing rule in one sentence. */
function ruleSentence(rule) {
  if (!rule) return "No rule: every conversation stays in its channel's inbox.";
  const test = rule.is_not === "" ? "has a value" : `has a value other than “${rule.is_not}”`;
  return `When someone contacts in and their attribute ${rule.attribute} ${test}, the conversation goes to the inbox ${rule.inbox}, otherwise to ${rule.otherwise}.`;
}

function appCard(app, onChanged) {
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const url = `app-url-${app.id}`;
  const save = async (input, change, said) => {
    input.disabled = true;
    problem.hidden = true;
    try {
      Object.assign(app, await api.changeApp(app.id, change()));
      toast(said());
      onChanged();
    } catch (refusal) {
      input.checked = !input.checked;
      problem.textContent = `Not saved. ${refusal.message}`;
      problem.hidden = false;
    } finally {
      input.disabled = false;
      input.focus();
    }
  };
  const others = () => (app.auto_linking ?? []).filter((field) => field !== EMAILS);
  return h("article", { class: "app", "data-testid": "app", "data-app": app.id },
    h("h3", null, app.name, app.is_active === false && h("span", { class: "chip" }, "Inactive")),
    h("p", { class: "field" }, h("label", { class: "label", for: url }, "URL"),
      h("input", { id: url, type: "url", readOnly: true, value: app.url, "data-testid": "app-url" })),
    toggle({
      id: `auto-${app.id}`, testid: "auto-linking-switch", label: "Auto-linking: Customer Email", isOn: app.auto_linking?.includes(EMAILS),
      hint: "A profile is linked by itself when the app gives exactly one customer who shares an e-mail with it.",
      onToggle: (input) => save(input, () => ({ auto_linking: input.checked ? [EMAILS, ...others()] : others() }),
        () => `Auto-linking is ${input.checked ? "on" : "off"} for ${app.name}.`),
    }),
    toggle({
      id: `overwrite-${app.id}`, testid: "overwrite-switch", label: "Overwrite existing values", isOn: app.overwrite_existing_values,
      hint: "What the app answers replaces name, address and editable attributes that the profile already has.",
      onToggle: (input) => save(input, () => ({ overwrite_existing_values: input.checked }),
        () => `Existing values are ${input.checked ? "overwritten" : "kept"} for ${app.name}.`),
    }),
    toggle({
      id: `actions-${app.id}`, testid: "actions-switch", label: "Enable actions", isOn: app.enable_actions,
      hint: "Agents may run what the app offers on linked profiles and their orders, while a conversation is open.",
      onToggle: (input) => save(input, () => ({ enable_actions: input.checked }),
        () => `Actions are ${input.checked ? "on" : "off"} for ${app.name}.`),
    }),
    toggle({
      id: `active-${app.id}`, testid: "active-switch", label: "Active", isOn: app.is_active !== false,
      hint: "Gladly asks active apps only. Switching it off takes from every profile what it brought.",
      onToggle: (input) => save(input, () => ({ is_active: input.checked }),
        () => `${app.name} is ${input.checked ? "active" : "inactive"}.`),
    }),
    problem);
}

function toggle({ id, testid, label, hint, isOn, onToggle }) {
  const input = h("input", {
    type: "checkbox", role: "switch", id, class: "switch", "data-testid": testid, checked: Boolean(isOn),
    "aria-describedby": `${id}-hint`, onchange: (event) => onToggle(event.target),
  });
  return h("div", { class: "toggle" }, input,
    h("div", null, h("label", { for: id }, label), h("p", { class: "muted", id: `${id}-hint` }, hint)));
}
