/** Hear of changes made elsewhere by long poll, so that all windows agree. */

import { api } from "./api.js";

const WAIT_S = 20;
const PAUSE_MS = 2000;

/**
 * Call `onChange` whenever the world has changed, until the page goes.
 * A hidden tab stops asking: browsers allow few connections per host, and forgotten tabs would use them up.
 */
export async function followChanges(onChange) {
  let after = await seqNow();
  for (;;) {
    await untilVisible();
    try {
      const { seq } = await api.changes(after, WAIT_S);
      if (seq !== after) await onChange();
      after = seq;
    } catch {
      after = -1; // whoever does not answer may have changed meanwhile; what the page shows says that it may be old
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

async function seqNow() {
  return api.changes(-1, 0).then(({ seq }) => seq, () => -1);
}

function untilVisible() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
}
