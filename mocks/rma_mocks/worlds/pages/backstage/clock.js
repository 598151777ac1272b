/** The world's clock: tell, set, advance, freeze, go to what is due next. */

import { call } from "./api.js";
import { field, guarded, section } from "./dom.js";
import { h } from "./elements.js";

const UNITS = [["1", "seconds"], ["60", "minutes"], ["3600", "hours"], ["86400", "days"]];

/** Write a time of the world for people; all of them are UTC. */
export function readable(at) {
  return `${at.slice(0, 10)} ${at.slice(11, 19)}`;
}

export function clockSection({ refreshAll }) {
  let told = null;
  let toldAtMs = 0;

  const now = h("time", { class: "now", "data-testid": "clock-now" });
  const state = h("span", { class: "chip", "data-testid": "clock-state" });
  const next = h("p", { class: "muted", id: "next-event", "data-testid": "clock-next" });
  const at = h("input", { id: "clock-at", type: "datetime-local", step: "1", required: true, min: "2000-01-01T00:00:00", max: "2099-12-31T23:59:59", "data-testid": "clock-at" });
  const amount = h("input", { id: "clock-by", type: "number", min: "0.001", step: "any", value: "1", required: true, "data-testid": "clock-by" });
  const unit = h("select", { id: "clock-unit", "aria-label": "Unit of the advance", "data-testid": "clock-unit" },
    UNITS.map(([seconds, name]) => h("option", { value: seconds, selected: name === "hours" }, name)));
  const freeze = h("button", { type: "button", class: "quiet", "data-testid": "clock-freeze", onClick: () => move(freeze, told.is_frozen ? { resume: true } : { freeze: true }) }, "Freeze");
  const toNext = h("button", { type: "button", class: "quiet", "aria-describedby": "next-event", "data-testid": "clock-to-next", onClick: () => move(toNext, { to_next_event: true }) }, "Go to the next event");

  function move(button, wanted) {
    return guarded(button, async () => {
      show(await call("POST", "clock", wanted));
      await refreshAll();
    });
  }

  function form(name, label, button, wanted, ...controls) {
    const press = h("button", { class: "quiet", "data-testid": `clock-${name}` }, button);
    const submit = (event) => { event.preventDefault(); move(press, wanted()); };
    return h("form", { class: "inline", "aria-label": label, onSubmit: submit }, ...controls, press);
  }

  function show(clock) {
    told = clock;
    toldAtMs = Date.now();
    state.textContent = clock.is_frozen ? "frozen" : "ticking";
    state.classList.toggle("warn", clock.is_frozen);
    freeze.textContent = clock.is_frozen ? "Let it tick" : "Freeze";
    toNext.disabled = clock.next_event === null;
    next.textContent = clock.next_event ? `Next: ${readable(clock.next_event.at)}, ${clock.next_event.what}` : "Nothing is due in this world's future.";
    if (!at.value) at.value = clock.now.slice(0, 19);
    tick();
  }

  function tick() {
    if (!told) return;
    const ms = Date.parse(told.now) + (told.is_frozen ? 0 : Date.now() - toldAtMs);
    const text = new Date(ms).toISOString();
    now.dateTime = text;
    now.replaceChildren(readable(text), h("span", { class: "muted" }, " UTC"));
  }

  setInterval(tick, 1000);
  const element = section("clock", "Clock",
    h("div", { class: "row" }, now, state),
    next,
    h("div", { class: "row" }, freeze, toNext),
    form("advance", "Advance the clock", "Advance", () => ({ advance_s: Number(amount.value) * Number(unit.value) }),
      field("Advance by", h("div", { class: "pair" }, amount, unit))),
    form("set", "Set the clock", "Set", () => ({ set: `${at.value}${at.value.length === 16 ? ":00" : ""}Z` }), field("Set to (UTC)", at)),
    h("p", { class: "hint" }, "Everything the mocks date follows this clock. Advancing moves rate windows too. The adaptor lives in real time."));
  element.querySelector(".pair").previousElementSibling.htmlFor = amount.id;
  return { element, refresh: async () => show(await call("GET", "clock")) };
}
