/** What changed in the world, states that were put aside, and the ways back. */

import { call } from "./api.js";
import { readable } from "./clock.js";
import { field, guarded, section } from "./dom.js";
import { h } from "./elements.js";

const OPENING = "opening";
const PARTS = [
  ["data", "Data: people, orders, RMAs, profiles, conversations"],
  ["person", "One person"],
  ["journal", "Journal and rounds"],
  ["all", "Everything: data, time, failures, settings, journal"],
];
const ADAPTOR = { forgot: " The adaptor forgot what it had read.", "did not answer": " The adaptor did not answer: it may still show what it read before." };

export function statesSection({ refreshAll }) {
  const since = h("select", { id: "states-since", "data-testid": "states-since", onChange: () => refresh() }, h("option", { value: OPENING }, "the opening"));
  const changes = h("ul", { class: "changes", "aria-label": "What changed", "data-testid": "states-changes" });
  const none = h("p", { class: "nothing", "data-testid": "states-none" }, "Nothing changed.");
  const name = h("input", { id: "states-name", maxlength: "40", pattern: "[A-Za-z0-9][A-Za-z0-9_. \\-]*", placeholder: "the next free name", autocomplete: "off", spellcheck: "false", "data-testid": "states-name" });
  const keep = h("button", { class: "quiet", "data-testid": "states-keep" }, "Put aside");
  const back = h("button", { type: "button", class: "quiet", "data-testid": "states-back", onClick: () => act(back, goBack) }, "Go back to it");
  const drop = h("button", { type: "button", class: "quiet", "data-testid": "states-drop", onClick: () => act(drop, () => call("DELETE", `snapshots/${encodeURIComponent(since.value)}`)) }, "Drop it");
  const what = h("select", { id: "states-what", "data-testid": "states-what", onChange: fit }, PARTS.map(([value, label]) => h("option", { value }, label)));
  const person = h("input", { id: "states-person", maxlength: "254", placeholder: "gina.lin@example.com", autocomplete: "off", spellcheck: "false", "data-testid": "states-person" });
  const personField = field("Who", person, { hint: "An e-mail, or a declared person's key" });
  const reset = h("button", { class: "danger", "data-testid": "states-reset" }, "Reset");
  const done = h("p", { class: "hint", role: "status", "data-testid": "states-done" });
  let shown = "";

  function act(button, action) {
    return guarded(button, async () => { await action(); await refreshAll(); });
  }

  async function goBack() {
    const answer = await call("POST", `snapshots/${encodeURIComponent(since.value)}/restore`);
    done.textContent = `The world is back at ${since.selectedOptions[0].textContent}.${ADAPTOR[answer.adaptor] ?? ""}`;
  }

  async function putAside() {
    const made = await call("POST", "snapshots", name.value.trim() ? { name: name.value.trim() } : {});
    name.value = "";
    await refresh();
    since.value = made.name;
    done.textContent = `Put aside as ${made.name}.`;
  }

  async function bringBack() {
    const wanted = { what: what.value, ...(what.value === "person" ? { person: person.value.trim() } : {}) };
    const answer = await call("POST", "reset", wanted);
    const label = what.value === "person" ? wanted.person : what.selectedOptions[0].textContent.split(":")[0];
    done.textContent = `Reset: ${label}.${ADAPTOR[answer.adaptor] ?? ""}`;
  }

  function fit() {
    personField.hidden = what.value !== "person";
    person.required = what.value === "person";
  }

  function show(snapshots, told) {
    const text = JSON.stringify([snapshots, told]);
    if (text === shown) return; // focus stays where it is
    shown = text;
    const wanted = since.value;
    since.replaceChildren(h("option", { value: OPENING }, "the opening"),
      ...snapshots.map((row) => h("option", { value: row.name }, `${row.name}, ${readable(row.at)}`)));
    since.value = [...since.options].some((option) => option.value === wanted) ? wanted : OPENING;
    drop.hidden = since.value === OPENING;
    changes.replaceChildren(...told.map((sentence) => h("li", null, sentence)));
    changes.hidden = !told.length;
    none.hidden = Boolean(told.length);
  }

  async function refresh() {
    const { snapshots } = await call("GET", "snapshots");
    const known = since.value === OPENING || snapshots.some((row) => row.name === since.value) ? since.value : OPENING;
    const { changes: told } = await call("GET", `diff?since=${encodeURIComponent(known)}`);
    show(snapshots, told);
  }

  const submitting = (button, action) => (event) => { event.preventDefault(); act(button, action); };
  const element = section("states", "What changed",
    field("Since", since), none, changes,
    h("div", { class: "buttons" }, drop, back),
    h("form", { class: "inline", "aria-label": "Put the world's state aside", onSubmit: submitting(keep, putAside) }, field("Put this state aside as", name), keep),
    h("form", { class: "stack", "aria-label": "Reset to the opening", onSubmit: submitting(reset, bringBack) },
      h("div", { class: "inline" }, field("Reset to the opening", what), reset), personField),
    done);
  fit();
  return { element, refresh };
}
