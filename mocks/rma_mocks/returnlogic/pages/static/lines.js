/** The form that both staff and shoppers fill: which lines, how many, why, and what for. */

import { field } from "./dom.js";
import { h } from "./elements.js";
import { instead, money } from "./format.js";

function options(values, prompt) {
  return [h("option", { value: "", disabled: true, selected: true }, prompt), values.map(([value, text]) => h("option", { value }, text))];
}

/** What is wanted instead, asked for an exchange only, and only where there is something to choose. */
function exchangeField(line, type) {
  const choice = h("select", { required: true, "data-testid": "line-exchange" },
    options(line.exchanges.map((variant) => [variant.sku, instead(variant, line.product)]), "Choose"));
  const node = field("In exchange for", choice);
  const isAsked = () => type.value === "Exchange" && line.exchanges.length > 0;
  const follow = () => {
    node.hidden = !isAsked();
    choice.disabled = node.hidden;
  };
  type.addEventListener("change", follow);
  follow();
  return { node, sku: () => (isAsked() ? choice.value : null) };
}

/** One order line: a checkbox, and its details once it is ticked. */
function lineOf(line, currency, choices) {
  const quantity = h("select", { "data-testid": "line-quantity" },
    Array.from({ length: line.returnable }, (_, place) => h("option", { value: place + 1 }, String(place + 1))));
  const reason = h("select", { required: true, "data-testid": "line-reason" },
    options(choices.reasons.map(({ code, description }) => [code, description]), "Choose a reason"));
  const type = h("select", { required: true, "data-testid": "line-type" },
    options(choices.return_types.map((name) => [name, name]), "Choose"));
  const wanted = exchangeField(line, type);
  const comment = h("input", { type: "text", maxlength: 1000, autocomplete: "off", "data-testid": "line-comment" });
  const details = h("fieldset", { class: "details", hidden: true, disabled: true },
    h("legend", { class: "sr" }, `Return of ${line.product}`),
    field("Quantity", quantity), field("Reason", reason), field("Return type", type), wanted.node, field("Comment (optional)", comment, "grow"));
  const box = h("input", {
    type: "checkbox", disabled: line.returnable === 0, "data-testid": "line-choose",
    onChange: () => { details.hidden = details.disabled = !box.checked; },
  });
  const note = line.returnable === 0 ? "Already being returned" : `${line.returnable} of ${line.quantity} returnable`;
  const node = h("li", { class: "line", "data-testid": "order-line", "data-line": line.id },
    h("label", { class: "line-head" },
      box,
      h("span", { class: "line-name" }, line.product, h("span", { class: "muted small" }, line.variant)),
      h("span", { class: "muted small" }, note),
      h("span", { class: "price" }, money(line.unit_price, currency))),
    details);
  const wish = () => box.checked && {
    line_id: line.id, quantity: Number(quantity.value), reason_code: reason.value,
    return_type: type.value, comment: comment.value.trim() || null, exchange_sku: wanted.sku(),
  };
  return { node, wish };
}

/**
 * Build the form for one order.
 * `submit(items, button)` is called with the chosen lines once the browser finds the form complete.
 */
export function linesForm(order, choices, { label, submit }) {
  const lines = order.lines.map((line) => lineOf(line, order.currency, choices));
  const hint = h("p", { class: "hint", role: "status" });
  const button = h("button", { class: "button primary", type: "submit", "data-testid": "submit-return" }, label);
  const form = h("form", { class: "lines-form", "data-testid": "lines-form" },
    h("ul", { class: "lines" }, lines.map((line) => line.node)),
    order.lines.some((line) => line.returnable)
      ? h("div", { class: "form-end" }, button, hint)
      : h("p", { class: "form-end muted", "data-testid": "nothing-left" }, "Everything in this order is already being returned."));
  form.addEventListener("change", () => { hint.textContent = ""; });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const items = lines.map((line) => line.wish()).filter(Boolean);
    hint.textContent = items.length ? "" : "Choose at least one item.";
    if (items.length) submit(items, button);
  });
  return form;
}
