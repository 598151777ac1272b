/** What the sections of the backstage are built of. */

import { byId, h } from "./elements.js";

/** A labelled form control; the hint is read with it. */
export function field(label, control, { hint = null, ...props } = {}) {
  const said = hint === null ? null : h("span", { class: "hint", id: `${control.id}-hint` }, hint);
  if (said) control.setAttribute("aria-describedby", said.id);
  return h("div", { class: "field", ...props }, h("label", { for: control.id }, label), control, said);
}

/** A section of the page with its heading. */
export function section(id, title, ...children) {
  return h("section", { id, class: "panel", tabindex: "-1", "aria-labelledby": `${id}-title`, "data-testid": `backstage-${id}` },
    h("h2", { id: `${id}-title` }, title), ...children);
}

/** Run what a button asks for: no second press while it runs, what went wrong is shown. */
export async function guarded(button, action) {
  showProblem(null);
  button.disabled = true;
  try {
    await action();
  } catch (problem) {
    showProblem(problem.message);
  } finally {
    button.disabled = false;
  }
}

export function showProblem(sentence) {
  byId("alert").replaceChildren(...(sentence ? [h("p", { class: "alert" }, sentence)] : []));
}
