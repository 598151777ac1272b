/** The RMA table: search, filter, turn pages; the address always says what is shown. */

import { api } from "./api.js";
import { guarded, showProblem } from "./dom.js";
import { byId, h } from "./elements.js";
import { count, day, fillHead, statusBadge } from "./format.js";

const PAGE = 25;
const given = new URLSearchParams(location.search);
const shown = { search: given.get("search") ?? "", status: "", offset: Math.max(0, Number(given.get("offset")) || 0) };

function row(rma) {
  const address = `originate/rma/${encodeURIComponent(rma.id)}`;
  return h(
    "tr",
    { "data-testid": "rma-row", "data-rma": rma.id },
    h("th", { scope: "row" }, h("a", { href: address }, rma.id)),
    h("td", null, rma.order_name),
    h("td", { class: "date" }, day(rma.order_date)),
    h("td", { class: "customer" }, h("div", null, rma.customer_name), h("div", { class: "muted small" }, rma.email)),
    h("td", { class: "type" }, rma.return_types.join(" + ")),
    h("td", { class: "status-cell" }, statusBadge(rma.status, "rma-row-status"), rma.archived ? h("span", { class: "muted small" }, " archived") : null),
    h("td", { class: "items" }, rma.items.map((item) => h("div", null, `${item.quantity} × ${item.product}`, h("span", { class: "muted" }, ` ${item.variant}`)))),
  );
}

function nothing() {
  const text = shown.search || shown.status ? "No return matches. Try fewer words or all statuses." : "This team has no returns yet.";
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
  byId("rows").replaceChildren(h("tr", null, h("td", { colspan: 7, class: "nothing" }, "Nothing is shown.")));
  byId("count").textContent = "";
  for (const id of ["newer", "older"]) byId(id).disabled = true;
  showProblem(problem);
}

let asked = 0;

/** Show what is wanted now; an answer that a later wish has overtaken is dropped. */
async function show() {
  const ticket = ++asked;
  const { rmas, total, problem } = await api.rmas({ ...shown, limit: PAGE }).catch(refused);
  if (ticket !== asked) return;
  if (problem) return notShown(problem);
  byId("rows").replaceChildren(...(rmas.length ? rmas.map(row) : [nothing()]));
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
byId("status").addEventListener("change", () => change({ status: byId("status").value, offset: 0 }));
byId("newer").addEventListener("click", () => change({ offset: Math.max(0, shown.offset - PAGE) }));
byId("older").addEventListener("click", () => change({ offset: shown.offset + PAGE }));

if (shown.search) byId("search").value = shown.search; // now, not later: people type while a page loads
guarded(null, async () => {
  const settings = await api.settings();
  fillHead(settings);
  byId("status").append(...settings.statuses.map((status) => h("option", { value: status }, status)));
  if (settings.statuses.includes(given.get("status"))) shown.status = given.get("status");
  byId("status").value = shown.status;
  await show();
});
