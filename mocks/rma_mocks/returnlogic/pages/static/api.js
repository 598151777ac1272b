/** Talk to this page's JSON API, such as `originate/api` or `collector/api`: the same calls scenario steps make. */

import { exchange } from "./exchange.js";

const BASE = new URL("../api/", import.meta.url);
const CARRIER = new URL("../../carrier/api/", import.meta.url);
const NO_CONTENT = 204;

/** A refused call; `sentences` say what is wrong with which part. */
class Problem extends Error {
  constructor(message, sentences = [], status = 0) {
    super(message);
    this.sentences = sentences;
    this.status = status;
  }
}

async function call(method, path, body) {
  const { isOk, status, answer } = await exchange(method, new URL(path, BASE), body, AbortSignal.timeout(30000)).catch(() => {
    throw new Problem("The mock ReturnLogic does not answer.");
  });
  if (isOk && (answer || status === NO_CONTENT)) return answer;
  const errors = Array.isArray(answer?.errors) ? answer.errors.filter((error) => error.message !== answer.message) : [];
  throw new Problem(answer?.message ?? `The mock ReturnLogic answered ${status}.`, errors.map(sentence), status);
}

function sentence({ field, message }) {
  const [, list, place] = /^(\w+)\.(\d+)/.exec(field) ?? [];
  const text = `${place ? `${list === "items" ? "item" : "entry"} ${Number(place) + 1}: ` : ""}${message}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

const query = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value !== "")).toString();

const rmaPath = (id, ...parts) => ["rmas", id, ...parts].map(encodeURIComponent).join("/");

export const api = {
  settings: () => call("GET", "settings"),
  rmas: (wanted) => call("GET", `rmas?${query(wanted)}`),
  rma: (id, wanted = {}) => call("GET", `${rmaPath(id)}?${query(wanted)}`),
  orders: (search) => call("GET", `orders?${query({ search })}`),
  lookUpOrder: (lookup) => call("POST", "order-lookups", lookup),
  createReturn: (wish) => call("POST", "rmas", wish),
  cancelReturn: (id, email) => call("POST", rmaPath(id, "cancel"), { email }),
  changes: (after, waitS) => call("GET", `changes?after=${after}&wait_s=${waitS}`),
  /** What staff does: authorize, reject, cancel, complete, or process with `{ return_type }`. */
  move: (id, act, wish) => call("POST", rmaPath(id, act), wish),
  approve: (id, item, approved) => call("PUT", rmaPath(id, "items", item, "approval"), { approved }),
  comment: (id, text) => call("POST", rmaPath(id, "comments"), { text }),
  remove: (id) => call("DELETE", rmaPath(id)),
  receive: (id, item, receipt) => call("POST", rmaPath(id, "items", item, "receive"), receipt),
  inspect: (id, item, verdict) => call("PUT", rmaPath(id, "items", item, "disposition"), verdict),
  /** What the carrier does: scan or deliver. */
  carry: (id, act) => call("POST", new URL(rmaPath(id, act), CARRIER)),
  /** What the merchant or the mock is set to: policies or variants. */
  settingsOf: (part) => call("GET", part),
  change: (part, change) => call("PATCH", part, change),
};
