/** One of a shopper's returns: what they have just created or look up again, and what happens next. */

import { api } from "./api.js";
import { askingButton, guarded } from "./dom.js";
import { h } from "./elements.js";
import { day, instead, isWebLink, money, statusBadge } from "./format.js";

const WORDS = {
  Requested: ["Your return waits for approval", "We look at your request and write to you."],
  Rejected: ["Your return was rejected", "These items cannot be returned. Write to us if you think that is wrong."],
  Canceled: ["Your return was canceled", "You can start a new return for these items."],
  Abandoned: ["Your return has ended", "Nothing was sent in time. You can start a new return for these items."],
  Complete: ["Your return is complete", "Everything is settled."],
};
const TITLES = { Authorized: "Your return is ready", "In Transit": "Your return is on its way", Delivered: "Your return is on its way" };
const ARRIVED = "Your return has arrived";

/** Show one return; `again` leads back, `show` is told what became of it. */
export function returnCard(rma, { again, show }) {
  const [title, next] = WORDS[rma.status] ?? [TITLES[rma.status] ?? ARRIVED, null];
  return h("section", { class: "panel card", "data-testid": "return-done" },
    h("h1", null, title),
    h("p", { class: "done-number" }, "RMA ", h("strong", { "data-testid": "done-rma-number" }, rma.id), " ", statusBadge(rma.status, "done-status")),
    h("ul", { class: "done-items" }, rma.items.map((item) => itemRow(item, rma.currency))),
    h("h2", null, "What happens next"),
    next ? h("p", { "data-testid": "done-next" }, next, rma.status === "Requested" && rma.label ? " The label comes with our approval." : null) : steps(rma),
    h("div", { class: "done-end" },
      h("button", { class: "button", type: "button", "data-testid": "return-more", onClick: again }, "Return something else"),
      rma.allowed.includes("cancel") && askingButton({
        label: "Cancel this return", question: "Cancel it for good?", confirm: "Yes, cancel", testid: "shopper-cancel",
        onConfirm: (button) => cancel(button, rma, show),
      })));
}

async function cancel(button, rma, show) {
  const done = await guarded(button, () => api.cancelReturn(rma.id, rma.email));
  if (done) return show(done);
  const now = await api.rma(rma.id, { email: rma.email, refresh: true }).catch(() => null);
  if (now && now.status !== rma.status) show(now);
}

function itemRow(item, currency) {
  return h("li", null, `${item.quantity} × ${item.product}`, h("span", { class: "muted small" }, item.variant),
    h("span", { class: "price" }, `${item.return_type} · ${money(item.amount, currency)}`),
    item.exchange_for ? h("span", { class: "small whole", "data-testid": "done-exchange" }, `You get ${instead(item.exchange_for, item.product)} instead${Number(item.extra) ? ` and pay ${money(item.extra, currency)} more` : ""}.`) : null);
}

/** What to do with the parcel, and with none where nothing is sent back. */
function steps(rma) {
  if (rma.shipping_type === "No Shipping") return h("p", { "data-testid": "done-next" }, "You need not send anything back. We write to you once it is settled.");
  const slip = `returns-center/packing-slip?${new URLSearchParams({ rma: rma.id, email: rma.email })}`;
  const toDo = [
    h("li", null, "Pack the items and put the ",
      h("a", { href: slip, target: "_blank", rel: "noopener", "data-testid": "done-packing-slip" }, "packing slip"), " in the box."),
    h("li", null, `Hand the parcel to ${rma.label?.carrier ?? "a carrier"}.`, tracking(rma.label)),
  ];
  return h("ol", { class: "next" },
    rma.status === "Authorized" ? toDo : h("li", null, "Follow your parcel.", tracking(rma.label)),
    h("li", null, "We write to you once we have checked the items."));
}

function tracking(label) {
  if (!label) return null;
  return [" Tracking number: ",
    isWebLink(label.tracking_url)
      ? h("a", { href: label.tracking_url, rel: "noreferrer", target: "_blank", "data-testid": "done-tracking" }, label.tracking_number)
      : label.tracking_number];
}

/** The returns that an order has already, each with its way to the details. */
export function earlierReturns(rmas, open) {
  return rmas.length > 0 && h("section", { class: "panel card", "aria-labelledby": "earlier-title", "data-testid": "earlier-returns" },
    h("h2", { id: "earlier-title" }, "Your returns of this order"),
    h("ul", { class: "earlier" }, rmas.map((rma) =>
      h("li", { "data-testid": "earlier-return" },
        h("span", null, "RMA ", h("strong", null, rma.id), h("span", { class: "muted small" }, ` of ${day(rma.created_at)}`)),
        statusBadge(rma.status, "earlier-status"),
        h("button", { class: "button", type: "button", "aria-label": `Show RMA ${rma.id}`, "data-testid": "earlier-open", onClick: () => open(rma) }, "Show")))));
}
