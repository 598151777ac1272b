/** The form that makes a customer profile by hand. */

import { ask } from "./dom.js";
import { h } from "../elements.js";
import { api } from "./api.js";

function field(id, label, props) {
  const input = h("input", { id: `new-${id}`, "data-testid": `new-profile-${id}`, autocomplete: "off", ...props });
  return { input, row: h("p", { class: "field" }, h("label", { for: `new-${id}`, class: "label" }, label), input) };
}

export class ProfileForm {
  /** Show the form; resolves with the new profile, or undefined when cancelled. */
  static ask() {
    return ask("new-profile-dialog", (close) => {
      const name = field("name", "Name", { type: "text" });
      const email = field("email", "E-mail", { type: "email" });
      const phone = field("phone", "Phone", { type: "tel", placeholder: "+15550100" });
      const problem = h("p", { class: "problem", role: "alert", "data-testid": "new-profile-problem", hidden: true });
      const create = h("button", { type: "submit", class: "main", "data-testid": "new-profile-create" }, "Create");
      const say = (text) => { problem.textContent = text; problem.hidden = false; };

      const submit = async (event) => {
        event.preventDefault();
        const [named, mail, call] = [name, email, phone].map((one) => one.input.value.trim());
        if (!(named || mail || call)) { say("Give a name, an e-mail or a phone number."); return; }
        create.disabled = true;
        try {
          close(await api.newProfile({
            name: named || mail || call, emails: mail ? [mail] : [], phones: call ? [call] : [],
          }));
        } catch (refusal) {
          say(refusal.message);
        } finally {
          create.disabled = false;
        }
      };
      return h("form", { onsubmit: submit, noValidate: true },
        h("h2", { id: "new-profile-dialog-title" }, "New profile"),
        name.row, email.row, phone.row, problem,
        h("p", { class: "buttons" },
          h("button", { type: "button", class: "quiet", onclick: () => close() }, "Cancel"), create));
    });
  }
}
