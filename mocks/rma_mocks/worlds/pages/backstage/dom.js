/** Build DOM nodes from data without ever parsing data as HTML. */

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "open", "selected"]);

/** Make an element; `on…` props are listeners, children may be text, nodes, arrays or nothing. */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2).toLowerCase(), value);
    else if (PROPERTIES.has(name)) node[name] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

export const byId = (id) => document.getElementById(id);

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
