/** Hear of changes made elsewhere by long poll, so that all windows agree. */

import { api } from "./api.js";
import { byId, h } from "./elements.js";

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
      saysOld(false);
    } catch {
      after = -1; // much may have changed until there is an answer again
      saysOld(true);
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

const old = h("p", { class: "note stale", role: "status", "data-testid": "may-be-old" });

/** Say whether what the page shows may be old, because nobody answers. */
function saysOld(isOld) {
  if (isOld && !old.isConnected) byId("main").prepend(old);
  old.textContent = isOld ? "The mock ReturnLogic does not answer. What you see may be old; trying again by itself." : "";
  if (!isOld) old.remove();
}
