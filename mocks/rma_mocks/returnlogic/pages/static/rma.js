/** The page of one RMA: where it stands, what may be done with it, what comes back and why, who did what. */

import { api } from "./api.js";
import { followChanges } from "./changes.js";
import { focusAgain, guarded, redraw } from "./dom.js";
import { byId, h } from "./elements.js";
import { fillHead } from "./format.js";
import { actions, life } from "./rma-actions.js";
import { items } from "./rma-items.js";
import { comments, facts, head, mails, parcel, timeline } from "./rma-parts.js";

const id = decodeURIComponent(location.pathname.replace(/\/+$/, "").split("/").pop());
const NOT_FOUND = 404;

let shown = null;

/** Say whether an agent came here from Gladly: the link on the desktop is the only one from another mock. */
function via() {
  if (!document.referrer) return "";
  const from = new URL(document.referrer);
  return from.origin !== location.origin || from.pathname.endsWith("/desk") ? "desk" : "";
}

/** Do something with the RMA and show what became of it; a refusal says why, and the page shows how things are. */
async function act(button, call) {
  const place = button.closest("#actions, section");
  const done = await guarded(button, call);
  if (done) show(done);
  else await refresh().catch(() => {});
  if (document.activeElement === document.body && place.isConnected) focusAgain(button.id, place);
}

async function remove(button) {
  const said = await guarded(button, () => api.remove(id).then(() => true));
  if (said) location.assign("../../originate");
  else await refresh().catch(() => {});
}

function show(rma) {
  if (shown && shown.status !== rma.status) byId("said").textContent = `The RMA is ${rma.status} now.`;
  shown = rma;
  const { allowed, refused, left_to_process: left, currency } = rma;
  redraw(byId("head"), [rma.status, rma.archived], () => head(rma));
  redraw(byId("life"), [rma.life, rma.next], () => life(rma));
  redraw(byId("actions"), [allowed, refused, left], () => actions(rma, { act, remove }));
  redraw(byId("facts"), [rma.customer_name, rma.return_types, rma.shipping_type], () => facts(rma));
  redraw(byId("items"), [rma.items, rma.totals, refused.approve], () => items(rma, currency, act));
  redraw(byId("parcel"), [rma.label, allowed, refused.scan, rma.items.map((item) => item.allowed)], () => parcel(rma, act));
  redraw(byId("comments"), rma.comments, () => comments(rma));
  redraw(byId("mails"), rma.mails, () => mails(rma));
  redraw(byId("timeline"), rma.timeline, () => timeline(rma));
}

async function refresh() {
  try {
    show(await api.rma(id, { refresh: true }));
  } catch (problem) {
    if (problem.status !== NOT_FOUND) throw problem;
    showDeleted();
  }
}

function showDeleted() {
  byId("rma").replaceChildren(h("section", { class: "panel empty", "data-testid": "rma-deleted" },
    h("h1", null, `RMA ${id} was deleted`),
    h("p", null, h("a", { class: "button primary", href: "../../originate" }, "Search all returns"))));
}

byId("comment-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = byId("comment-text");
  const text = field.value.trim();
  if (text) act(event.submitter, async () => {
    const done = await api.comment(id, text);
    field.value = "";
    return done;
  });
});

guarded(null, async () => {
  document.title = `RMA ${id} · Originate`;
  const [settings, rma] = await Promise.all([api.settings(), api.rma(id, { via: via() })]);
  fillHead(settings);
  show(rma);
  byId("rma").hidden = false;
  followChanges(refresh);
});
