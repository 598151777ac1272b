/** Talk to this world's control API: the same calls that scenarios make, under the page's own address. */

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
  let response;
  try {
    response = await fetch(new URL(path, BASE), {
      method,
      cache: "no-store",
      headers: body ? { "content-type": "application/json" } : {},
      body: body && JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem("The mocks do not answer. Are they running?", 0);
  }
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw new Problem(answer?.message ?? `The mocks answered ${response.status}.`, response.status);
}

/** Write a query without what is empty. */
export const query = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value !== "" && value !== null)).toString();
