/** The Lookup Adaptor Debugger's page: a form, a test, and its report. */

import { toast } from "../desk/dom.js";
import { h } from "../elements.js";
import { api } from "../desk/api.js";
import { testForm } from "./form.js";
import { resultView } from "./result.js";

const result = document.getElementById("result");
const status = document.getElementById("status");

async function run(wanted) {
  const button = document.querySelector("[data-testid=test]");
  button.disabled = true;
  status.textContent = "Asking…";
  result.replaceChildren();
  try {
    show(await api.testLookup(wanted), wanted);
  } catch (refusal) {
    status.textContent = "";
    result.replaceChildren(h("p", { class: "problem", role: "alert", "data-testid": "refused" }, `Not tested: ${refusal.message}`));
  } finally {
    button.disabled = false;
  }
}

function show(report, wanted) {
  status.textContent = "Tested; the result is below.";
  const pick = (id) => run({ ...wanted, external_customer_id: id });
  result.replaceChildren(...resultView(report, { onPick: pick, onCopy: copy }).flat(Infinity).filter(Boolean));
  result.focus({ preventScroll: true });
}

async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
    toast(said);
  } catch {
    toast("The browser does not let this page copy.");
  }
}

async function begin() {
  const [organisation, shown] = await Promise.all([api.organisation(), api.debugger()]);
  document.getElementById("organisation").textContent = organisation.name;
  document.title = `Lookup Adaptor Debugger — ${organisation.name}`;
  document.getElementById("roles").replaceChildren(...shown.roles.map((row) => h("li", null, h("strong", null, `${row.role}: `), `may ${row.may}.`)));
  document.getElementById("form").replaceChildren(shown.apps.length ? testForm(shown, run)
    : h("p", { class: "hint" }, "No app is set up in this organisation."));
}

begin().catch((refusal) => { status.textContent = refusal.message; });
