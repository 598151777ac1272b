/** The page of one RMA: what comes back and why, what it is worth, where the parcel is, who did what. */

import { api } from "./api.js";
import { guarded } from "./dom.js";
import { byId, h } from "./elements.js";
import { day, fillHead, isWebLink, moment, money, statusBadge } from "./format.js";

const id = decodeURIComponent(location.pathname.replace(/\/+$/, "").split("/").pop());

/** Say whether an agent came here from Gladly: the link on the desktop is the only one from another mock. */
function via() {
  if (!document.referrer) return "";
  const from = new URL(document.referrer);
  return from.origin !== location.origin || from.pathname.endsWith("/desk") ? "desk" : "";
}

function fact(name, ...value) {
  return h("div", { class: "fact" }, h("dt", null, name), h("dd", null, ...value));
}

function head(rma) {
  return [
    h("div", { class: "page-head" },
      h("h1", { "data-testid": "rma-number" }, `RMA ${rma.id}`),
      statusBadge(rma.status, "rma-status"),
      rma.archived ? h("span", { class: "muted" }, "archived") : null),
    h("dl", { class: "facts panel" },
      fact("Customer",
        h("span", { "data-testid": "rma-customer" }, rma.customer_name),
        h("a", { class: "small", "data-testid": "rma-email", href: `../../originate?search=${encodeURIComponent(rma.email)}` }, rma.email)),
      fact("Order", h("span", { "data-testid": "rma-order" }, rma.order_name), h("span", { class: "muted small" }, day(rma.order_date))),
      fact("Created", day(rma.created_at)),
      fact("Return type", h("span", { "data-testid": "rma-return-types" }, rma.return_types.join(" + ")))),
  ];
}

function itemRow(item, currency) {
  return h("tr", { "data-testid": "rma-item" },
    h("th", { scope: "row" }, item.product, h("div", { class: "muted small" }, `${item.variant} · ${item.sku}`)),
    h("td", { class: "number", "data-label": "Qty" }, String(item.quantity)),
    h("td", { "data-label": "Return type" }, item.return_type,
      item.exchange_for ? h("div", { class: "muted small", "data-testid": "exchange-for" }, `for ${item.exchange_for.variant}`) : null),
    h("td", { "data-label": "Reason" }, item.reason, item.comment ? h("q", { class: "comment small" }, item.comment) : null),
    h("td", { class: "number", "data-label": "Amount" }, money(item.amount, currency)));
}

function totalRow(name, amount, currency, testid) {
  return h("tr", { "data-testid": testid },
    h("th", { scope: "row", colspan: 4 }, name), h("td", { class: "number" }, money(amount, currency)));
}

function items(rma) {
  const { totals, currency } = rma;
  const outcomes = [["Refund", totals.refund, "total-refund"], ["Exchange", totals.exchange, "total-exchange"], ["Store credit", totals.store_credit, "total-store-credit"]];
  const columns = ["Item", "Qty", "Return type", "Reason", "Amount"];
  return h("section", { class: "panel table-wrap", "aria-labelledby": "items-title" },
    h("h2", { id: "items-title" }, "Items"),
    h("table", { class: "rows" },
      h("thead", null, h("tr", null, columns.map((name) => h("th", { scope: "col", class: ["Qty", "Amount"].includes(name) ? "number" : null }, name)))),
      h("tbody", null, rma.items.map((item) => itemRow(item, currency))),
      h("tfoot", null,
        outcomes.filter(([, amount]) => Number(amount)).map(([name, amount, testid]) => totalRow(name, amount, currency, testid)),
        totalRow("Total", totals.all, currency, "total-all"))));
}

function label(rma) {
  const parts = rma.label
    ? [h("p", null, rma.label.carrier),
       h("p", { class: "tracking", "data-testid": "rma-tracking" },
         isWebLink(rma.label.tracking_url)
           ? h("a", { href: rma.label.tracking_url, rel: "noreferrer", target: "_blank" }, rma.label.tracking_number)
           : rma.label.tracking_number)]
    : [h("p", { class: "muted", "data-testid": "rma-no-label" }, "No label was made for this return.")];
  return h("section", { class: "panel pad", "aria-labelledby": "label-title" }, h("h2", { id: "label-title" }, "Return label"), parts);
}

const ACTORS = { shopper: "Shopper", automation: "Automation", carrier: "Carrier", warehouse: "Warehouse" };

function timeline(rma) {
  return h("section", { class: "panel pad", "aria-labelledby": "timeline-title" },
    h("h2", { id: "timeline-title" }, "Timeline"),
    h("ol", { class: "timeline" }, rma.timeline.map((entry) =>
      h("li", { "data-testid": "timeline-entry" },
        h("strong", null, entry.step),
        h("span", { class: "muted small" }, `by ${ACTORS[entry.by] ?? entry.by}`),
        h("time", { class: "muted small", datetime: entry.at }, moment(entry.at))))));
}

guarded(null, async () => {
  const [settings, rma] = await Promise.all([api.settings(), api.rma(id, via())]);
  fillHead(settings);
  document.title = `RMA ${rma.id} · Originate`;
  byId("rma").replaceChildren(...head(rma), h("div", { class: "columns" }, items(rma), h("div", { class: "side" }, label(rma), timeline(rma))));
});
