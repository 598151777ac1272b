/** Show on the page what went wrong. */

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
