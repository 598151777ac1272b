/** The middle column: what was said, and the reply box. */

import { icon, breakable } from "./dom.js";
import { h } from "../elements.js";
import { activity } from "./actions.js";
import { clock, day } from "./format.js";

/** Show one conversation; news adds lines, so that screen readers hear only what is new. */
export class ConversationView {
  constructor(actions) {
    this.actions = actions;
    this.shown = new Set();
    this.title = h("h1", { class: "work-title", "data-testid": "conversation-title" });
    this.about = h("p", { class: "muted" });
    this.log = h("ol", { class: "timeline", role: "log", "aria-live": "polite", "aria-label": "Messages", tabindex: "0", "data-testid": "timeline" });
    this.problem = h("p", { class: "problem", role: "alert", hidden: true });
    this.text = h("textarea", {
      id: "reply", rows: "2", "data-testid": "reply-text", placeholder: "Write a reply",
      "aria-describedby": "reply-hint", onkeydown: (event) => this.sendOnEnter(event),
    });
    this.send = h("button", { type: "submit", class: "main", "data-testid": "reply-send" }, "Send");
    this.form = h("form", { class: "reply", onsubmit: (event) => this.reply(event) },
      h("label", { for: "reply", class: "sr" }, "Reply"), this.text, this.problem,
      h("p", { class: "buttons" },
        h("span", { class: "muted", id: "reply-hint" }, "Enter sends, Shift + Enter starts a new line"), this.send));
    this.element = h("section", { class: "conversation", "aria-label": "Conversation" },
      h("header", { class: "work-head" }, this.title, this.about), this.log, this.form);
  }

  update(conversation) {
    this.conversation = conversation;
    const isChat = conversation.channel === "CHAT";
    this.title.replaceChildren(...breakable(conversation.subject || conversation.name || "Conversation"));
    this.about.replaceChildren(icon(isChat ? "chat" : "mail"), `${isChat ? "Chat" : "E-mail"} · inbox `,
      h("strong", { "data-testid": "conversation-routed-to" }, conversation.inbox));
    for (const item of conversation.items ?? []) {
      if (!this.shown.has(item.id)) this.add(item);
    }
  }

  add(item) {
    const wasAtEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 40;
    const on = day(item.at);
    if (on !== this.lastDay) this.log.append(h("li", { class: "day" }, on));
    this.lastDay = on;
    this.shown.add(item.id);
    if (item.from === "activity") {
      this.log.append(activity(item));
      if (wasAtEnd) requestAnimationFrame(() => { this.log.scrollTop = this.log.scrollHeight; });
      return;
    }
    this.log.append(h("li", { class: `message from-${item.from}`, "data-testid": "message", "data-from": item.from },
      h("span", { class: "who" }, this.who(item), " ", h("time", { datetime: item.at }, clock(item.at))),
      h("span", { class: "text" }, item.text)));
    if (wasAtEnd) requestAnimationFrame(() => { this.log.scrollTop = this.log.scrollHeight; });
  }

  who(item) {
    if (item.from === "agent") return "You";
    return item.from === "customer" ? this.conversation.name || "Customer" : "Gladly";
  }

  /** Put something in the place of the reply box, or give the place back. */
  compose(node) {
    this.composed?.remove();
    this.composed = node;
    if (node) this.element.append(node);
    this.form.hidden = Boolean(node);
  }

  sendOnEnter(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  async reply(event) {
    event.preventDefault();
    const text = this.text.value.trim();
    if (!text || this.send.disabled) return;
    this.send.disabled = true;
    this.problem.hidden = true;
    try {
      await this.actions.reply(this.conversation.id, text);
      this.text.value = "";
    } catch (problem) {
      this.problem.textContent = `Not sent. ${problem.message}`;
      this.problem.hidden = false;
    } finally {
      this.send.disabled = false;
      this.text.focus();
    }
  }
}

/** What the middle says when there is no conversation to show. */
export function noConversation(profile) {
  return h("section", { class: "empty big", "data-testid": "no-conversation" }, icon("chat"),
    h("h1", { class: "work-title" }, profile ? `No conversation with ${profile.name || "this person"} yet` : "Choose a conversation"),
    h("p", { class: "muted" }, profile
      ? "When they write by chat or e-mail, it appears here. Opening the profile has already looked them up; the customer card shows what came back."
      : "Opening a person looks them up in the linked systems. A new chat opens here by itself."));
}
