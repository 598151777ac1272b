/** Show on the page what went wrong, and only what changed. */

import { byId, h } from "./elements.js";

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

const drawn = new WeakMap();

/**
 * Draw a part of the page from its data, unless it shows just that: what somebody is typing or choosing stays.
 * Focus goes to what has the id of what had it, else to the part itself, so that it is never lost.
 */
export function redraw(place, data, build) {
  const key = JSON.stringify(data);
  if (drawn.get(place) === key) return;
  drawn.set(place, key);
  const focused = place.contains(document.activeElement) ? document.activeElement.id : null;
  place.replaceChildren(...[build()].flat(Infinity).filter(Boolean));
  if (focused !== null) focusAgain(focused, place);
}

/** Put focus on what has this id now, else on the part of the page that it was in. */
export function focusAgain(id, place) {
  const again = id && byId(id);
  if (again && !again.disabled) return again.focus();
  place.tabIndex = -1;
  place.focus();
}

/** A form control under its name. */
export function field(name, control, kind = "") {
  return h("label", { class: `field ${kind}` }, h("span", null, name), control);
}

/** A button for what cannot be undone: it asks, and the second press does it. */
export function askingButton({ label, question, confirm, testid, kind = "", onConfirm }) {
  const ask = h("button", { class: `button ${kind}`, type: "button", id: testid, "data-testid": testid }, label);
  const yes = h("button", { class: "button danger", type: "button", "data-testid": `${testid}-confirm` }, confirm);
  const no = h("button", { class: "button", type: "button", "data-testid": `${testid}-keep` }, "No");
  const group = h("span", { class: "asking", role: "group", "aria-label": question, hidden: true }, h("span", null, question), yes, no);
  const turn = (isAsking) => {
    ask.hidden = isAsking;
    group.hidden = !isAsking;
    (isAsking ? yes : ask).focus();
  };
  ask.addEventListener("click", () => turn(true));
  no.addEventListener("click", () => turn(false));
  group.addEventListener("keydown", (event) => { if (event.key === "Escape") turn(false); });
  yes.addEventListener("click", async () => {
    await onConfirm(yes);
    if (group.isConnected) turn(false);
  });
  return h("span", { class: "asks" }, ask, group);
}
