/** Staff creates a return: find the order, choose lines, done; `?email=` and `?search=` search at once. */

import { api } from "./api.js";
import { guarded } from "./dom.js";
import { byId, h } from "./elements.js";
import { count, day, fillHead } from "./format.js";
import { linesForm } from "./lines.js";

let settings;
const loading = api.settings().then((loaded) => {
  settings = loaded;
  fillHead(settings);
});

function orderButton(order, isOnly) {
  const button = h("button", { class: "order", type: "button", "aria-pressed": String(isOnly), "data-testid": "order-choice", "data-order": order.name },
    h("strong", null, order.name),
    h("span", null, order.customer_name, h("span", { class: "muted small" }, order.email)),
    h("span", { class: "muted small" }, `${day(order.created_at)} · ${count(order.lines.length, "line")}`));
  button.addEventListener("click", () => choose(order, button));
  return button;
}

function choose(order, button) {
  for (const other of document.querySelectorAll(".order")) other.setAttribute("aria-pressed", String(other === button));
  byId("lines").replaceChildren(
    h("h2", null, `Items of ${order.name}`),
    linesForm(order, settings, {
      label: "Create return",
      submit: (items, submitButton) => guarded(submitButton, async () => {
        const rma = await api.createReturn({ order_name: order.name, items });
        location.assign(`rma/${encodeURIComponent(rma.id)}`);
      }),
    }));
}

let asked = 0;

/** Show the orders that are searched for now; an answer that a later search has overtaken is dropped. */
async function find() {
  const search = byId("search").value.trim();
  if (!search) return;
  const ticket = ++asked;
  const [{ orders }] = await Promise.all([api.orders(search), loading]);
  if (ticket !== asked) return;
  byId("lines").replaceChildren();
  byId("orders").replaceChildren(
    orders.length
      ? h("ul", { class: "orders", "aria-label": "Orders" }, orders.map((order) => h("li", null, orderButton(order, false))))
      : h("p", { class: "panel nothing", "data-testid": "no-orders" }, `No order matches “${search}”.`));
  if (orders.length === 1) choose(orders[0], document.querySelector(".order"));
}

byId("find").addEventListener("submit", (event) => {
  event.preventDefault();
  guarded(event.submitter, find);
});

// The form submits `search` by itself when somebody is faster than this script.
const query = new URLSearchParams(location.search);
const given = query.get("search") ?? query.get("email");
if (given) byId("search").value = given;
// No button is disabled meanwhile: a press that has just begun would be lost.
guarded(null, async () => {
  await loading;
  if (given) await find();
});
