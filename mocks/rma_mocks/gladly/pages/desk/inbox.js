/** The left column: conversations of all inboxes, and people. */

import { icon, swap, hiddenText } from "./dom.js";
import { h } from "../elements.js";
import { initials, moment } from "./format.js";
import { ProfileForm } from "./profile-form.js";
import { api } from "./api.js";

const SEARCH_PAUSE_MS = 200;

/** Keep the column in `root` in step with the desk's state. */
export class Inbox {
  constructor(root, actions) {
    this.actions = actions;
    this.tab = "inbox";
    this.people = { list: null, isPartial: false, problem: null, asked: 0 };
    this.tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "Conversations or people" });
    this.panel = h("div", { class: "tab-panel", role: "tabpanel", id: "inbox-panel" });
    this.search = h("input", {
      type: "search", id: "people-search", "data-testid": "people-search", autocomplete: "off",
      placeholder: "Name, e-mail or phone", oninput: () => this.searchSoon(),
    });
    root.append(this.tabs, this.panel);
  }

  update(state) {
    this.state = state;
    const unread = state.unread.size;
    swap(this.tabs,
      this.tabButton("inbox", unread ? ["Inbox ", h("span", { class: "count" }, String(unread), hiddenText(" new"))] : "Inbox"),
      this.tabButton("people", "People"));
    this.panel.setAttribute("aria-labelledby", `tab-${this.tab}`);
    if (this.tab === "inbox") swap(this.panel, this.conversations());
    else this.updatePeople();
  }

  tabButton(name, label) {
    const isChosen = this.tab === name;
    return h("button", {
      type: "button", role: "tab", id: `tab-${name}`, class: "tab", "data-key": `tab-${name}`, "data-testid": `tab-${name}`,
      "aria-selected": String(isChosen), "aria-controls": "inbox-panel", tabindex: isChosen ? "0" : "-1",
      onclick: () => this.choose(name), onkeydown: (event) => this.moveTab(event),
    }, label);
  }

  moveTab(event) {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    this.choose(this.tab === "inbox" ? "people" : "inbox");
    this.tabs.querySelector("[aria-selected=true]").focus();
  }

  choose(name) {
    if (this.tab === name) return;
    this.tab = name;
    this.panel.replaceChildren();
    this.update(this.state);
    if (name === "people") this.loadPeople();
  }

  conversations() {
    const { conversations, selectedConversation } = this.state;
    if (conversations === null) return h("p", { class: "hint", "aria-busy": "true" }, "Loading…");
    if (conversations.length === 0) {
      return h("div", { class: "empty", "data-testid": "inbox-empty" },
        icon("chat"), h("p", null, "No conversations yet."), h("p", { class: "muted" }, "A new chat or e-mail appears here by itself."));
    }
    return h("ul", { class: "rows", "data-scroll": "conversations" },
      conversations.map((one) => this.conversationRow(one, one.id === selectedConversation)));
  }

  conversationRow(one, isSelected) {
    const isNew = this.state.unread.has(one.id);
    const isChat = one.channel === "CHAT";
    return h("li", null, h("a", {
      class: isNew ? "row is-new" : "row", href: `#/conversations/${encodeURIComponent(one.id)}`,
      "data-testid": "conversation", "data-id": one.id, "data-key": `conversation-${one.id}`,
      "aria-current": isSelected ? "true" : null, onclick: (event) => this.actions.chooseAgain(event),
    },
    h("span", { class: "row-top" },
      icon(isChat ? "chat" : "mail", isChat ? "Chat" : titled(one.channel)),
      h("span", { class: "row-name" }, one.name || "Unknown person"),
      one.is_linked && h("span", { class: "mark" }, icon("chain", "Linked")),
      h("time", { class: "muted", datetime: one.updated_at }, moment(one.updated_at))),
    h("span", { class: "row-preview" }, one.preview || "No messages yet"),
    h("span", { class: "row-foot" },
      h("span", { class: "chip", "data-testid": "conversation-inbox" }, one.inbox),
      isNew && h("span", { class: "chip chip-new" }, "New"))));
  }

  updatePeople() {
    if (!this.panel.contains(this.search)) {
      this.list = h("div", { class: "people-list", "aria-live": "polite" });
      this.panel.replaceChildren(
        h("div", { class: "people-tools" },
          h("label", { for: "people-search", class: "label" }, "Find a person"),
          this.search,
          h("button", { type: "button", class: "quiet", "data-testid": "new-profile", onclick: () => this.newProfile() },
            icon("plus"), "New profile")),
        this.list);
    }
    swap(this.list, this.peopleRows());
  }

  peopleRows() {
    const { list, isPartial, problem } = this.people;
    if (problem) return h("p", { class: "problem", role: "alert" }, problem);
    if (list === null) return h("p", { class: "hint", "aria-busy": "true" }, "Loading…");
    const partial = isPartial && h("p", { class: "hint", "data-testid": "not-everybody" },
      "Not everybody was searched: there are too many. A whole e-mail address or phone number finds anyone.");
    if (list.length === 0) return [h("p", { class: "hint" }, "Nobody found."), partial];
    return [partial, h("ul", { class: "rows", "data-scroll": "people" }, list.map((person) => h("li", null, h("a", {
      class: "row row-person", href: `#/people/${encodeURIComponent(person.id)}`, "data-testid": "person", "data-id": person.id,
      "data-key": `person-${person.id}`, "aria-current": person.id === this.state.selectedPerson ? "true" : null,
      onclick: (event) => this.actions.chooseAgain(event),
    },
    h("span", { class: "avatar small", "aria-hidden": "true" }, initials(person.name || person.email)),
    h("span", { class: "row-text" },
      h("span", { class: "row-top" }, h("span", { class: "row-name" }, person.name || "No name"),
        person.is_linked && h("span", { class: "mark" }, icon("chain", "Linked"))),
      h("span", { class: "row-preview" }, person.email || "No e-mail"))))))];
  }

  searchSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.loadPeople(), SEARCH_PAUSE_MS);
  }

  /** Read the people again; called on news too, so that new profiles and link marks show. */
  async loadPeople() {
    if (this.tab !== "people") return;
    const asked = ++this.people.asked;
    let answer;
    try {
      const found = await api.people(this.search.value.trim());
      answer = { list: found.profiles, isPartial: !found.searched_everybody, problem: null };
    } catch (problem) {
      answer = { problem: problem.message };
    }
    if (asked !== this.people.asked) return;
    Object.assign(this.people, answer);
    if (this.tab === "people") this.updatePeople();
  }

  async newProfile() {
    const profile = await ProfileForm.ask();
    if (!profile) return;
    this.actions.goTo(`#/people/${encodeURIComponent(profile.id)}`);
    await this.loadPeople();
  }
}

function titled(channel) {
  return channel === "EMAIL" ? "E-mail" : channel;
}
