/** Talk to the desk's JSON API; the same calls scenario steps make. */

import { exchange } from "../exchange.js";

const BASE = new URL("../../api/", import.meta.url);
const CALL_LIMIT_MS = 45000;
const TEST_LIMIT_MS = 60000;

/** What went wrong, as a sentence an agent can read. */
export class Problem extends Error {
  /** `isGone` says that nothing answered, as opposed to an answer that refused. */
  constructor(message, { status = 0, errors = [], round = null } = {}) {
    super(message);
    this.status = status;
    this.errors = errors;
    this.round = round;
  }

  get isGone() {
    return this.status === 0 || this.status >= 502;
  }
}

async function call(method, path, { body, query, limitMs = CALL_LIMIT_MS } = {}) {
  const url = new URL(path, BASE);
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  const { isOk, status, answer } = await exchange(method, url, body, AbortSignal.timeout(limitMs)).catch(() => {
    throw new Problem("The mock Gladly does not answer.");
  });
  if (isOk) return answer;
  const errors = Array.isArray(answer?.errors) ? answer.errors : [];
  const said = errors.map((error) => sentence(error.detail || error.code)).filter(Boolean).join(" ");
  throw new Problem(said || `The mock Gladly answered ${status}.`, { status, errors, round: answer?.round });
}

function sentence(text) {
  return !text || /[.!?]$/.test(text) ? text : `${text}.`;
}

const part = encodeURIComponent;

export const api = {
  organisation: () => call("GET", "organisation"),
  changes: (after, waitS) => call("GET", "changes", { query: { after, wait_s: waitS } }),
  changeApp: (id, change) => call("PATCH", `apps/${part(id)}`, { body: change }),
  conversations: async () => (await call("GET", "conversations")).conversations,
  conversation: (id) => call("GET", `conversations/${part(id)}`),
  reply: (id, text) => call("POST", `conversations/${part(id)}/replies`, { body: { text } }),
  people: (q) => call("GET", "profiles", { query: q ? { q, limit: 30 } : { limit: 30 } }),
  newProfile: (profile) => call("POST", "profiles", { body: profile }),
  profile: (id) => call("GET", `profiles/${part(id)}`),
  openProfile: (id) => call("POST", `profiles/${part(id)}/open`),
  addEmail: (id, email) => call("POST", `profiles/${part(id)}/emails`, { body: { email } }),
  search: (id, app, query) => call("POST", `profiles/${part(id)}/searches`, { body: { app, query } }),
  link: (id, app, externalCustomerId) =>
    call("POST", `profiles/${part(id)}/links`, { body: { app, external_customer_id: externalCustomerId } }),
  actionForm: (id, action) => call("POST", `profiles/${part(id)}/actions/form`, { body: { action } }),
  sendForm: (id, form, values) => call("POST", `profiles/${part(id)}/actions/submit`, { body: { form, values } }),
  matches: async (id) => (await call("GET", `profiles/${part(id)}/matches`)).profiles,
  dropMatch: async (id, other) => (await call("DELETE", `profiles/${part(id)}/matches/${part(other)}`)).profiles,
  merge: (id, source) => call("POST", `profiles/${part(id)}/merge`, { body: { source } }),
  debugger: () => call("GET", "debugger"),
  testLookup: (wanted) => call("POST", "debugger/tests", { body: wanted, limitMs: TEST_LIMIT_MS }),
  unlink: (id, app) => call("DELETE", `profiles/${part(id)}/links/${part(app)}`),
};
