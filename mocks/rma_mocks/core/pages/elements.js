/** Build DOM nodes from data without ever parsing data as HTML. */

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "readOnly", "open", "selected", "noValidate"]);

/** Make an element; `on…` props are listeners, children may be text, nodes, arrays or nothing. */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined) continue;
    if (PROPERTIES.has(name)) node[name] = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2).toLowerCase(), value);
    else if (value !== false) node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...flat(children));
  return node;
}

/** Return children as one list, without what stands for nothing. */
export function flat(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== "");
}

export const byId = (id) => document.getElementById(id);
