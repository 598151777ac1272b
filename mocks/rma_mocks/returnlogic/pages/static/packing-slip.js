/** The packing slip that goes into the box, for the printer. */

import { api } from "./api.js";
import { barcode } from "./code128.js";
import { guarded } from "./dom.js";
import { byId, h } from "./elements.js";
import { count, day } from "./format.js";

const asked = new URLSearchParams(location.search);
const id = asked.get("rma") ?? "";

function slip(rma, store) {
  const pieces = rma.items.reduce((sum, item) => sum + item.quantity, 0);
  return [
    h("header", { class: "slip-head" },
      h("div", null, h("p", { class: "slip-store" }, store), h("h1", null, "Packing slip")),
      h("figure", null, barcode(rma.id), h("figcaption", { "data-testid": "slip-number" }, rma.id))),
    h("p", null, `Return of order ${rma.order_name} by ${rma.customer_name}, created ${day(rma.created_at)}.`),
    h("table", null,
      h("thead", null, h("tr", null, ["Qty", "Item", "SKU", "Return type", "Reason"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", null, rma.items.map((item) => h("tr", { "data-testid": "slip-item" },
        h("td", null, String(item.quantity)), h("th", { scope: "row" }, item.product, h("div", { class: "small" }, item.variant)),
        h("td", null, item.sku), h("td", null, item.return_type), h("td", null, item.reason))))),
    h("p", null, `${count(pieces, "piece")} and this slip belong in the box.`),
    rma.label ? h("p", null, `${rma.label.carrier} ${rma.label.tracking_number}`) : null,
  ];
}

byId("print").addEventListener("click", () => print());
guarded(null, async () => {
  document.title = `Packing slip ${id}`;
  const wanted = { refresh: true, ...(asked.get("email") && { email: asked.get("email") }) };
  const [settings, rma] = await Promise.all([api.settings(), api.rma(id, wanted)]);
  byId("slip").replaceChildren(...slip(rma, settings.store_name).filter(Boolean));
});
