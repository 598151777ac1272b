/** The items of an RMA: what comes back and why, what staff and warehouse say of it, what it is worth. */

import { api } from "./api.js";
import { h } from "./elements.js";
import { instead, money } from "./format.js";

const COLUMNS = ["Item", "Qty", "Return type", "Reason", "Approved", "Warehouse", "Amount"];
const NUMBERS = new Set(["Qty", "Amount"]);

export function items(rma, currency, act) {
  const { totals } = rma;
  const amounts = [
    ["Held back for shipping", totals.deduction, "total-deduction"],
    ["Refund", totals.refund, "total-refund"], ["Exchange", totals.exchange, "total-exchange"], ["Store credit", totals.store_credit, "total-store-credit"],
  ];
  return [
    h("h2", { id: "items-title" }, "Items"),
    h("table", { class: "rows" },
      h("thead", null, h("tr", null, COLUMNS.map((name) => h("th", { scope: "col", class: NUMBERS.has(name) ? "number" : null }, name)))),
      h("tbody", null, rma.items.map((item) => row(item, rma, currency, act))),
      h("tfoot", null,
        amounts.filter(([, amount]) => Number(amount)).map(([name, amount, testid]) => totalRow(name, amount, currency, testid)),
        totalRow("Total", totals.all, currency, "total-all"))),
  ];
}

function row(item, rma, currency, act) {
  return h("tr", { "data-testid": "rma-item", "data-item": item.id },
    h("th", { scope: "row" }, item.product, h("div", { class: "muted small" }, `${item.variant} · ${item.sku}`)),
    h("td", { class: "number", "data-label": "Qty" }, String(item.quantity)),
    h("td", { "data-label": "Return type" }, h("div", null,
      item.return_type,
      item.exchange_for ? h("div", { class: "muted small", "data-testid": "exchange-for" }, `for ${instead(item.exchange_for, item.product)}`) : null,
      item.processed ? h("div", { class: "mark", "data-testid": "item-processed" }, `Processed, ${item.processed}`) : null)),
    h("td", { "data-label": "Reason" }, h("div", null, item.reason, item.comment ? h("q", { class: "comment small" }, item.comment) : null)),
    h("td", { "data-label": "Approved" }, approval(item, rma, act)),
    h("td", { "data-label": "Warehouse" }, receipt(item)),
    h("td", { class: "number", "data-label": "Amount" }, money(item.amount, currency),
      Number(item.deduction) ? h("div", { class: "muted small", "data-testid": "item-deduction" }, `${money(item.deduction, currency)} held back`) : null,
      Number(item.extra) ? h("div", { class: "muted small", "data-testid": "item-extra" }, `${money(item.extra, currency)} to pay`) : null));
}

function approval(item, { id, refused }, act) {
  const isFree = item.allowed.includes("approve");
  const why = refused.approve ?? (item.processed ? "The item is processed" : null);
  return h("input", {
    type: "checkbox", role: "switch", id: `approve-${item.id}`, checked: item.approved, disabled: !isFree, title: isFree ? null : why,
    "aria-label": `Approve ${item.product}`, "data-testid": "item-approved",
    onChange: async ({ target }) => {
      await act(target, () => api.approve(id, item.id, target.checked));
      target.checked = item.approved; // where it was refused; else another switch is in its place by now
    },
  });
}

function receipt(item) {
  return h("div", { "data-testid": "item-receipt" },
    h("span", { class: item.received ? "" : "muted" }, `${item.received} of ${item.quantity} received`),
    item.disposition ? h("div", { class: "small" }, item.disposition) : null,
    item.warehouse_comment ? h("q", { class: "comment small" }, item.warehouse_comment) : null);
}

function totalRow(name, amount, currency, testid) {
  return h("tr", { "data-testid": testid },
    h("th", { scope: "row", colspan: COLUMNS.length - 1 }, name), h("td", { class: "number" }, money(amount, currency)));
}
