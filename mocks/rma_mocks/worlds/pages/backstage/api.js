/** Talk to this world's control API: the same calls that scenarios make, under the page's own address. */

import { exchange } from "./exchange.js";

const BASE = new URL("../api/", import.meta.url);

/** A refused call; `status` is 0 when nothing answered. */
export class Problem extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** Make a call and return its JSON, null where there is none. */
export async function call(method, path, body, { signal } = {}) {
  const { isOk, status, answer } = await exchange(method, new URL(path, BASE), body, signal).catch((error) => {
    if (signal?.aborted) throw error;
    throw new Problem("The mocks do not answer. Are they running?", 0);
  });
  if (isOk) return answer;
  throw new Problem(answer?.message ?? `The mocks answered ${status}.`, status);
}

/** Write a query without what is empty. */
export const query = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value !== "" && value !== null)).toString();
