/** Hear of changes by long poll, through outages too. */

import { api } from "./api.js";
import { h } from "../elements.js";

const WAIT_S = 20;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;

/**
 * Call `onChange` at once and whenever the organisation's sequence moves, until the page goes.
 * A hidden tab stops asking: browsers allow few connections per host, and forgotten tabs would use them up.
 */
export async function followChanges(onChange) {
  let after = 0;
  let isStale = true;
  let pause = FIRST_PAUSE_MS;
  for (;;) {
    await untilVisible();
    try {
      if (isStale) await onChange();
      isStale = false;
      hideBanner();
      const { seq } = await api.changes(after, WAIT_S);
      isStale = seq !== after;
      after = seq;
      pause = FIRST_PAUSE_MS;
    } catch (problem) {
      isStale = true;
      after = 0;
      await waitWithBanner(problem, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }
}

function untilVisible() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
}

function banner() {
  return document.getElementById("banner");
}

function hideBanner() {
  banner().hidden = true;
  banner().replaceChildren();
}

function waitWithBanner(problem, pause) {
  const isWorldGone = problem.status === 404;
  const said = isWorldGone ? "This world is not there any more." : problem.message;
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, pause);
    const tryNow = () => { clearTimeout(timer); resolve(); };
    if (!banner().hidden && banner().dataset.said === said) {
      banner().querySelector("button").onclick = tryNow;
      return;
    }
    const button = h("button", { type: "button", class: "quiet", "data-testid": "try-now" }, "Try now");
    button.onclick = tryNow;
    banner().replaceChildren(h("span", null, `${said} What you see may be old; trying again by itself.`), button);
    banner().dataset.said = said;
    banner().hidden = false;
  });
}
