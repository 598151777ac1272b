/** The journal: newest first, filtered by the server, with near misses where nothing agrees. */

import { call, query } from "./api.js";
import { field, guarded, section } from "./dom.js";
import { h } from "./elements.js";
import { entry } from "./journal-entry.js";

const FIRST = 50;
const MOST = 1000;
const PAUSE_MS = 250;

const choice = (id, label, options) => field(label, h("select", { id: `filter-${id}`, name: id, "data-testid": `filter-${id}` },
  h("option", { value: "" }, "any"), options.map(([value, name]) => h("option", { value }, name))));
const text = (id, label, props) => field(label, h("input", { id: `filter-${id}`, name: id, type: "search", maxlength: "500", spellcheck: "false", autocomplete: "off", "data-testid": `filter-${id}`, ...props }));

export function journalSection() {
  const entries = new Map();
  let limit = FIRST;
  let asked = "";
  let asking = null;

  const form = h("form", { class: "grid filters", role: "search", "aria-label": "Filter the journal", onSubmit: (event) => { event.preventDefault(); refresh(); } },
    text("text", "Anything", { placeholder: "in path, query or bodies" }),
    text("path", "Path", { placeholder: "/v1/rmas*" }),
    text("status", "Status", { placeholder: "404, 4xx or none", pattern: "[1-5]xx|[1-5][0-9][0-9]|none" }),
    text("method", "Method", { placeholder: "GET" }),
    choice("lane", "Recorded by", [["gladly", "Gladly"], ["returnlogic", "ReturnLogic"]]),
    choice("direction", "Direction", [["received", "received"], ["sent", "sent"]]),
    text("operation", "Operation", { placeholder: "auto_link" }),
    text("from", "From", { placeholder: "adaptor" }),
    text("to", "To", { placeholder: "returnlogic" }),
    text("round", "Lookup round"));
  const count = h("p", { class: "muted", role: "status", "data-testid": "journal-count" });
  const near = h("div", { class: "near", "data-testid": "journal-near", hidden: true });
  const list = h("ol", { class: "exchanges", "aria-label": "Exchanges, newest first", "data-testid": "journal-list" });
  const more = h("button", { type: "button", class: "quiet", "data-testid": "journal-more", hidden: true, onClick: () => { limit = MOST; refresh(); } }, "Show all that are kept");
  const forget = h("button", { type: "button", class: "quiet", "data-testid": "journal-clear", onClick: () => guarded(forget, async () => { await call("DELETE", "journal"); await refresh(); }) }, "Clear the journal");
  const reset = h("button", { type: "button", class: "quiet", "data-testid": "filter-reset", onClick: () => { form.reset(); refresh(); } }, "No filters");
  let timer = 0;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(refresh, PAUSE_MS); });

  const filters = () => Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));

  async function refresh() {
    if (!form.checkValidity()) return;
    const wanted = query({ ...filters(), limit });
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await call("GET", `journal?${wanted}`, undefined, { signal });
      show(answer, wanted);
    } catch (problem) {
      if (!signal.aborted) throw problem;
    }
  }

  function show(answer, wanted) {
    if (wanted !== asked) entries.clear();
    asked = wanted;
    const rows = answer.exchanges;
    const seqs = new Set(rows.map((row) => row.seq));
    for (const seq of entries.keys()) if (!seqs.has(seq)) entries.delete(seq);
    for (const row of rows) if (!entries.has(row.seq)) entries.set(row.seq, entry(row));
    place(rows.map((row) => entries.get(row.seq)).reverse());
    const isFiltered = Object.values(filters()).some(Boolean);
    const which = isFiltered ? " that agree" : "";
    count.textContent = rows.length ? `The newest ${rows.length} exchanges${which}.${answer.truncated ? " Older ones were dropped." : ""}` : "";
    if (!rows.length && !isFiltered) count.textContent = "No exchange yet.";
    if (rows.length === 1) count.textContent = `One exchange${which}.`;
    more.hidden = rows.length < limit || limit === MOST;
    showNear(answer.near_misses);
  }

  /** Put the entries in order and touch none that is where it belongs: what is open stays open, focus stays. */
  function place(wanted) {
    for (const node of [...list.children]) if (!wanted.includes(node)) node.remove();
    wanted.forEach((node, position) => {
      if (list.children[position] !== node) list.insertBefore(node, list.children[position] ?? null);
    });
  }

  function showNear(misses) {
    near.hidden = !misses;
    if (!misses) return;
    near.replaceChildren(h("p", null, h("strong", null, "Nothing agrees with every filter."), misses.length ? " What came near:" : " Nothing came near."),
      h("ul", null, misses.map((miss) => h("li", null, h("code", null, `${miss.seq}. ${miss.method} ${miss.path}`),
        h("ul", null, Object.entries(miss.differs).map(([name, { wanted, was }]) => h("li", { class: "muted" }, `${name}: wanted `, h("code", null, wanted), ", was ", h("code", null, was === null ? "none" : String(was)))))))));
  }

  const element = section("journal", "Journal", form,
    h("div", { class: "row spread" }, count, h("div", { class: "buttons" }, reset, forget)), near, list, h("div", { class: "buttons" }, more));
  return { element, refresh };
}
