/**
 * The mock's chat widget. A page sets window.gladlyConfig = { appId, autoShowWidget? } and loads this script,
 * or calls Gladly.init({ appId, autoShowWidget? }) itself. The API's address is the script's own.
 */
(() => {
  "use strict";
  if (window.Gladly) return;

  const script = document.currentScript ?? document.querySelector('script[src*="chat-sdk/widget.js"]');
  const API = new URL("../chat/api/", script.src);
  const STYLE = new URL("../desk/static/widget.css", script.src);
  const BADGE = "Mock Gladly — rma-toolkit, not affiliated with Gladly";
  const WAIT_S = 20;
  const LONGEST_PAUSE_MS = 5000;
  const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
  const SVG = "http://www.w3.org/2000/svg";
  const BUBBLE = "M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H11l-4.5 4v-4A2.5 2.5 0 0 1 4 13.5z";
  const CROSS = "M6 6l12 12M18 6 6 18";

  function h(tag, props, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(props ?? {})) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2).toLowerCase(), value);
      else if (value === true) node.setAttribute(name, "");
      else if (value !== false && value !== undefined && value !== null) node.setAttribute(name, value);
    }
    node.append(...children.flat().filter((child) => child));
    return node;
  }

  function drawing(d) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.append(document.createElementNS(SVG, "path"));
    svg.firstChild.setAttribute("d", d);
    return svg;
  }

  /** Storage may be forbidden inside another site's frame; the chat then lives as long as the page. */
  const memory = {
    get(key) { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } },
    set(key, value) { try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { /* kept by the page only */ } },
    drop(key) { try { sessionStorage.removeItem(key); } catch { /* nothing kept */ } },
  };

  class Refused extends Error {
    constructor(message, status, attr) { super(message); this.status = status; this.attr = attr; }
  }

  async function call(method, path, body) {
    let response;
    try {
      response = await fetch(new URL(path, API), {
        method, cache: "no-store", signal: AbortSignal.timeout(45000),
        headers: body ? { "content-type": "application/json" } : {}, body: body && JSON.stringify(body),
      });
    } catch {
      throw new Refused("The chat server does not answer.", 0);
    }
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    const error = answer?.errors?.[0] ?? {};
    throw new Refused(error.detail ?? `The chat server answered ${response.status}.`, response.status, error.attr);
  }

  class Widget {
    constructor(appId) {
      this.appId = appId;
      this.key = `rma-toolkit chat ${API} ${appId}`;
      this.session = memory.get(this.key);
      this.listeners = new Map();
      this.unread = 0;
      this.turn = 0;
      this.build();
      if (this.session) this.startTalk();
      else this.startOnboarding();
    }

    build() {
      this.count = h("span", { class: "unread", hidden: true });
      this.launcher = h("button", { type: "button", class: "launcher", "data-testid": "chat-launcher", "aria-expanded": "false", onclick: () => this.show() },
        drawing(BUBBLE), "Chat with us", this.count);
      this.body = h("div", { class: "body" });
      this.problem = h("div", { class: "problem", role: "alert", "data-testid": "chat-problem", hidden: true });
      this.newChat = h("button", { type: "button", "data-testid": "new-chat", onclick: () => this.leave() }, "New chat");
      this.panel = h("section", { class: "panel", role: "dialog", "aria-label": "Chat", "data-testid": "chat-panel", hidden: true,
        onkeydown: (event) => { if (event.key === "Escape") this.close(); event.stopPropagation(); } },
      h("header", { class: "head" }, h("h2", null, "Chat"), this.newChat,
        h("button", { type: "button", "aria-label": "Close the chat", "data-testid": "chat-close", onclick: () => this.close() }, drawing(CROSS))),
      this.problem, this.body, h("footer", { class: "foot" }, BADGE));
      const root = h("div", { class: "root", hidden: true }, this.panel, this.launcher);
      const style = h("link", { rel: "stylesheet", href: STYLE });
      style.onload = style.onerror = () => { root.hidden = false; if (this.wantsFocus) this.focus(); };
      const host = h("div", { id: "gladly-chat", "data-testid": "chat" });
      host.attachShadow({ mode: "open" }).append(style, root);
      document.body.append(host);
    }

    show() {
      this.panel.hidden = false;
      this.launcher.hidden = true;
      this.wantsFocus = true;
      this.setUnread(0);
      this.focus();
      this.scrollDown();
    }

    close() {
      this.panel.hidden = true;
      this.launcher.hidden = false;
      this.wantsFocus = false;
      this.launcher.focus();
    }

    focus() { this.body.querySelector("[data-first]")?.focus({ preventScroll: true }); }

    on(name, listener) { this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]); }

    emit(name, payload) { for (const listener of this.listeners.get(name) ?? []) listener(payload); }

    setUnread(count) {
      this.unread = count;
      this.count.hidden = count === 0;
      this.count.replaceChildren(String(count), h("span", { class: "sr" }, " new messages"));
    }

    say(text, retry) {
      this.problem.hidden = !text;
      this.problem.replaceChildren(h("span", null, text ?? ""), ...(retry
        ? [h("button", { type: "button", "data-testid": "chat-retry", onclick: () => { this.say(""); retry(); } }, "Try again")] : []));
    }

    startOnboarding(note) {
      this.turn += 1;
      this.newChat.hidden = true;
      this.panel.classList.add("is-short");
      const name = h("input", { id: "name", type: "text", autocomplete: "name", "data-testid": "chat-name", value: this.user?.name });
      this.email = h("input", { id: "email", type: "email", autocomplete: "email", required: true, "data-first": true, "data-testid": "chat-email",
        placeholder: "you@example.com", value: this.user?.email, oninput: () => this.email.removeAttribute("aria-invalid") });
      this.startButton = h("button", { type: "submit", class: "send", "data-testid": "chat-start" }, "Start chat");
      this.body.replaceChildren(h("form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); this.begin(name.value, this.email.value); } },
        h("p", { class: "hello" }, note ?? "Hello! Tell us who you are, and an agent will be with you."),
        h("label", { for: "email" }, "E-mail"), this.email,
        h("label", { for: "name" }, "Name (optional)"), name, this.startButton));
      if (!this.panel.hidden) this.focus();
    }

    async begin(name, email) {
      if (!EMAIL.test(email.trim())) {
        this.refuseEmail(email.trim() ? "This e-mail address does not look right." : "Please give your e-mail address.");
        return;
      }
      this.say("");
      this.startButton.disabled = true;
      try {
        const answer = await call("POST", "sessions", { app_id: this.appId, ...(name.trim() && { name: name.trim() }), email: email.trim() });
        this.session = { id: answer.session_id, greeting: answer.greeting };
        memory.set(this.key, this.session);
        this.startTalk();
      } catch (problem) {
        if (problem.attr === "email") this.refuseEmail(problem.message);
        else this.say(problem.message, () => this.begin(name, email));
      } finally {
        this.startButton.disabled = false;
      }
    }

    refuseEmail(text) {
      this.say(text);
      this.email.setAttribute("aria-invalid", "true");
      this.email.focus();
    }

    startTalk() {
      this.turn += 1;
      this.last = 0;
      this.shown = new Set();
      this.newChat.hidden = false;
      this.panel.classList.remove("is-short");
      this.log = h("ol", { class: "log", role: "log", "aria-live": "polite", "aria-label": "Messages", tabindex: "0", "data-testid": "chat-log" });
      this.text = h("textarea", { rows: "2", id: "text", "data-first": true, "data-testid": "chat-text", placeholder: "Write a message",
        onkeydown: (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(); } } });
      this.sendButton = h("button", { type: "submit", class: "send", "data-testid": "chat-send" }, "Send");
      this.body.replaceChildren(this.log, h("form", { class: "write", onsubmit: (event) => { event.preventDefault(); this.send(); } },
        h("label", { for: "text", class: "sr" }, "Message"), this.text, this.sendButton));
      if (this.session.greeting) this.add({ from: "system", text: this.session.greeting });
      if (!this.panel.hidden) this.focus();
      this.listen(this.turn);
    }

    async listen(turn) {
      let pause = 500;
      while (turn === this.turn) {
        try {
          const path = `sessions/${encodeURIComponent(this.session.id)}?after=${this.last}&wait_s=${pause > 500 ? 0 : WAIT_S}`;
          const { messages, last } = await call("GET", path);
          if (turn !== this.turn) return;
          for (const message of messages) this.receive(message);
          this.last = last;
          if (pause > 500) this.say("");
          pause = 500;
        } catch (problem) {
          if (turn !== this.turn) return;
          if (problem.status === 404) { this.leave("This chat has ended. You can start a new one."); return; }
          await new Promise((resolve) => {
            const timer = setTimeout(resolve, pause);
            this.say(problem.message, () => { clearTimeout(timer); resolve(); });
          });
          pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
        }
      }
    }

    receive(message) {
      if (this.shown.has(message.id)) return;
      this.shown.add(message.id);
      if (message.from === "system" && message.text === this.session.greeting) return;
      this.add(message);
      if (message.from === "agent" && this.panel.hidden) this.setUnread(this.unread + 1);
    }

    add(message) {
      const who = { agent: "Agent: ", customer: "You: " }[message.from];
      this.log.append(h("li", { class: `from-${message.from}`, "data-testid": "chat-message", "data-from": message.from },
        who && h("span", { class: "sr" }, who), message.text));
      this.scrollDown();
    }

    scrollDown() { if (this.log) this.log.scrollTop = this.log.scrollHeight; }

    async send() {
      const text = this.text.value.trim();
      if (!text || this.sendButton.disabled) return;
      this.say("");
      this.sendButton.disabled = true;
      try {
        await call("POST", `sessions/${encodeURIComponent(this.session.id)}/messages`, { text });
        this.text.value = "";
        this.emit("message:sent", { type: "TEXT" });
      } catch (problem) {
        this.say(`Not sent. ${problem.message}`, () => this.send());
      } finally {
        this.sendButton.disabled = false;
      }
    }

    leave(note) {
      memory.drop(this.key);
      this.session = null;
      this.say("");
      this.startOnboarding(note);
    }

    setUser(user) {
      this.user = user;
      if (this.session || !user?.email) return;
      this.startOnboarding();
      this.begin(user.name ?? "", user.email);
    }
  }

  let widget;

  function init(config) {
    if (!config?.appId) return Promise.reject(new Error("Gladly.init needs an appId."));
    widget ??= new Widget(config.appId);
    if (config.autoShowWidget) widget.show();
    return Promise.resolve(window.Gladly);
  }

  window.Gladly = {
    init,
    show: () => widget?.show(),
    close: () => widget?.close(),
    setUser: (user) => widget?.setUser(user),
    clearUser: () => { if (widget) { widget.user = undefined; widget.leave(); } },
    on: (name, listener) => widget?.on(name, listener),
  };

  const start = () => { if (window.gladlyConfig?.appId) init(window.gladlyConfig); };
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
