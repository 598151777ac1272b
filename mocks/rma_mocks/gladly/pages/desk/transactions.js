/** Transaction cards: "2 Orders", each row opening to its details (observed; GL-CARD-6). */

import { icon, hiddenText } from "./dom.js";
import { h } from "../elements.js";
import { day, isDate, isWebLink, titleCase } from "./format.js";
import { reachable } from "../through-proxy.js";

const AT_ONCE = 50;
const LABELS = {
  orderNumber: "Order #", rmaNumber: "RMA #", orderStatus: "Status", status: "Status", createdAt: "Placed", orderTotal: "Total",
  itemCount: "Items", note: "Note", orderLink: "Order", customerOrderUrl: "Customer's order page",
};
const FIRST = ["orderStatus", "orderNumber", "rmaNumber", "createdAt", "orderTotal", "itemCount", "note", "orderLink", "customerOrderUrl"];
const AMOUNTS = new Set(["orderTotal", "unitPrice", "total", "amount"]);
const HIDDEN = new Set(["type", "products", "fulfillments", "actions", "currencyCode", "id"]);
const PRODUCT_FACTS = [["sku", "SKU"], ["unitPrice", "Unit price"], ["quantity", "Qty"], ["status", "Status"], ["total", "Total"]];
const PARCEL_FACTS = [["status", "Status"], ["carrier", "Carrier"], ["estimatedDeliveryDate", "Expected"], ["trackingNumber", "Tracking #"], ["trackingUrl", "Tracking"]];

/** A value as an agent reads it: web links open in a new tab, dates are short, the rest is text. */
function valueNode(value, label) {
  if (isWebLink(value)) {
    return h("a", { href: reachable(value), target: "_blank", rel: "noopener" }, `Open ${String(label).toLowerCase()}`, icon("away"), hiddenText(" (new tab)"));
  }
  return isDate(value) ? h("time", { datetime: value }, day(value)) : String(value);
}

/** True for what a card has a place for: a text, a number, yes or no. What is missing or nested is left out. */
function isPlain(value) {
  return value !== undefined && value !== null && value !== "" && typeof value !== "object";
}

/** A bare number of an amount is told with its currency; adaptors usually write the symbol themselves. */
function amount(value, currency) {
  const isBare = typeof value === "number" || (typeof value === "string" && /^-?\d+([.,]\d+)?$/.test(value));
  return isBare && typeof currency === "string" ? `${value} ${currency}` : value;
}

function facts(pairs) {
  const shown = pairs.filter(([, value]) => isPlain(value));
  return shown.length ? h("dl", { class: "facts" }, shown.map(([label, value]) =>
    h("div", null, h("dt", null, label), h("dd", null, valueNode(value, label))))) : null;
}

function ownFacts(card) {
  const skip = card.orderStatus === undefined ? HIDDEN : new Set([...HIDDEN, "status"]);
  const rest = Object.keys(card).filter((key) => !FIRST.includes(key) && !skip.has(key));
  return [...FIRST, ...rest].map((key) => [labelOf(key), AMOUNTS.has(key) ? amount(card[key], card.currencyCode) : card[key]]);
}

function labelOf(key) {
  return Object.hasOwn(LABELS, key) ? LABELS[key] : titleCase(key);
}

function list(title, things, pairs, { name, currency }) {
  const shown = Array.isArray(things) ? things.filter((thing) => thing !== null && typeof thing === "object") : [];
  if (shown.length === 0) return null;
  const entry = (thing) => h("li", null, isPlain(thing[name]) && h("strong", null, String(thing[name])),
    facts(pairs.map(([key, label]) => [label, AMOUNTS.has(key) ? amount(thing[key], currency) : thing[key]])));
  return [h("h5", null, title), h("ul", { class: "things" }, shown.slice(0, AT_ONCE).map(entry)), more(shown, (rest) =>
    h("ul", { class: "things" }, rest.map(entry)))];
}

/** The rest of a very long list, built when somebody asks for it. */
function more(things, build, key) {
  const rest = things.slice(AT_ONCE);
  if (rest.length === 0) return null;
  return h("details", {
    class: "more", "data-key": key, "data-testid": "more",
    ontoggle: ({ target }) => { if (target.open && target.children.length === 1) target.append(...[build(rest)].flat()); },
  }, h("summary", null, `Show ${rest.length} more`));
}

function headline(card) {
  const status = isPlain(card.orderStatus) ? card.orderStatus : card.status;
  const parts = [card.orderNumber, card.createdAt, status].filter(isPlain).map(day);
  if (parts.length) return parts.join(" · ");
  const first = Object.entries(card).find(([key, value]) => !HIDDEN.has(key) && isPlain(value));
  return first ? day(first[1]) : titleCase(String(card.type).toLowerCase());
}

function row(app, card, index, buttons) {
  return h("details", { class: "order", "data-testid": "order-row", "data-key": `order-${app}-${card.type}-${isPlain(card.orderNumber) ? card.orderNumber : index}` },
    h("summary", null, h("span", null, headline(card)), icon("chevron")),
    facts(ownFacts(card)),
    list("Products", card.products, PRODUCT_FACTS, { name: "name", currency: card.currencyCode }),
    list("Shipments", card.fulfillments, PARCEL_FACTS, {}),
    buttons);
}

/** One app's cards of one type under their title; `buttonsOf` gives what can be run on one of them, by its place among all. */
export function transactionCard({ app, name, type, title, cards, places }, buttonsOf = () => null) {
  const rows = cards ?? [];
  const built = (some, from) => some.map((card, index) => row(app, card, from + index, buttonsOf(app, places[from + index])));
  return h("section", { class: "transactions", "data-testid": "transactions", "data-app": app, "data-type": type },
    h("h3", null, title, h("span", { class: "muted from" }, name)),
    built(rows.slice(0, AT_ONCE), 0),
    more(rows, (rest) => built(rest, AT_ONCE), `more-${app}-${type}`));
}
