/** Scripted failures: one form for every kind, and the list of what was scripted with what it hit. */

import { call } from "./api.js";
import { readable } from "./clock.js";
import { field, guarded, section } from "./dom.js";
import { byId, h } from "./elements.js";

const PATHS = ["*", "/v1/rmas*", "/api/v1/customer-profiles*", "/desk/api/*", "/chat/api/*", "/originate/api/*", "/returns-center/api/*", "/collector/api/*", "webhook/*"];
const LATENCIES = { latency: "2000", drip: "200", delayed: "60000" };
const NAMES = { gladly: "Gladly", returnlogic: "ReturnLogic" };

const input = (id, props) => h("input", { id: `fault-${id}`, name: id, "data-testid": `fault-${id}`, ...props });
const number = (id, props) => input(id, { type: "number", step: "any", ...props });

export function faultsSection({ refreshAll }) {
  const kind = h("select", { id: "fault-kind", "data-testid": "fault-kind", onChange: fit });
  const lane = h("select", { id: "fault-lane", "data-testid": "fault-lane" },
    h("option", { value: "returnlogic" }, "ReturnLogic"), h("option", { value: "gladly" }, "Gladly"));
  const path = input("path", { value: "*", required: true, maxlength: "200", list: "fault-paths", spellcheck: "false", autocomplete: "off" });
  const times = number("times", { min: "1", max: "1000000", step: "1", value: "1", placeholder: "until removed" });
  const status = number("status", { min: "400", max: "599", step: "1", value: "500", required: true });
  const latency = number("latency_ms", { min: "0", max: "60000", step: "1", value: "0", required: true });
  const percent = number("percent", { min: "1", max: "100", step: "1", value: "100", required: true });
  const begins = number("begins_in_s", { min: "0", placeholder: "at once" });
  const lasts = number("lasts_s", { min: "0.001", placeholder: "without end" });
  const statusField = field("Status", status);
  const latencyField = field("Pause (ms)", latency);
  const does = h("p", { class: "hint wide", id: "fault-does", "data-testid": "fault-does" });
  kind.setAttribute("aria-describedby", does.id);
  const press = h("button", { class: "main", "data-testid": "fault-script" }, "Script it");
  const list = h("tbody", null);
  const table = h("table", { class: "rows", "data-testid": "fault-list" },
    h("caption", { class: "sr" }, "Scripted failures, the oldest first"),
    h("thead", null, h("tr", null, ["Failure", "Calls", "When", "Hits", "State"].map((name) => h("th", { scope: "col" }, name)),
      h("th", { scope: "col" }, h("span", { class: "sr" }, "Remove")))), list);
  const none = h("p", { class: "nothing", "data-testid": "fault-none" }, "Nothing fails that is not meant to.");
  const clear = h("button", { type: "button", class: "danger", "data-testid": "fault-clear", onClick: () => act(clear, () => call("DELETE", "faults")) }, "Remove all");
  let kinds = {};
  let shown = "";

  function act(button, action) {
    return guarded(button, async () => { await action(); await refreshAll(); });
  }

  function fit() {
    const does_ = kinds[kind.value] ?? "";
    does.textContent = does_ ? `${does_[0].toUpperCase()}${does_.slice(1).replaceAll("`", "")}.` : "";
    statusField.hidden = kind.value !== "status";
    latencyField.hidden = !(kind.value in LATENCIES);
    latency.value = LATENCIES[kind.value] ?? "0";
  }

  function wanted() {
    return {
      lane: lane.value, kind: kind.value, path: path.value, times: times.value === "" ? null : Number(times.value), percent: Number(percent.value),
      ...(statusField.hidden ? {} : { status: Number(status.value) }),
      ...(latencyField.hidden ? {} : { latency_ms: Number(latency.value) }),
      ...(begins.value === "" ? {} : { begins_in_s: Number(begins.value) }),
      ...(lasts.value === "" ? {} : { lasts_s: Number(lasts.value) }),
    };
  }

  function submit(event) {
    event.preventDefault();
    act(press, () => call("POST", "faults", wanted()));
  }

  function show(answer) {
    if (!kind.options.length) {
      kinds = answer.kinds;
      kind.replaceChildren(...Object.keys(kinds).map((name) => h("option", { value: name, selected: name === "maintenance" }, name.replaceAll("_", " "))));
      fit();
    }
    const text = JSON.stringify(answer.faults);
    if (text === shown) return; // focus stays where it is
    shown = text;
    const focused = document.activeElement?.dataset?.fault;
    list.replaceChildren(...answer.faults.map(row));
    table.hidden = clear.hidden = !answer.faults.length;
    none.hidden = Boolean(answer.faults.length);
    if (focused) (list.querySelector(`[data-fault="${focused}"]`) ?? byId("faults")).focus();
  }

  function row(fault) {
    const remove = h("button", { type: "button", class: "quiet small", "data-fault": fault.id, "data-testid": "fault-remove", "aria-label": `Remove fault ${fault.id}`,
      onClick: () => act(remove, () => call("DELETE", `faults/${fault.id}`)) }, "Remove");
    return h("tr", { "data-testid": "fault-row", class: fault.state === "over" ? "is-over" : null },
      h("td", null, h("strong", null, `${fault.id}. ${what(fault)}`), h("div", { class: "muted" }, NAMES[fault.lane])),
      h("td", { "data-label": "Calls" }, h("code", null, fault.path), h("div", { class: "muted" }, howMany(fault))),
      h("td", { "data-label": "When" }, when(fault)),
      h("td", { "data-label": "Hits", class: "number" }, fault.times === null ? String(fault.hits) : `${fault.hits} of ${fault.times}`),
      h("td", { "data-label": "State" }, h("span", { class: `chip ${fault.state === "active" ? "bad" : ""}` }, fault.state)),
      h("td", null, remove));
  }

  const element = section("faults", "Failures",
    h("form", { class: "grid", "aria-label": "Script a failure", onSubmit: submit },
      field("Who fails", lane), field("How", kind), does,
      field("Which calls", path, { hint: "A pattern inside the world, such as /v1/rmas* or webhook/*" }),
      field("How many calls", times, { hint: "Empty: until removed" }),
      statusField, latencyField,
      field("Percent of them", percent, { hint: "By the world's dice" }),
      field("Begins in (s)", begins, { hint: "On the world's clock" }), field("Lasts (s)", lasts, { hint: "On the world's clock" }),
      h("div", { class: "buttons" }, press)),
    h("datalist", { id: "fault-paths" }, PATHS.map((value) => h("option", { value }))),
    none, table, h("div", { class: "buttons" }, clear));
  return { element, refresh: async () => show(await call("GET", "faults")) };
}

function what(fault) {
  if (fault.kind === "status") return `status ${fault.status}`;
  const pause = fault.kind in LATENCIES ? ` ${fault.latency_ms} ms` : "";
  return `${fault.kind.replaceAll("_", " ")}${pause}`;
}

function howMany(fault) {
  const many = fault.times === null ? "until removed" : fault.times === 1 ? "once" : `${fault.times} times`;
  return fault.percent === 100 ? many : `${many}, ${fault.percent} % of them`;
}

function when(fault) {
  const from = fault.begins_at && `from ${readable(fault.begins_at)}`;
  const until = fault.ends_at && `until ${readable(fault.ends_at)}`;
  return [from, until].filter(Boolean).join(" ") || "at any time";
}
