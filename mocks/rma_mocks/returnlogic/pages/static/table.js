/** The RMA table: search, filter, turn pages; the address always says what is shown. */

import { api } from "./api.js";
import { followChanges } from "./changes.js";
import { guarded, redraw, showProblem } from "./dom.js";
import { byId, h } from "./elements.js";
import { count, day, fillHead, statusBadge } from "./format.js";

const PAGE = 25;
const given = new URLSearchParams(location.search);
const CHOICES = ["status", "return_type", "reason_code", "archived"];
const DAYS = ["created_from", "created_to"];
const shown = { search: given.get("search") ?? "", offset: Math.max(0, Number(given.get("offset")) || 0) };

function row(rma) {
  const address = `originate/rma/${encodeURIComponent(rma.id)}`;
  return h(
    "tr",
    { "data-testid": "rma-row", "data-rma": rma.id, class: rma.archived ? "archived" : null },
    h("th", { scope: "row" }, h("a", { href: address, id: `rma-${rma.id}` }, rma.id)),
    h("td", null, rma.order_name),
    h("td", { class: "date" }, day(rma.order_date)),
    h("td", { class: "customer" }, h("div", null, rma.customer_name), h("div", { class: "muted small" }, rma.email)),
    h("td", { class: "type" }, rma.return_types.join(" + ")),
    h("td", { class: "status-cell" }, statusBadge(rma.status, "rma-row-status"), rma.archived ? h("span", { class: "muted small" }, " archived") : null),
    h("td", { class: "items" }, rma.items.map((item) => h("div", null, `${item.quantity} × ${item.product}`, h("span", { class: "muted" }, ` ${item.variant}`)))),
  );
}

function nothing() {
  const isFiltered = [shown.search, ...[...CHOICES, ...DAYS].map((name) => shown[name])].some(Boolean);
  const text = isFiltered ? "No return matches. Try fewer words or filters." : "This team has no returns yet.";
  return h("tr", null, h("td", { colspan: 7, class: "nothing", "data-testid": "no-rmas" }, text));
}

function remember() {
  const values = Object.entries(shown).filter(([, value]) => value);
  const query = new URLSearchParams(values).toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}

/** Give a refusal the shape of an answer: a table that shows the rows of an earlier wish would lie. */
function refused(problem) {
  if (!problem.sentences) throw problem;
  return { rmas: [], total: 0, problem };
}

function notShown(problem) {
  redraw(byId("rows"), null, () => h("tr", null, h("td", { colspan: 7, class: "nothing" }, "Nothing is shown.")));
  byId("count").textContent = "";
  for (const id of ["newer", "older"]) byId(id).disabled = true;
  showProblem(problem);
}

let asked = 0;

/** Show what is wanted now; an answer that a later wish has overtaken is dropped. */
async function show(isRefresh = false) {
  const ticket = ++asked;
  const wanted = Object.fromEntries(Object.entries(shown).filter(([, value]) => value));
  const { rmas, total, problem } = await api.rmas({ ...wanted, limit: PAGE, ...(isRefresh && { refresh: true }) }).catch(refused);
  if (ticket !== asked) return;
  if (problem) return notShown(problem);
  if (isRefresh) showProblem(null);
  redraw(byId("rows"), [rmas, wanted], () => (rmas.length ? rmas.map(row) : nothing()));
  const range = rmas.length ? `${shown.offset + 1}–${shown.offset + rmas.length} of ` : "";
  byId("count").textContent = range + count(total, "return");
  byId("newer").disabled = shown.offset === 0;
  byId("older").disabled = shown.offset + rmas.length >= total;
}

async function change(to) {
  Object.assign(shown, to);
  remember();
  await guarded(null, show);
}

byId("filters").addEventListener("submit", (event) => {
  event.preventDefault();
  change({ search: byId("search").value.trim(), offset: 0 });
});
for (const name of [...CHOICES, ...DAYS]) byId(name).addEventListener("change", () => change({ [name]: byId(name).value, offset: 0 }));
byId("clear").addEventListener("click", () => {
  for (const name of ["search", ...CHOICES, ...DAYS]) byId(name).value = "";
  change({ search: "", offset: 0, ...Object.fromEntries([...CHOICES, ...DAYS].map((name) => [name, ""])) });
});
byId("newer").addEventListener("click", () => change({ offset: Math.max(0, shown.offset - PAGE) }));
byId("older").addEventListener("click", () => change({ offset: shown.offset + PAGE }));

function offer(name, options) {
  byId(name).append(...options.map(([value, text]) => h("option", { value }, text)));
}

/** Take over what the address asks for, as far as the filters offer it. */
function takeOver(name) {
  byId(name).value = given.get(name) ?? "";
  shown[name] = byId(name).value;
  if (byId(name).selectedIndex === -1) byId(name).value = "";
}

if (shown.search) byId("search").value = shown.search; // now, not later: people type while a page loads
guarded(null, async () => {
  const settings = await api.settings();
  fillHead(settings);
  offer("status", settings.statuses.map((status) => [status, status]));
  offer("return_type", settings.return_types.map((kind) => [kind, kind]));
  offer("reason_code", settings.reasons.map(({ code, description }) => [code, description]));
  [...CHOICES, ...DAYS].forEach(takeOver);
  await show();
  followChanges(() => show(true));
});
