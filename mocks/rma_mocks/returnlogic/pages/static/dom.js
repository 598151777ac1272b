/** Build DOM nodes from data without ever parsing data as HTML. */

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden"]);

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

/** Show what went wrong, sentence by sentence; nothing clears it. */
export function showProblem(problem) {
  const sentences = problem ? [problem.message, ...(problem.sentences ?? [])] : [];
  byId("alert").replaceChildren(
    ...(sentences.length
      ? [h("div", { class: "alert" }, h("strong", null, sentences[0]), sentences.slice(1).map((text) => h("p", null, text)))]
      : []),
  );
}

/** Run an action behind a form's button: no second press while it runs, problems shown. */
export async function guarded(button, action) {
  showProblem(null);
  if (button) button.disabled = true;
  try {
    return await action();
  } catch (problem) {
    if (!problem.sentences) throw problem;
    showProblem(problem);
    return undefined;
  } finally {
    if (button) button.disabled = false;
  }
}
