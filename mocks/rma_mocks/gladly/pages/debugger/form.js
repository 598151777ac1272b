/** What is tested: workflow, app, and whom it is about. */

import { h } from "../elements.js";

const AUTOMATIC = "autolinking_detailed";

/** Build the form; `onTest` gets the body of a test. */
export function testForm({ workflows, apps }, onTest) {
  const fields = h("div", { class: "fields" });
  const app = h("select", { id: "app", "data-testid": "app", onchange: () => refill() },
    apps.map((row) => h("option", { value: row.id }, row.name + (row.is_active ? "" : " (switched off)"))));
  const url = h("p", { class: "muted url", "data-testid": "app-url" });
  const form = h("form", { class: "test-form", noValidate: true, "data-testid": "form", onsubmit: (event) => { event.preventDefault(); onTest(wanted()); } },
    h("fieldset", null, h("legend", { class: "label" }, "Workflow"), workflows.map((row, place) => h("label", { class: "choice" },
      h("input", { type: "radio", name: "workflow", value: row.id, checked: place === 0, "data-testid": row.id, onchange: () => refill() }), " ", row.name))),
    h("div", null, h("label", { class: "label", for: "app" }, "App"), app, url),
    fields,
    h("div", { class: "buttons" }, h("button", { type: "submit", class: "main", "data-testid": "test" }, "Test")));

  const workflow = () => form.querySelector("[name=workflow]:checked").value;
  const chosen = () => apps.find((row) => row.id === app.value);

  function refill() {
    url.textContent = chosen().url + (chosen().is_signed ? " · signed" : " · not signed");
    const typed = new Map([...fields.querySelectorAll("input")].map((input) => [input.id, input.value]));
    fields.replaceChildren(...(workflow() === AUTOMATIC ? customerFields() : searchFields(chosen())));
    for (const input of fields.querySelectorAll("input")) input.value = typed.get(input.id) ?? "";
  }

  function wanted() {
    const body = { workflow: workflow(), app: app.value };
    const value = (id) => fields.querySelector(`#${CSS.escape(id)}`)?.value.trim() || undefined;
    if (body.workflow === AUTOMATIC) return { ...body, email: value("email"), phone: value("phone") };
    const query = Object.fromEntries(chosen().search_query_attributes.map(({ attribute }) => [attribute, value(`query-${attribute}`) ?? ""]));
    return { ...body, query, external_customer_id: value("external-customer-id") };
  }

  refill();
  return form;
}

function customerFields() {
  return [
    field("email", "E-mail", { type: "email", hint: "Gladly's customer is looked for by e-mail first." }),
    field("phone", "Phone", { type: "tel", hint: "Then by phone. Somebody unknown is asked about all the same." }),
  ];
}

function searchFields(app) {
  return [
    ...app.search_query_attributes.map((row) => field(`query-${row.attribute}`, row.label, { hint: `Sent as ${row.attribute}.` })),
    field("external-customer-id", "External customer id", { hint: "Only to go on with one of several results." }),
  ];
}

function field(id, label, { type = "text", hint }) {
  return h("div", null, h("label", { class: "label", for: id }, label),
    h("input", { id, type, autocomplete: "off", spellcheck: "false", "data-testid": id, "aria-describedby": `${id}-hint` }),
    h("p", { class: "muted small", id: `${id}-hint` }, hint));
}
