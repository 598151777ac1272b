/** The right column: who this is, what the linked systems say, and why. */

import { icon, swap, ask, breakable, hiddenText } from "./dom.js";
import { h } from "../elements.js";
import { actionMenu, cardActions } from "./actions.js";
import { initials, isDate, isWebLink, linkedSystems, moment, shortLink, unlinkedApps } from "./format.js";
import { matchBanner, mergeByHand } from "./matches.js";
import { transactionCard } from "./transactions.js";
import { reachable } from "../through-proxy.js";
import { verdictStrip } from "./verdicts.js";

const RMA = "rma";
const RMA_CODE = "rmaCode";
const NOTICE = "rmaNotice";

/** Keep the card in `root` in step with the open profile. */
export class CustomerCard {
  constructor(root, actions) {
    this.root = root;
    this.actions = actions;
    document.addEventListener("click", (event) => {
      for (const menu of root.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
    });
    root.addEventListener("keydown", (event) => this.closeMenu(event));
  }

  closeMenu(event) {
    const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  }

  update({ profile, isLooking, problem, apps, linkHref, matches }) {
    this.root.hidden = !profile && !isLooking && !problem;
    this.root.setAttribute("aria-busy", String(isLooking));
    if (!profile) {
      swap(this.root, h("div", { class: "card-scroll" }, problem
        ? h("p", { class: "problem", role: "alert" }, problem) : h("p", { class: "hint" }, "Looking up…")));
      return;
    }
    const key = JSON.stringify([profile, isLooking, problem, linkHref, apps, matches]);
    if (key === this.shown) return;
    if (this.person !== profile.id) this.root.replaceChildren();
    this.shown = key;
    this.person = profile.id;
    swap(this.root,
      h("div", { class: "card-scroll", "data-scroll": "card", "data-testid": "customer-card", "data-id": profile.id },
        this.head(profile, isLooking),
        problem && h("p", { class: "problem", role: "alert", "data-testid": "card-problem" }, problem),
        matchBanner(profile, matches, this.actions),
        this.notice(profile),
        this.attributes(profile),
        this.contacts(profile),
        (profile.transactions ?? []).filter((one) => one.cards?.length).map((group) =>
          transactionCard(group, (app, place) => cardActions(profile, app, place, this.actions.run))),
        verdictStrip([...profile.verdicts ?? [], ...profile.not_shown ?? []], profile.warnings)),
      unlinkedApps(profile, apps).length > 0 && h("p", { class: "card-foot" },
        h("a", { class: "to-link", href: linkHref, "data-testid": "link-to-external", "data-key": "to-link" },
          icon("book"), "Link to external customer")),
      apps?.length > 0 && apps.every((app) => app.is_active === false) && h("p", { class: "card-foot muted", "data-testid": "nobody-asked" },
        "Nobody is asked: no lookup app is active. ", h("a", { href: "#/settings" }, "Settings")));
  }

  head(profile, isLooking) {
    const linked = linkedSystems(profile);
    return h("header", { class: "card-head" },
      h("span", { class: "avatar", "aria-hidden": "true" }, initials(profile.name || profile.emails?.[0]?.original)),
      h("div", { class: "card-name" },
        h("h2", { "data-testid": "customer-name" }, breakable(profile.name || "No name"), linked.length > 0 && this.mark(linked)),
        h("p", { class: "muted", role: "status", "data-testid": "link-state" },
          isLooking ? "Looking up…" : linked.length ? `Linked to ${linked.map((link) => link.name).join(", ")}` : "Not linked")),
      h("button", { type: "button", class: "icon-button", title: "Open again: look up once more", "data-testid": "open-again",
        "data-key": "open-again", "aria-label": "Open again: look up once more", onclick: () => this.actions.openAgain() }, icon("refresh")),
      actionMenu(profile, this.actions.run),
      this.menu(profile, linked));
  }

  mark(linked) {
    const label = `Linked to ${linked.map((link) => link.name).join(", ")}`;
    return h("button", { type: "button", class: "mark link-mark", "data-testid": "link-mark", "data-key": "link-mark", "aria-describedby": "link-mark-list" },
      icon("chain", label),
      h("span", { class: "tip", role: "tooltip", id: "link-mark-list" }, linked.map((link) =>
        h("span", null, link.name, h("span", { class: "muted" }, link.external_customer_id ?? "")))));
  }

  menu(profile, linked) {
    return h("details", { class: "menu", "data-key": "menu" },
      h("summary", { class: "icon-button", "aria-label": "More", title: "More", "data-key": "menu-summary", "data-testid": "card-menu" }, icon("dots")),
      h("div", { class: "menu-list" }, linked.map((link) => h("button", {
        type: "button", "data-testid": "unlink", "data-app": link.app,
        onclick: (event) => { event.target.closest("details").open = false; this.unlink(profile, link); },
      }, `Unlink from ${link.name}…`)),
      h("button", {
        type: "button", "data-testid": "merge",
        onclick: (event) => { event.target.closest("details").open = false; mergeByHand(profile, this.actions); },
      }, "Merge another profile into this one…")));
  }

  async unlink(profile, link) {
    const isSure = await ask("unlink-dialog", (close) => [
      h("h2", { id: "unlink-dialog-title" }, `Unlink ${profile.name || "this profile"} from ${link.name}?`),
      h("p", null, `What ${link.name} added goes from the profile.`),
      h("p", null, h("strong", null, `After this, the profile is never auto-linked to ${link.name} again.`), " You can still link it by hand."),
      h("p", { class: "buttons" },
        h("button", { type: "button", class: "quiet", onclick: () => close(false) }, "Keep the link"),
        h("button", { type: "button", class: "danger", "data-testid": "unlink-confirm", onclick: () => close(true) }, "Unlink")),
    ]);
    if (isSure) await this.actions.unlink(link);
  }

  notice(profile) {
    const notice = profile.attributes?.find((one) => one.name === NOTICE);
    if (!notice?.value) return null;
    return h("p", { class: "notice", "data-testid": "rma-notice" }, icon("warning", "Warning"), h("span", null, String(notice.value)));
  }

  attributes(profile) {
    const shown = (profile.attributes ?? []).filter((one) => one.name !== NOTICE && one.permission !== "HIDDEN");
    if (!shown.length) return null;
    const code = shown.find((one) => one.name === RMA_CODE)?.value;
    return h("section", { "data-testid": "attributes" }, h("h3", { class: "sr" }, "Custom attributes"),
      shown.filter((one) => one.name === RMA && isWebLink(one.value)).map((one) => rmaLink(one, code)),
      h("dl", { class: "facts" }, shown.filter((one) => !(one.name === RMA && isWebLink(one.value))).map((one) =>
        h("div", null, h("dt", null, one.label || one.name),
          h("dd", { "data-testid": `attribute-${one.name}` }, attributeValue(one.value))))));
  }

  contacts(profile) {
    return h("section", { "data-testid": "contacts" },
      h("h3", null, "E-mail"),
      profile.emails?.length ? h("ul", { class: "plain" }, profile.emails.map((email) => h("li", { "data-testid": "email" },
        breakable(email.original), email.primary && profile.emails.length > 1 && h("span", { class: "muted" }, " · main"))))
        : h("p", { class: "muted" }, "None yet. Auto-linking needs one."),
      h("details", { class: "adder", "data-key": "add-email" },
        h("summary", { "data-testid": "add-email", "data-key": "add-email-summary" }, icon("plus"), "Add e-mail"),
        h("form", { onsubmit: (event) => this.addEmail(event), noValidate: true },
          h("label", { class: "sr", for: "add-email-input" }, "E-mail"),
          h("input", { type: "email", id: "add-email-input", "data-key": "add-email-input", "data-testid": "add-email-input", autocomplete: "off", placeholder: "name@example.com" }),
          h("button", { type: "submit", class: "quiet", "data-key": "add-email-save", "data-testid": "add-email-save" }, "Add"))),
      profile.phones?.length > 0 && [h("h3", null, "Phone"), h("ul", { class: "plain" }, profile.phones.map((phone) =>
        h("li", { "data-testid": "phone" }, phone.original, phone.type && h("span", { class: "muted" }, ` · ${phone.type.toLowerCase()}`))))],
      profile.address && [h("h3", null, "Address"), h("p", { class: "address" }, profile.address)]);
  }

  async addEmail(event) {
    event.preventDefault();
    const input = event.target.querySelector("input");
    const email = input.value.trim();
    if (!email) { input.focus(); return; }
    if (await this.actions.addEmail(email)) {
      const field = this.root.querySelector("[data-key=add-email-input]");
      field.value = "";
      field.closest("details").open = false;
    }
  }
}

function rmaLink(attribute, code) {
  return h("a", { class: "rma", href: reachable(attribute.value), target: "_blank", rel: "noopener", "data-testid": `attribute-${attribute.name}`, "data-key": "rma" },
    h("span", { class: "rma-label" }, attribute.label || attribute.name, code ? ` ${code}` : ""),
    h("span", { class: "rma-url" }, shortLink(attribute.value)), icon("away"), hiddenText(" (new tab)"));
}

function attributeValue(value) {
  if (value === "" || value === null || value === undefined) return h("span", { class: "muted" }, "—", hiddenText(" empty"));
  if (isWebLink(value)) return h("a", { href: reachable(value), target: "_blank", rel: "noopener" }, shortLink(value), icon("away"), hiddenText(" (new tab)"));
  return isDate(value) ? h("time", { datetime: value }, moment(value)) : String(value);
}
