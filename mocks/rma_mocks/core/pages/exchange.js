/** Make one call with JSON in it and JSON back; what a refusal means is the caller's to say. */

/** Return `{ isOk, status, answer }`, the answer null where it is no JSON; throws when nothing answers. */
export async function exchange(method, url, body, signal) {
  const response = await fetch(url, {
    method,
    cache: "no-store",
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal,
  });
  return { isOk: response.ok, status: response.status, answer: await response.json().catch(() => null) };
}
