/** The backstage: each section is a module that builds itself and is told when to read anew. */

import { call } from "./api.js";
import { clockSection } from "./clock.js";
import { byId, h } from "./elements.js";
import { faultsSection } from "./faults.js";
import { journalSection } from "./journal.js";
import { statesSection } from "./states.js";

/** In the order of the page; a section has an `element` and `refresh()`. */
const SECTIONS = [clockSection, faultsSection, statesSection, journalSection];

const WAIT_S = 10;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;

const world = decodeURIComponent(/\/w\/([^/]+)\/backstage/.exec(location.pathname)?.[1] ?? "");
const sections = SECTIONS.map((build) => build({ refreshAll }));

async function refreshAll() {
  await Promise.all(sections.map((section) => section.refresh()));
}

function tell(sentence, { isTrouble = false } = {}) {
  byId("live").replaceChildren(h("span", { class: isTrouble ? "dot trouble" : "dot", "aria-hidden": "true" }), sentence);
}

function untilVisible() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
}

/** Read everything anew at each exchange, and every few seconds for what moves without one. */
async function follow() {
  let after = 0;
  let pause = FIRST_PAUSE_MS;
  for (;;) {
    await untilVisible(); // browsers allow few connections per host, and forgotten tabs would use them up
    try {
      await refreshAll();
      tell("Live");
      pause = FIRST_PAUSE_MS;
      ({ last: after } = await call("GET", `journal?limit=0&after=${after}&wait_s=${after ? WAIT_S : 0}`));
      if (!after) ({ last: after } = await call("GET", `journal?limit=0&wait_s=${WAIT_S}`));
    } catch (problem) {
      after = 0;
      tell(problem.status === 404 ? "This world is not there any more." : `${problem.message} Trying again by itself.`, { isTrouble: true });
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }
}

byId("world").textContent = world;
document.title = `Backstage ${world} — rma-toolkit`;
byId("sections").replaceChildren(...sections.map((section) => section.element));
follow();
