/** Collector, the warehouse's page: scan a packing slip, receive what is in the parcel. */

import { api } from "./api.js";
import { followChanges } from "./changes.js";
import { field, focusAgain, guarded, redraw } from "./dom.js";
import { byId, h } from "./elements.js";
import { fillHead, statusBadge } from "./format.js";

const NOT_FOUND = 404;
let settings;
let shown = null;

function show(rma) {
  shown = rma;
  redraw(byId("found"), [rma.id, rma.status, rma.refused.receive, isOpen(rma)], () => head(rma));
  const place = byId("items");
  if (place.dataset.rma !== rma.id) place.replaceChildren(...rma.items.map(({ id }) => h("li", { class: "panel", id: `item-${id}`, "data-testid": "collector-item" })));
  place.dataset.rma = rma.id;
  for (const item of rma.items) redraw(byId(`item-${item.id}`), item, () => itemCard(item, rma));
}

function head(rma) {
  return [
    h("div", { class: "page-head" },
      h("h2", { "data-testid": "collector-rma" }, `RMA ${rma.id}`), statusBadge(rma.status, "collector-status")),
    h("p", { class: "muted" }, `Order ${rma.order_name} of ${rma.customer_name} · `,
      h("a", { href: `originate/rma/${encodeURIComponent(rma.id)}` }, "RMA page")),
    isOpen(rma) ? null : h("p", { class: "note", "data-testid": "nothing-to-receive" },
      rma.items.every((item) => item.received === item.quantity) ? "Everything was received." : `${rma.refused.receive}.`),
  ];
}

function isOpen(rma) {
  return rma.items.some((item) => item.allowed.includes("receive"));
}

function itemCard(item, rma) {
  return [
    h("div", { class: "item-head" },
      h("div", null, h("h3", null, item.product), h("p", { class: "muted small" }, `${item.variant} · ${item.sku}`)),
      h("p", { class: "expected", "data-testid": "pieces" }, `${item.received} of ${item.quantity} received`)),
    h("p", { class: "muted small" }, `${item.return_type}, ${item.reason}${item.comment ? `: “${item.comment}”` : ""}`),
    item.approved ? null : h("p", { class: "note small" }, "Staff has not approved this item."),
    item.disposition || item.warehouse_comment ? h("p", { "data-testid": "verdict" }, [item.disposition, item.warehouse_comment].filter(Boolean).join(" · ")) : null,
    item.allowed.includes("receive") ? receiptForm(item, rma) : null,
    !item.allowed.includes("receive") && item.allowed.includes("inspect") ? verdictForm(item, rma) : null,
  ];
}

function receiptForm(item, rma) {
  const left = item.quantity - item.received;
  const quantity = h("select", { id: `quantity-${item.id}`, "data-testid": "receive-quantity" },
    Array.from({ length: left }, (_, place) => h("option", { value: left - place }, String(left - place))));
  const disposition = dispositions(item);
  const comment = commentField();
  const form = h("form", { class: "receipt" },
    field("Pieces", quantity, "pieces"), field("Disposition", disposition), field("Comment (optional)", comment, "grow"),
    h("button", { class: "button primary", type: "submit", "data-testid": "receive" }, "Receive"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const receipt = { quantity: Number(quantity.value), disposition: disposition.value, comment: comment.value.trim() || null };
    receive(event.submitter, () => api.receive(rma.id, item.id, receipt));
  });
  return form;
}

function dispositions(item) {
  return h("select", { "data-testid": "receive-disposition" },
    settings.dispositions.map((name) => h("option", { value: name, selected: name === (item.disposition ?? "Unassigned") }, name)));
}

function commentField() {
  return h("input", { type: "text", maxlength: 1000, autocomplete: "off", "data-testid": "receive-comment" });
}

/** The form for what is said of an item once all of it is there. */
function verdictForm(item, rma) {
  const disposition = dispositions(item);
  const comment = commentField();
  const form = h("form", { class: "receipt" },
    field("Disposition", disposition), field("Comment (optional)", comment, "grow"),
    h("button", { class: "button", type: "submit", "data-testid": "inspect" }, "Save"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    receive(event.submitter, () => api.inspect(rma.id, item.id, { disposition: disposition.value, comment: comment.value.trim() || null }));
  });
  return form;
}

/** Receive, and go on with the next item, or with the next parcel. */
async function receive(button, call) {
  const place = button.closest("li");
  const done = await guarded(button, call);
  if (!done) {
    await refresh().catch(() => {});
    if (document.activeElement === document.body && place.isConnected) focusAgain("", place);
    return;
  }
  show(done);
  const next = done.items.find((item) => item.allowed.includes("receive"));
  byId("said").textContent = next ? "Saved." : "Saved; nothing is left to receive.";
  byId(next ? `quantity-${next.id}` : "scan").focus();
}

async function refresh() {
  if (!shown) return;
  const { id } = shown;
  const now = await api.rma(id, { refresh: true }).catch((problem) => {
    if (problem.status !== NOT_FOUND) throw problem;
    return null;
  });
  if (shown?.id !== id) return; // another slip was scanned in the meantime
  if (now) show(now);
  else forget();
}

function forget() {
  shown = null;
  redraw(byId("found"), null, () => null);
  delete byId("items").dataset.rma;
  byId("items").replaceChildren();
}

async function lookUp() {
  const number = byId("scan").value.trim();
  if (!number) return;
  forget();
  show(await api.rma(number));
  byId("scan").select();
}

byId("scan-form").addEventListener("submit", (event) => {
  event.preventDefault();
  guarded(null, lookUp);
});

const given = new URLSearchParams(location.search).get("rma");
if (given) byId("scan").value = given;
guarded(null, async () => {
  settings = await api.settings();
  fillHead(settings);
  if (given) await lookUp();
  followChanges(refresh);
});
