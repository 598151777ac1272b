/** Actions of the linked systems: the buttons that offer them, and the way from a click to the timeline. */

import { ActionForm, errorNote } from "./action-form.js";
import { api } from "./api.js";
import { icon, toast } from "./dom.js";
import { h } from "../elements.js";
import { clock } from "./format.js";

function offersOf(profile, isWanted) {
  return (profile.actions?.offers ?? []).filter(isWanted);
}

/** Why nothing can be run now, under the names of what could be. */
function waiting(offers, reason) {
  return h("p", { class: "muted", "data-testid": "actions-wait" },
    `${offers.map((offer) => offer.name).join(", ")}: ${reason}.`);
}

/** The green plus with what can be run on the profile itself. */
export function actionMenu(profile, run) {
  const offers = offersOf(profile, (offer) => offer.card === null);
  if (!offers.length) return null;
  const reason = profile.actions.why_not;
  return h("details", { class: "menu", "data-key": "action-menu" },
    h("summary", { class: "icon-button plus", "aria-label": "Run an action", title: "Run an action", "data-key": "action-menu-summary", "data-testid": "action-menu" }, icon("plus")),
    h("div", { class: "menu-list" }, reason ? waiting(offers, reason) : offers.map((offer) => h("button", {
      type: "button", "data-testid": "profile-action", "data-key": `action-${offer.id}`,
      onclick: (event) => { event.target.closest("details").open = false; run(offer); },
    }, icon("ticket"), offer.name))));
}

/** The buttons of one card. */
export function cardActions(profile, app, place, run) {
  const offers = offersOf(profile, (offer) => offer.app === app && offer.card === place);
  if (!offers.length) return null;
  const reason = profile.actions.why_not;
  return h("div", null, h("h5", null, "Actions"), reason ? waiting(offers, reason)
    : h("p", { class: "card-actions" }, offers.map((offer) => h("button", {
      type: "button", class: "quiet", "data-testid": "card-action", "data-key": `action-${offer.id}`, onclick: () => run(offer),
    }, offer.name))));
}

/** A timeline item that tells of an action. */
export function activity(item) {
  return h("li", { class: "activity", "data-testid": "activity", "data-from": "activity" },
    h("span", { class: "who" }, icon("ticket"), "You performed an activity ", h("time", { datetime: item.at }, clock(item.at))),
    h("strong", { "data-testid": "activity-message" }, item.text),
    item.detail && h("span", { "data-testid": "activity-detail" }, item.detail));
}

/** Runs one action at a time, in the place of the reply box; without a conversation, below what is there. */
export class ActionRunner {
  /** `place()` is the conversation that is shown, if one is; `onRan(profile)` hears of what changed. */
  constructor(work, { place, onRan }) {
    this.work = work;
    this.place = place;
    this.onRan = onRan;
    this.ticket = 0;
  }

  async run(profile, offer) {
    const ticket = ++this.ticket;
    const from = document.activeElement?.dataset.key;
    const host = this.show(h("p", { class: "composed muted", role: "status", "data-testid": "action-opening" }, `Opening ${offer.name}…`));
    let said;
    try {
      const { form, error } = await api.actionForm(profile.id, offer.id);
      if (ticket !== this.ticket || !this.isShown(host)) return;
      if (form) {
        const shown = new ActionForm(form, {
          onSubmit: (values) => this.send(profile, form, values),
          onClose: () => this.close(from),
          onDismissed: (errors) => this.dismiss(offer, errors, from),
          onDone: (answer) => this.done(answer),
        });
        this.show(shown.element);
        shown.focus();
        return;
      }
      said = error;
    } catch (problem) {
      said = problem.message;
    }
    if (ticket === this.ticket && this.isShown(host)) this.dismiss(offer, [{ message: "The form could not be opened.", detail: said }], from);
  }

  send(profile, form, values) {
    return api.sendForm(profile.id, form.id, values);
  }

  async done(answer) {
    this.close();
    toast(answer.message);
    await this.onRan(answer.profile);
  }

  dismiss(offer, errors, from) {
    const ok = h("button", { type: "button", class: "quiet", "data-testid": "action-problem-close", onclick: () => this.close(from) }, "OK");
    this.show(h("section", { class: "composed", "aria-label": offer.name, "data-testid": "action-problem" },
      h("div", { class: "problem", role: "alert" }, h("p", null, `${offer.name}: `), errors.map(errorNote)),
      h("p", { class: "buttons" }, ok)));
    ok.focus();
  }

  /** Show something in the composer's place; where there is no conversation, at the end of the middle column. */
  show(node) {
    const view = this.place();
    if (view?.compose) view.compose(node);
    else {
      this.alone?.remove();
      this.alone = node;
      if (node) this.work.append(node);
    }
    return node;
  }

  isShown(node) {
    return node.isConnected;
  }

  /** Give the place back, and the focus to where the click was. */
  close(from) {
    this.ticket += 1;
    this.show(null);
    const target = from && document.querySelector(`[data-key="${CSS.escape(from)}"]`);
    (target?.checkVisibility() ? target : document.getElementById("reply") ?? this.work).focus();
  }
}
