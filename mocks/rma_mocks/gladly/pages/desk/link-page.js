/** "Link Customer to External System": search by hand, choose one match, link. */

import { swap } from "./dom.js";
import { h } from "../elements.js";
import { api } from "./api.js";
import { mainEmail, unlinkedApps } from "./format.js";
import { verdictNote } from "./verdicts.js";

const EMAIL_ATTRIBUTES = new Set(["email", "emails"]);

/** One visit to the page; it lives until the agent leaves it. */
export class LinkPage {
  constructor(profile, apps, { onDone, onCancel }) {
    this.profile = profile;
    this.apps = unlinkedApps(profile, apps);
    this.onDone = onDone;
    this.onCancel = onCancel;
    this.chosen = null;
    this.found = null;
    this.asked = 0;
    this.searchIn = h("select", { id: "search-in", "data-testid": "search-in", onchange: () => this.showFields() },
      h("option", { value: "" }, "All Unlinked External Systems"),
      this.apps.map((app) => h("option", { value: app.id }, app.name)));
    this.fields = h("div", { class: "fields" });
    this.searchButton = h("button", { type: "submit", class: "main", "data-testid": "search-button" }, "Search");
    this.linkButton = h("button", { type: "button", class: "main", "data-testid": "link-button", disabled: true, onclick: () => this.link() }, "Link");
    this.results = h("div", { class: "results", "aria-live": "polite", "data-testid": "results" });
    this.problem = h("div", { "data-testid": "link-problem", role: "alert" });
    this.element = this.page();
    this.showFields();
  }

  page() {
    return h("section", { class: "link-page", "aria-labelledby": "link-title", "data-testid": "link-page" },
      h("h1", { class: "work-title", id: "link-title" }, "Link Customer to External System"),
      h("div", { class: "link-columns" },
        h("form", { class: "search-form", noValidate: true, onsubmit: (event) => { event.preventDefault(); this.search(); } },
          h("p", { class: "field" }, h("label", { class: "label", for: "search-in" }, "Search In"), this.searchIn),
          this.fields, this.searchButton,
          this.apps.length === 0 && h("p", { class: "hint" }, "This profile is linked to every system already.")),
        h("div", { class: "found" }, this.problem, this.results)),
      h("p", { class: "buttons link-buttons" },
        h("button", { type: "button", class: "quiet", "data-testid": "cancel-link", onclick: () => this.onCancel() }, "Cancel"), this.linkButton));
  }

  showFields() {
    const chosen = this.apps.filter((app) => !this.searchIn.value || app.id === this.searchIn.value);
    const labels = new Map();
    for (const app of chosen) {
      for (const one of app.search_query_attributes ?? []) labels.set(one.attribute, one.label || one.attribute);
    }
    swap(this.fields, [...labels].map(([attribute, label]) => {
      const id = `search-${attribute}`;
      return h("p", { class: "field" }, h("label", { class: "label upper", for: id }, label), h("input", {
        id, type: "text", name: attribute, "data-key": id, "data-testid": id, autocomplete: "off", spellcheck: "false",
        value: EMAIL_ATTRIBUTES.has(attribute) ? mainEmail(this.profile) : "",
      }));
    }));
  }

  async search() {
    const query = {};
    for (const input of this.fields.querySelectorAll("input")) if (input.value.trim()) query[input.name] = input.value.trim();
    this.choose(null);
    this.problem.replaceChildren();
    if (Object.keys(query).length === 0) {
      this.say("Fill at least one box to search.");
      return;
    }
    const asked = ++this.asked;
    this.searchButton.disabled = true;
    this.results.replaceChildren(h("p", { class: "hint", "aria-busy": "true" }, "Searching…"));
    try {
      const found = await api.search(this.profile.id, this.searchIn.value || null, query);
      if (asked === this.asked) this.show(found);
    } catch (problem) {
      this.results.replaceChildren();
      this.say(problem.message);
    } finally {
      this.searchButton.disabled = false;
    }
  }

  show({ gladly, columns, systems }) {
    const shown = columns.length ? columns : [{ attribute: "email", label: "Email" }];
    swap(this.results,
      h("h2", { class: "found-title", "data-testid": "match-count" }, headline(systems)),
      h("div", { class: "table-wrap", tabindex: "0", role: "region", "aria-label": "Possible matches" },
        h("table", { class: "matches" },
          h("thead", null, h("tr", null, h("th", { scope: "col" }, "System"), shown.map((column) => h("th", { scope: "col" }, column.label)))),
          h("tbody", null,
            h("tr", { class: "own", "data-testid": "gladly-row" },
              h("th", { scope: "row" }, "Gladly", gladly?.name && h("span", { class: "muted own-name" }, gladly.name)),
              shown.map((column) => h("td", null, gladly?.values?.[column.attribute] ?? "")))),
          systems.map((system) => this.system(system, shown)))));
  }

  system(system, columns) {
    const width = String(columns.length);
    const results = system.results ?? [];
    const name = h("th", { scope: "rowgroup", rowspan: String(Math.max(results.length, 1)) }, system.name);
    if (system.error) {
      return h("tbody", null, h("tr", { "data-testid": "system-error", "data-app": system.app }, name,
        h("td", { colspan: width }, h("span", { class: "problem" }, system.error))));
    }
    if (results.length === 0) {
      return h("tbody", null, h("tr", { "data-testid": "no-matches", "data-app": system.app }, name,
        h("td", { colspan: width, class: "muted" }, "No matches found")));
    }
    return h("tbody", null, results.map((result, index) => {
      const id = `match-${system.app}-${index}`;
      const radio = h("input", {
        type: "radio", name: "match", id, "data-testid": "match-radio",
        onchange: () => this.choose({ app: system.app, id: result.external_customer_id }),
      });
      return h("tr", { class: "match", "data-testid": "match-row", "data-app": system.app, "data-external-customer-id": result.external_customer_id },
        index === 0 && name,
        columns.map((column, at) => h("td", null, at === 0
          ? h("label", { for: id, class: "match-label" }, radio, matchText(result, column))
          : h("label", { for: id }, result.values?.[column.attribute] ?? ""))));
    }));
  }

  choose(match) {
    this.chosen = match;
    this.linkButton.disabled = match === null;
  }

  async link() {
    this.linkButton.disabled = true;
    this.linkButton.textContent = "Linking…";
    this.problem.replaceChildren();
    try {
      const { profile } = await api.link(this.profile.id, this.chosen.app, this.chosen.id);
      this.onDone(profile);
    } catch (problem) {
      this.say(problem.message, problem.round?.verdicts);
    } finally {
      this.linkButton.textContent = "Link";
      this.linkButton.disabled = this.chosen === null;
    }
  }

  say(text, verdicts) {
    this.problem.replaceChildren(verdicts?.length
      ? h("ul", { class: "why why-not" }, verdicts.map(verdictNote)) : h("p", { class: "problem" }, text));
  }
}

/** How many were found; an outage must never read as nobody found. */
function headline(systems) {
  const count = systems.reduce((sum, system) => sum + (system.results?.length ?? 0), 0);
  const silent = systems.filter((system) => system.error).map((system) => system.name);
  if (count === 0 && silent.length) return `${silent.join(" and ")} could not be searched. There may be matches; try again later.`;
  if (count === 0) return "No matches. Try another search.";
  return `We found ${count} possible ${count === 1 ? "match" : "matches"}. Try refining your search for better results`;
}

function matchText(result, column) {
  return h("span", null, result.values?.[column.attribute] || result.external_customer_id);
}
