/** Talk to this module's JSON API, `originate/api` or `returns-center/api`: the same calls scenario steps make. */

import { exchange } from "./exchange.js";

const BASE = new URL("../api/", import.meta.url);

/** A refused call; `sentences` say what is wrong with which part. */
class Problem extends Error {
  constructor(message, sentences = []) {
    super(message);
    this.sentences = sentences;
  }
}

async function call(method, path, body) {
  const { isOk, status, answer } = await exchange(method, new URL(path, BASE), body, AbortSignal.timeout(30000)).catch(() => {
    throw new Problem("The mock ReturnLogic does not answer.");
  });
  if (isOk && answer) return answer;
  const errors = Array.isArray(answer?.errors) ? answer.errors : [];
  throw new Problem(answer?.message ?? `The mock ReturnLogic answered ${status}.`, errors.map(sentence));
}

function sentence({ field, message }) {
  const place = /^items\.(\d+)\./.exec(field);
  const text = `${place ? `item ${Number(place[1]) + 1}: ` : ""}${message}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

const query = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value !== "")).toString();

export const api = {
  settings: () => call("GET", "settings"),
  rmas: (wanted) => call("GET", `rmas?${query(wanted)}`),
  rma: (id, via) => call("GET", `rmas/${encodeURIComponent(id)}?${query({ via })}`),
  orders: (search) => call("GET", `orders?${query({ search })}`),
  lookUpOrder: (lookup) => call("POST", "order-lookups", lookup),
  createReturn: (wish) => call("POST", "rmas", wish),
};
