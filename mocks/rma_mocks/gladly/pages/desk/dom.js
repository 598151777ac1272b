/** What the desk's panes are built of: icons, dialogs, hints, toasts. */

import { flat, h } from "../elements.js";

const SVG = "http://www.w3.org/2000/svg";

/** Text for screen readers only. */
export function hiddenText(text) {
  return h("span", { class: "sr" }, text);
}

/** Text that may break after an @ or a dot, for e-mail addresses in narrow places. */
export function breakable(text) {
  return String(text).split(/(?<=[@.])/).flatMap((piece, index) => (index ? [h("wbr"), piece] : [piece]));
}

const SHAPES = {
  chain: ["M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7L12 7", "M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7L12 17"],
  book: ["M6 3h12a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H6z", "M3.5 8H6M3.5 12H6M3.5 16H6", "M9.5 16.5c.4-2 1.6-3 3-3s2.6 1 3 3", "M12.5 11.3a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6"],
  gear: ["M12 18a6 6 0 1 0 0-12 6 6 0 0 0 0 12", "M12 14.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4", "M18.2 12.0L21.0 12.0 M16.4 16.4L18.4 18.4 M12.0 18.2L12.0 21.0 M7.6 16.4L5.6 18.4 M5.8 12.0L3.0 12.0 M7.6 7.6L5.6 5.6 M12.0 5.8L12.0 3.0 M16.4 7.6L18.4 5.6"],
  refresh: ["M19.5 12a7.5 7.5 0 1 1-2.2-5.3L20 9.2", "M20 4.5v4.7h-4.7"],
  chat: ["M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H11l-4.5 4v-4A2.5 2.5 0 0 1 4 13.5z"],
  mail: ["M4 6h16v12H4z", "M4 7l8 6 8-6"],
  plus: ["M12 5v14M5 12h14"],
  search: ["M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14", "M16.2 16.2 20.5 20.5"],
  chevron: ["M9 6l6 6-6 6"],
  warning: ["M12 4 2.8 20h18.4z", "M12 10v4.5M12 17v.4"],
  away: ["M9 5H5v14h14v-4", "M13 4h7v7M20 4l-9 9"],
  dots: ["M5 12h.01M12 12h.01M19 12h.01"],
  ticket: ["M4 7h16v3.5a1.5 1.5 0 0 0 0 3V17H4v-3.5a1.5 1.5 0 0 0 0-3z", "M14 7.5v2M14 11v2M14 14.5v2"],
  stage: ["M4 5h16v14H4z", "M12 5v14"],
};

/** Draw one of our icons; without a label it is decoration and hidden from screen readers. */
export function icon(name, label) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  for (const d of SHAPES[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/** While a mouse button is down, panes wait: replacing what is under the pointer would swallow the click. */
let isPressed = false;
const waiting = new Map();
addEventListener("pointerdown", () => { isPressed = true; }, true);
for (const end of ["pointerup", "pointercancel", "blur"]) addEventListener(end, release, true);

function release(event) {
  if (event.type === "blur" && event.target !== window) return;
  isPressed = false;
  setTimeout(() => {
    const panes = [...waiting];
    waiting.clear();
    for (const [root, nodes] of panes) swap(root, ...nodes);
  });
}

/**
 * Replace what a pane shows, keeping focus, typed text and scroll position.
 * Elements are recognised by their data-key; a pane repainted by news must not disturb the person working in it.
 */
export function swap(root, ...nodes) {
  if (isPressed) {
    waiting.set(root, nodes);
    return;
  }
  waiting.delete(root);
  const focused = root.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const typed = new Map();
  for (const input of root.querySelectorAll("input[data-key], textarea[data-key]")) {
    if (input.type !== "checkbox" && input.type !== "radio") typed.set(input.dataset.key, input.value);
  }
  const opened = new Set([...root.querySelectorAll("details[open][data-key]")].map((node) => node.dataset.key));
  const scrolls = new Map([...root.querySelectorAll("[data-scroll]")].map((node) => [node.dataset.scroll, node.scrollTop]));
  root.replaceChildren(...flat(nodes));
  for (const node of root.querySelectorAll("[data-key], [data-scroll]")) {
    if (typed.has(node.dataset.key)) node.value = typed.get(node.dataset.key);
    if (opened.has(node.dataset.key) && node.tagName === "DETAILS") node.open = true;
    if (scrolls.has(node.dataset.scroll)) node.scrollTop = scrolls.get(node.dataset.scroll);
    if (focused !== undefined && node.dataset.key === focused) node.focus({ preventScroll: true });
  }
}

/** Say something in passing; it is read out and goes away by itself. */
export function toast(text) {
  const root = document.getElementById("toast");
  root.replaceChildren(h("span", null, text));
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => root.replaceChildren(), 4000);
}

/** Ask in a modal dialog built by `build(close)`; resolves with what `close` was given. */
export function ask(testid, build) {
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: "dialog", "data-testid": testid, "aria-labelledby": `${testid}-title` });
    let answer;
    const close = (value) => { answer = value; dialog.close(); };
    dialog.append(...flat([build(close)]));
    dialog.addEventListener("close", () => { dialog.remove(); resolve(answer); });
    document.body.append(dialog);
    dialog.showModal();
  });
}
