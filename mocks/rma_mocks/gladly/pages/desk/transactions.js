/** Transaction cards: "2 Orders", each row opening to its details. */

import { h, icon, hiddenText } from "./dom.js";
import { day, isDate, isWebLink, titleCase } from "./format.js";
import { reachable } from "../through-proxy.js";

const LABELS = {
  orderNumber: "Order #", rmaNumber: "RMA #", orderStatus: "Status", status: "Status", createdAt: "Placed", orderTotal: "Total",
  itemCount: "Items", note: "Note", orderLink: "Order", customerOrderUrl: "Customer's order page",
};
const FIRST = ["orderStatus", "orderNumber", "rmaNumber", "createdAt", "orderTotal", "itemCount", "note", "orderLink", "customerOrderUrl"];
const HIDDEN = new Set(["type", "products", "fulfillments", "actions", "currencyCode", "id"]);
const PRODUCT_FACTS = [["sku", "SKU"], ["unitPrice", "Unit price"], ["quantity", "Qty"], ["status", "Status"], ["total", "Total"]];
const PARCEL_FACTS = [["status", "Status"], ["carrier", "Carrier"], ["estimatedDeliveryDate", "Expected"], ["trackingNumber", "Tracking #"], ["trackingUrl", "Tracking"]];

/** A value as an agent reads it: web links open in a new tab, dates are short, the rest is text. */
export function valueNode(value, label) {
  if (isWebLink(value)) {
    return h("a", { href: reachable(value), target: "_blank", rel: "noopener" }, `Open ${String(label).toLowerCase()}`, icon("away"), hiddenText(" (new tab)"));
  }
  return isDate(value) ? h("time", { datetime: value }, day(value)) : String(value);
}

function facts(pairs) {
  const shown = pairs.filter(([, value]) => value !== undefined && value !== null && value !== "" && typeof value !== "object");
  return shown.length ? h("dl", { class: "facts" }, shown.map(([label, value]) =>
    h("div", null, h("dt", null, label), h("dd", null, valueNode(value, label))))) : null;
}

function ownFacts(card) {
  const skip = card.orderStatus === undefined ? HIDDEN : new Set([...HIDDEN, "status"]);
  const rest = Object.keys(card).filter((key) => !FIRST.includes(key) && !skip.has(key));
  return [...FIRST, ...rest].map((key) => [LABELS[key] ?? titleCase(key), card[key]]);
}

function list(title, things, pairs, name) {
  if (!Array.isArray(things) || things.length === 0) return null;
  return [h("h5", null, title), h("ul", { class: "things" }, things.map((thing) =>
    h("li", null, name(thing) && h("strong", null, name(thing)), facts(pairs.map(([key, label]) => [label, thing[key]])))))];
}

function headline(card) {
  const status = card.orderStatus ?? card.status;
  const parts = [card.orderNumber, card.createdAt && day(card.createdAt), status].filter(Boolean);
  if (parts.length) return parts.join(" · ");
  const first = Object.entries(card).find(([key, value]) => !HIDDEN.has(key) && typeof value !== "object" && value !== "");
  return first ? String(first[1]) : titleCase(String(card.type ?? "Entry").toLowerCase());
}

function row(app, card, index, buttons) {
  return h("details", { class: "order", "data-testid": "order-row", "data-key": `order-${app}-${card.orderNumber ?? index}` },
    h("summary", null, h("span", null, headline(card)), icon("chevron")),
    facts(ownFacts(card)),
    list("Products", card.products, PRODUCT_FACTS, (product) => product.name),
    list("Shipments", card.fulfillments, PARCEL_FACTS, () => null),
    buttons);
}

/** One app's cards under their title; `buttonsOf` gives what can be run on one of them. */
export function transactionCard({ app, name, title, cards }, buttonsOf = () => null) {
  return h("section", { class: "transactions", "data-testid": "transactions", "data-app": app },
    h("h3", null, title, h("span", { class: "muted from" }, name)),
    (cards ?? []).map((card, index) => row(app, card, index, buttonsOf(app, index))));
}
