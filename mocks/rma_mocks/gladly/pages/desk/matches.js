/** Profiles that may be the same person: the banner, the comparison, and the search for one to merge. */

import { api } from "./api.js";
import { icon, ask } from "./dom.js";
import { h } from "../elements.js";

const SHARED = { phone: "Same phone", external_customer_id: "Same customer" };
const SEARCH_PAUSE_MS = 200;

/** "Matching customers found!", when there are any. */
export function matchBanner(profile, matches, actions) {
  if (!matches?.length) return null;
  return h("section", { class: "matching", "data-testid": "matches-banner", "aria-label": "Matching customers" },
    h("p", { role: "status" }, "Matching customers found!"),
    h("button", {
      type: "button", class: "quiet", "data-testid": "view-matches", "data-key": "view-matches",
      onclick: () => viewMatches(profile, matches, actions),
    }, "View matches"));
}

async function viewMatches(profile, matches, actions) {
  const chosen = await ask("matches-dialog", (close) => [
    h("h2", { id: "matches-dialog-title" }, `Is one of these ${profile.name || "this person"} too?`),
    h("ul", { class: "candidates" }, matches.map((match) => h("li", { "data-testid": "match-row", "data-id": match.id },
      h("strong", null, match.name || "No name"),
      h("span", { class: "muted" }, match.emails.join(", ") || "No e-mail"),
      match.shares.map((one) => h("span", null, `${SHARED[one.what] ?? one.what}${one.app ? ` in ${one.app}` : ""}: ${one.value}`)),
      h("span", { class: "buttons" },
        h("button", { type: "button", class: "quiet", "data-testid": "no-match", onclick: () => close({ match, isMatch: false }) }, "No Match"),
        h("button", { type: "button", class: "main", "data-testid": "match", onclick: () => close({ match, isMatch: true }) }, "Match"))))),
    whatMergingDoes(profile),
    h("p", { class: "buttons" }, h("button", { type: "button", class: "quiet", onclick: () => close() }, "Later")),
  ]);
  if (chosen?.isMatch) await actions.merge(chosen.match);
  else if (chosen) await actions.dropMatch(chosen.match);
}

/** Look for a profile by hand and merge it into the open one. */
export async function mergeByHand(profile, actions) {
  const chosen = await ask("merge-dialog", (close) => mergeForm(profile, close));
  if (chosen) await actions.merge(chosen);
}

function mergeForm(profile, close) {
  const list = h("div", { class: "candidates-found", "aria-live": "polite" });
  const merge = h("button", { type: "submit", class: "main", "data-testid": "merge-confirm", disabled: true }, "Merge");
  let people = [];
  let asked = 0;
  let timer;
  const show = (...nodes) => { merge.disabled = true; list.replaceChildren(...nodes); };
  const search = async (text) => {
    const mine = ++asked;
    try {
      const found = await api.people(text);
      if (mine !== asked) return;
      people = found.profiles.filter((one) => one.id !== profile.id);
      show(people.length ? h("ul", { class: "candidates" }, people.map((one) => h("li", null, h("label", { "data-testid": "merge-candidate" },
        h("input", { type: "radio", name: "source", value: one.id, onchange: () => { merge.disabled = false; } }),
        h("span", null, h("strong", null, one.name || "No name"), " ", h("span", { class: "muted" }, one.email || "No e-mail"))))))
        : h("p", { class: "hint" }, "Nobody found."));
    } catch (problem) {
      if (mine === asked) show(h("p", { class: "problem", role: "alert" }, problem.message));
    }
  };
  const input = h("input", {
    type: "search", id: "merge-search", "data-testid": "merge-search", autocomplete: "off", placeholder: "Name, e-mail or phone",
    oninput: (event) => { clearTimeout(timer); timer = setTimeout(() => search(event.target.value.trim()), SEARCH_PAUSE_MS); },
  });
  search("");
  return h("form", {
    noValidate: true,
    onsubmit: (event) => {
      event.preventDefault();
      const id = new FormData(event.target).get("source");
      const picked = people.find((one) => one.id === id);
      if (picked) close(picked);
    },
  },
  h("h2", { id: "merge-dialog-title" }, `Merge another profile into ${profile.name || "this one"}`),
  h("p", { class: "field" }, h("label", { class: "label", for: "merge-search" }, "Find the other profile"), input),
  list, whatMergingDoes(profile),
  h("p", { class: "buttons" }, h("button", { type: "button", class: "quiet", onclick: () => close() }, "Cancel"), merge));
}

function whatMergingDoes(profile) {
  return h("p", { class: "merge-words" }, icon("warning"), h("span", null,
    `${profile.name || "This profile"} stays and takes over the other one's e-mails, phones and conversations. Merging cannot be taken back.`));
}
