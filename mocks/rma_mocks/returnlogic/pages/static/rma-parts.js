/** The smaller parts of the RMA page: head, facts, parcel, comments, mails, timeline. */

import { api } from "./api.js";
import { h } from "./elements.js";
import { day, isWebLink, moment, statusBadge } from "./format.js";

export function head(rma) {
  return [
    h("h1", { "data-testid": "rma-number" }, `RMA ${rma.id}`),
    statusBadge(rma.status, "rma-status"),
    rma.archived ? h("span", { class: "muted", "data-testid": "rma-archived" }, "archived") : null,
  ];
}

function fact(name, ...value) {
  return h("div", { class: "fact" }, h("dt", null, name), h("dd", null, ...value));
}

export function facts(rma) {
  return [
    fact("Customer",
      h("span", { "data-testid": "rma-customer" }, rma.customer_name),
      h("a", { class: "small", "data-testid": "rma-email", href: `../../originate?search=${encodeURIComponent(rma.email)}` }, rma.email)),
    fact("Order", h("span", { "data-testid": "rma-order" }, rma.order_name), h("span", { class: "muted small" }, day(rma.order_date))),
    fact("Created", day(rma.created_at)),
    fact("Return type", h("span", { "data-testid": "rma-return-types" }, rma.return_types.join(" + "))),
    fact("Shipping type", h("span", { "data-testid": "rma-shipping-type" }, rma.shipping_type)),
  ];
}

/** The label, the packing slip, and the mock's stand-in for a carrier. */
export function parcel(rma, act) {
  const may = new Set(rma.allowed);
  const button = (name, label) => may.has(name) && h("button", {
    class: "button", type: "button", id: `carrier-${name}`, "data-testid": `carrier-${name}`,
    onClick: (event) => act(event.currentTarget, () => api.carry(rma.id, name)),
  }, label);
  const number = encodeURIComponent(rma.id);
  const canBeReceived = rma.items.some((item) => item.allowed.includes("receive"));
  const buttons = [button("scan", "Scan label"), button("deliver", "Deliver")].filter(Boolean);
  return [
    h("h2", { id: "parcel-title" }, "Parcel"),
    label(rma.label),
    rma.shipping_type !== "No Shipping" && h("p", { class: "links" },
      link(`../packing-slip?rma=${number}`, "Packing slip", "packing-slip-link"),
      canBeReceived ? link(`../../collector?rma=${number}`, "Receive in Collector", "collector-link") : null),
    h("div", { class: "carrier", role: "group", "aria-labelledby": "carrier-title" },
      h("p", { class: "mock-note", id: "carrier-title" }, "Mock only: the carrier"),
      buttons.length ? h("div", { class: "buttons" }, buttons)
        : h("p", { class: "muted small", "data-testid": "carrier-idle", title: rma.refused.scan }, "Nothing to do for the carrier.")),
  ];
}

function link(href, text, testid) {
  return h("a", { href, target: "_blank", rel: "noopener", "data-testid": testid }, text);
}

function label(made) {
  if (!made) return h("p", { class: "muted", "data-testid": "rma-no-label" }, "No label was made for this return.");
  return [
    h("p", null, made.carrier),
    h("p", { class: "tracking", "data-testid": "rma-tracking" },
      isWebLink(made.tracking_url)
        ? h("a", { href: made.tracking_url, rel: "noreferrer", target: "_blank" }, made.tracking_number)
        : made.tracking_number),
  ];
}

const ACTORS = { shopper: "Shopper", automation: "Automation", carrier: "Carrier", warehouse: "Warehouse" };
const byWhom = (by) => `by ${ACTORS[by] ?? by}`;

export function comments(rma) {
  if (!rma.comments.length) return [h("p", { class: "muted small", "data-testid": "no-comments" }, "No comments yet.")];
  return [h("ul", { class: "notes" }, rma.comments.map((note) =>
    h("li", { "data-testid": "comment" },
      h("p", null, note.text),
      h("p", { class: "muted small" }, `${byWhom(note.by)}, `, h("time", { datetime: note.at }, moment(note.at))))))];
}

export function mails(rma) {
  if (!rma.mails.length) return [h("p", { class: "muted small" }, "None is known.")];
  return [h("ul", { class: "notes" }, rma.mails.map((mail) =>
    h("li", { "data-testid": "mail" }, mail.kind, h("time", { class: "muted small", datetime: mail.at }, moment(mail.at)))))];
}

export function timeline(rma) {
  return [h("ol", { class: "timeline" }, rma.timeline.map((entry) =>
    h("li", { "data-testid": "timeline-entry" },
      h("strong", null, entry.step),
      entry.detail ? h("span", { class: "small" }, entry.detail) : null,
      h("span", { class: "muted small" }, byWhom(entry.by)),
      h("time", { class: "muted small", datetime: entry.at }, moment(entry.at)))))];
}
