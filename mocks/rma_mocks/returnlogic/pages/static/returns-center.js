/** The shopper's way: find the order, choose items, see what happens next. */

import { api } from "./api.js";
import { embedChat } from "./chat.js";
import { guarded, showProblem } from "./dom.js";
import { byId, h } from "./elements.js";
import { day, fillHead } from "./format.js";
import { linesForm } from "./lines.js";
import { earlierReturns, returnCard } from "./shopper-return.js";

let settings;

/** Show one step; focus goes along, so that screen readers follow. */
function show(number, ...nodes) {
  [...byId("steps").children].forEach((item, place) => {
    if (place === number) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
    item.classList.toggle("done", place < number);
  });
  byId("step").replaceChildren(...nodes.filter(Boolean));
  if (show.wasCalled) byId("step").focus();
  show.wasCalled = true;
}

function input(id, label, props, hint) {
  return h("div", { class: "field" },
    h("label", { for: id }, label),
    h("input", { id, name: id, ...props, "aria-describedby": hint ? `${id}-hint` : null }),
    hint ? h("p", { class: "hint", id: `${id}-hint` }, hint) : null);
}

function showFind(email = "") {
  const form = h("form", { class: "panel card", "data-testid": "find-order" },
    h("h1", null, "Start a return or exchange"),
    input("email", "E-mail address", { type: "email", required: true, maxlength: 254, autocomplete: "email", value: email, "data-testid": "find-order-email" }),
    input("order", "Order number (optional)", { type: "text", maxlength: 40, autocomplete: "off", placeholder: "#10001", "data-testid": "find-order-name" },
      "Without it, we e-mail you a link to start your return."),
    h("button", { class: "button primary wide", type: "submit", "data-testid": "find-order-submit" }, "Find my order"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = new FormData(form);
    guarded(event.submitter, () => lookUp(fields.get("email").trim(), fields.get("order").trim()));
  });
  show(0, form);
}

async function lookUp(email, orderName) {
  const { order, mail, rmas } = await api.lookUpOrder({ email, order_name: orderName });
  if (order) showLines(order, email, rmas);
  else showMail(email, mail);
}

function showMail(email, mail) {
  show(0,
    h("section", { class: "panel card", "data-testid": "mail-sent" },
      h("h1", null, "Check your inbox"),
      h("p", null, `If we know ${email}, a mail with a link to start your return is on its way.`),
      h("button", { class: "button", type: "button", onClick: () => showFind(email) }, "Use another address")),
    mailPreview(mail));
}

function mailPreview(mail) {
  const note = h("p", { class: "mock-note" }, "The mock shows here the mail that would be sent.");
  if (!mail) {
    return h("section", { class: "mail", "data-testid": "mail-preview" },
      h("p", { class: "mock-note" }, "The mock would send no mail: this address has no orders."));
  }
  return h("section", { class: "mail", "data-testid": "mail-preview", "aria-label": "Preview of the mail" },
    note,
    h("dl", { class: "mail-head" }, h("dt", null, "To"), h("dd", null, mail.to), h("dt", null, "Subject"), h("dd", null, mail.subject)),
    h("p", null, "Choose the order you want to return something from:"),
    h("ul", { class: "mail-orders" }, mail.orders.map((order) =>
      h("li", null, h("a", { href: order.link, "data-testid": "mail-link" }, `Order ${order.name}`), h("span", { class: "muted small" }, ` of ${day(order.created_at)}`)))));
}

function showLines(order, email, rmas) {
  show(1,
    earlierReturns(rmas, showReturn),
    h("section", { class: "panel card", "data-testid": "choose-items" },
      h("h1", null, "What would you like to send back?"),
      h("p", { class: "muted" }, `Order ${order.name} of ${day(order.created_at)}`),
      linesForm(order, settings, {
        label: "Submit return",
        submit: (items, button) => guarded(button, async () => {
          showReturn(await api.createReturn({ email, order_name: order.name, items }));
        }),
      }),
      h("button", { class: "link-button", type: "button", onClick: () => { showProblem(null); showFind(email); } }, "Another order")));
}

function showReturn(rma) {
  showProblem(null);
  show(2, returnCard(rma, { again: () => showFind(rma.email), show: showReturn }));
}

guarded(null, async () => {
  settings = await api.settings();
  fillHead(settings);
  document.title = `Returns · ${settings.store_name}`;
  embedChat(settings.snippet);
  const given = new URLSearchParams(location.search);
  showFind(given.get("email") ?? "");
  if (given.get("email") && given.get("order")) await lookUp(given.get("email"), given.get("order"));
});
