/** Turn values into what an agent reads. */

/** Two letters for an avatar. */
export function initials(name) {
  const words = String(name || "?").trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : [words[0]];
  return letters.map((word) => [...word][0] ?? "?").join("").toUpperCase();
}

/** True for values that may become a link: anything else, javascript: too, stays text. */
export function isWebLink(value) {
  return /^https?:\/\/\S+$/i.test(String(value));
}

const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const MOMENT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const ISO = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/;

/** True for ISO 8601 dates; other texts are shown as they came. */
export function isDate(value) {
  return typeof value === "string" && ISO.test(value) && !Number.isNaN(Date.parse(value));
}

/** "2 Mar 2026", or the text as it came. */
export function day(value) {
  return isDate(value) ? DATE.format(new Date(value)) : String(value ?? "");
}

/** "2 Mar, 15:00", or the text as it came. */
export function moment(value) {
  return isDate(value) ? MOMENT.format(new Date(value)) : String(value ?? "");
}

/** "15:00", or nothing when it is not a time. */
export function clock(value) {
  return isDate(value) ? CLOCK.format(new Date(value)) : "";
}

/** "orderTotal" → "Order Total". */
export function titleCase(key) {
  const words = String(key).replace(/[_-]+/g, " ").replace(/([a-z\d])([A-Z])/g, "$1 $2").trim();
  return words.split(/\s+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");
}

/** A link without its scheme, for reading. */
export function shortLink(value) {
  return String(value).replace(/^https?:\/\//i, "").replace(/\/$/, "");
}

/** The e-mail an agent would search with: the primary one, else the first. */
export function mainEmail(profile) {
  const emails = profile?.emails ?? [];
  return (emails.find((email) => email.primary) ?? emails[0])?.original ?? "";
}

/** The links of a profile that hold. */
export function linkedSystems(profile) {
  return (profile?.links ?? []).filter((link) => link.state === "LINKED");
}

/** The active apps a profile is not linked to. */
export function unlinkedApps(profile, apps) {
  const linked = new Set(linkedSystems(profile).map((link) => link.app));
  return (apps ?? []).filter((app) => app.is_active !== false && !linked.has(app.id));
}
