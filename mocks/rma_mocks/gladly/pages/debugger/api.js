/** Talk to the debugger's API; anybody's program may do the same. */

const BASE = new URL("../../api/", import.meta.url);
const CALL_LIMIT_MS = 60000;

async function call(method, path, body) {
  let response;
  try {
    response = await fetch(new URL(path, BASE), {
      method,
      cache: "no-store",
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(CALL_LIMIT_MS),
    });
  } catch {
    throw new Error("The mock Gladly does not answer.");
  }
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw new Error(answer?.errors?.map((error) => error.detail || error.code).join("; ") || `The mock Gladly answered ${response.status}.`);
}

export const api = {
  organisation: () => call("GET", "organisation"),
  debugger: () => call("GET", "debugger"),
  test: (wanted) => call("POST", "debugger/tests", wanted),
};
