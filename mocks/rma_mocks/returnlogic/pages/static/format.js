/** Turn values into what people read. */

import { h } from "./elements.js";

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const MOMENT = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC",
});

/** "2 Mar 2026" */
export const day = (iso) => DAY.format(new Date(iso));

/** "2 Mar 2026, 15:00", in UTC like everything the mocks date. */
export const moment = (iso) => MOMENT.format(new Date(iso));

/** A decimal string in the currency's own writing. */
export function money(amount, currency) {
  return new Intl.NumberFormat("en-US", { style: "currency", currency }).format(amount);
}

/** True for addresses that may become a link; anything else stays text. */
export const isWebLink = (text) => /^https?:\/\/\S+$/i.test(text);

/** "1 item", "3 items" */
export const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** What comes in exchange for a product: its variant, and which product that is of where it is another one. */
export const instead = ({ product, variant }, returned) => (product === returned ? variant : `${product}, ${variant}`);

/** The coloured badge of an RMA status. */
export function statusBadge(status, testid) {
  return h("span", { class: "status", "data-status": status, "data-testid": testid }, status);
}

/** Name the store and whoever is signed in, in the page's head. */
export function fillHead({ store_name: store, staff_name: staff }) {
  document.getElementById("store").textContent = store;
  const place = document.getElementById("staff");
  if (place && staff) place.textContent = staff;
}
