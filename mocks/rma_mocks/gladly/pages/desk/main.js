/** The agent's desk: keeps one state, follows the address bar and the news, paints the three columns. */

import { api } from "./api.js";
import { ActionRunner } from "./actions.js";
import { CustomerCard } from "./card.js";
import { followChanges } from "./changes.js";
import { ConversationView, noConversation } from "./conversation.js";
import { icon, toast } from "./dom.js";
import { h } from "../elements.js";
import { Inbox } from "./inbox.js";
import { LinkPage } from "./link-page.js";
import { settingsPage } from "./settings.js";
import { reachable } from "../through-proxy.js";

const isFollowing = new URLSearchParams(location.search).get("follow") === "1";
const state = {
  organisation: null, conversations: null, unread: new Set(), seen: new Map(), newest: undefined,
  place: { view: "none" }, subject: null, profile: null, matches: null, conversation: null, isLooking: false, problem: null, ticket: 0,
};

const actions = {
  goTo(hash) { location.hash = hash; },
  chooseAgain(event) {
    if (event.currentTarget.getAttribute("href") === location.hash) { event.preventDefault(); open(state.place); }
  },
  openAgain: () => open(state.place),
  async reply(id, text) {
    await api.reply(id, text);
    await refreshSubject();
  },
  addEmail: (email) => change(() => api.addEmail(state.profile.id, email), "E-mail added."),
  run: (offer) => runner.run(state.profile, offer),
  merge: (other) => change(() => api.merge(state.profile.id, other.id), `${other.name || "The other profile"} was merged into this one.`).then(showMatches),
  async dropMatch(other) {
    try {
      await api.dropMatch(state.profile.id, other.id);
      toast(`${other.name || "The other profile"} is no match.`);
    } catch (problem) {
      state.problem = problem.message;
    }
    await showMatches();
  },
  unlink: (link) => change(() => api.unlink(state.profile.id, link.app), `Unlinked from ${link.name}.`),
};
const work = document.getElementById("work");
const inbox = new Inbox(document.getElementById("inbox"), actions);
const card = new CustomerCard(document.getElementById("card"), actions);
let middle = { key: null, view: null };
const runner = new ActionRunner(work, {
  place: () => middle.view,
  async onRan(profile) {
    if (profile.id === state.profile?.id) state.profile = profile;
    await refreshSubject();
  },
});

/** Where the address bar says we are. */
function placeOf(hash) {
  const [kind, id, page] = hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  if (kind === "settings") return { view: "settings" };
  if ((kind === "conversations" || kind === "people") && id) return { view: kind, id, isLinking: page === "link" };
  return { view: "none" };
}

function hashOf({ view, id }, page = "") {
  return `#/${view}/${encodeURIComponent(id)}${page}`;
}

function subjectOf({ view, id }) {
  return view === "conversations" || view === "people" ? `${view}/${id}` : null;
}

async function follow() {
  state.place = placeOf(location.hash);
  if (subjectOf(state.place) !== state.subject) await open(state.place);
  else paint();
}

/** Open a person: this, and not the painting, is what makes Gladly look them up. */
async function open(place) {
  const ticket = ++state.ticket;
  const isSame = state.subject === subjectOf(place);
  state.subject = subjectOf(place);
  state.problem = null;
  if (!isSame) Object.assign(state, { profile: null, matches: null, conversation: null });
  state.isLooking = state.subject !== null;
  if (place.view === "conversations") state.unread.delete(place.id);
  paint();
  if (state.subject === null) return;
  try {
    const conversation = await conversationOf(place);
    const profileId = conversation?.profile_id ?? place.id;
    const opening = api.openProfile(profileId);
    const known = await Promise.race([opening.then(() => null), api.profile(profileId)]).catch(() => null);
    if (ticket !== state.ticket) return;
    Object.assign(state, { conversation, profile: known ?? state.profile });
    state.unread.delete(conversation?.id);
    paint();
    const { profile } = await opening;
    if (ticket === state.ticket) { state.problem = null; enter(profile); }
  } catch (problem) {
    if (ticket === state.ticket) state.problem = problem.message;
  } finally {
    if (ticket === state.ticket) { state.isLooking = false; paint(); }
  }
}

/** Show who was opened; the id of a profile that was merged leads to the one that stays, and so does the address. */
function enter(profile) {
  state.profile = profile;
  if (state.place.view === "people" && state.place.id !== profile.id) {
    state.place = { ...state.place, id: profile.id };
    state.subject = subjectOf(state.place);
    history.replaceState(null, "", hashOf(state.place, state.place.isLinking ? "/link" : ""));
    conversationOf(state.place).then((conversation) => { state.conversation = conversation; paint(); }, () => null);
  }
  showMatches();
}

async function showMatches() {
  const id = state.profile?.id;
  if (id === undefined) return;
  const matches = await api.matches(id).catch(() => null);
  if (id !== state.profile?.id) return;
  state.matches = matches;
  paint();
}

async function conversationOf(place) {
  if (place.view === "conversations") return api.conversation(place.id);
  const theirs = (state.conversations ?? []).find((one) => one.profile_id === place.id);
  return theirs ? api.conversation(theirs.id) : null;
}

async function change(call, said) {
  const subject = state.subject;
  state.isLooking = true;
  state.problem = null;
  paint();
  try {
    const { profile } = await call();
    if (subject === state.subject) state.profile = profile;
    toast(said);
    return true;
  } catch (problem) {
    if (subject === state.subject) state.problem = problem.message;
    return false;
  } finally {
    if (subject === state.subject) { state.isLooking = false; paint(); }
  }
}

/** Read what is open again, without opening it: reading triggers no lookup. */
async function refreshSubject() {
  const { subject, ticket, place, isLooking } = state;
  if (subject === null) return;
  const isReadable = state.profile && !isLooking;
  const [conversation, profile] = await Promise.all([conversationOf(place), isReadable ? api.profile(state.profile.id) : null]);
  if (subject !== state.subject) return;
  state.conversation = conversation;
  if (profile && ticket === state.ticket && !state.isLooking) enter(profile);
  paint();
}

async function refresh() {
  const [organisation, conversations] = await Promise.all([api.organisation(), api.conversations()]);
  Object.assign(state, { organisation, conversations });
  const arrived = noteNews(conversations);
  paint();
  if (arrived && (isFollowing || state.place.view === "none")) actions.goTo(hashOf({ view: "conversations", id: arrived }));
  await Promise.all([refreshSubject().catch(goneIsFine), inbox.loadPeople()]);
}

function goneIsFine(problem) {
  if (problem.status !== 404) throw problem;
  toast("What was open is not there any more.");
  actions.goTo("#/");
}

/** Mark what moved since we looked; give the conversation that arrived on top, if one did. */
function noteNews(conversations) {
  const isFirst = state.newest === undefined;
  const known = new Set(conversations.map((one) => one.id));
  for (const id of state.unread) if (!known.has(id)) state.unread.delete(id);
  for (const one of conversations) {
    const isNews = !isFirst && state.seen.get(one.id) !== one.updated_at && one.id !== state.conversation?.id;
    if (isNews) state.unread.add(one.id);
    state.seen.set(one.id, one.updated_at);
  }
  const newest = conversations[0]?.id ?? null;
  const hasArrived = newest !== null && newest !== state.newest && (!isFirst || (isFollowing && state.place.view === "none"));
  state.newest = newest;
  return hasArrived && newest !== state.conversation?.id ? newest : null;
}

function paint() {
  const { place, profile, conversation, organisation } = state;
  const isWide = place.view === "settings" || (place.isLinking && profile);
  inbox.update({
    conversations: state.conversations, unread: state.unread,
    selectedConversation: place.view === "settings" ? null : conversation?.id ?? place.id,
    selectedPerson: place.view === "settings" ? null : profile?.id ?? place.id,
  });
  document.body.classList.toggle("wide", Boolean(isWide));
  document.body.classList.toggle("has-subject", place.view !== "none");
  card.update(isWide ? {} : {
    profile, isLooking: state.isLooking, problem: state.problem, apps: organisation?.apps, matches: state.matches,
    linkHref: place.id ? hashOf(place, "/link") : "#",
  });
  paintMiddle(place, profile, conversation, organisation);
  const news = state.unread.size ? `(${state.unread.size}) ` : "";
  document.title = `${news}${profile && !isWide ? `${profile.name} — ` : ""}Desk — ${organisation?.name ?? "mock Gladly"}`;
}

/** Build the middle anew only when it is about something else: typing and scrolling survive the news. */
function paintMiddle(place, profile, conversation, organisation) {
  if (place.view === "settings") {
    const key = `settings ${JSON.stringify(organisation)}`;
    if (!organisation) show("loading", () => h("p", { class: "hint" }, "Loading…"));
    else if (!work.querySelector(".settings input:disabled")) show(key, () => settingsPage(organisation, { onChanged: refreshOrganisation, onClose: () => actions.goTo("#/") }));
  } else if (place.isLinking && profile && organisation) {
    show(`link ${profile.id}`, () => new LinkPage(profile, organisation.apps, {
      onCancel: () => actions.goTo(hashOf(place)),
      onDone: (linked) => { state.profile = linked; toast("Linked."); actions.goTo(hashOf(place)); },
    }).element);
  } else if (conversation) {
    if (middle.key !== `conversation ${conversation.id}`) {
      const view = new ConversationView(actions);
      show(`conversation ${conversation.id}`, () => view.element);
      middle.view = view;
    }
    middle.view.update(conversation);
  } else if (state.isLooking && !profile) show("loading", () => h("p", { class: "hint" }, "Loading…"));
  else show(`none ${profile?.id} ${profile?.name}`, () => noConversation(profile));
}

function show(key, build) {
  if (middle.key === key) return;
  const focused = work.contains(document.activeElement) ? document.activeElement.id : "";
  middle = { key, view: null };
  work.replaceChildren(build());
  if (focused) document.getElementById(focused)?.focus();
}

async function refreshOrganisation() {
  state.organisation = await api.organisation();
  paint();
}

function paintFrame() {
  const { name, agent, stage_url: stageUrl } = state.organisation;
  document.getElementById("organisation").textContent = name;
  document.getElementById("agent").textContent = agent?.name ? `Agent: ${agent.name}` : "";
  const stage = document.getElementById("stage-link");
  stage.hidden = !stageUrl || window.top !== window;
  if (stageUrl) stage.href = reachable(stageUrl);
}

async function start() {
  document.getElementById("settings-link").replaceChildren(icon("gear"), "Settings");
  document.getElementById("stage-link").replaceChildren(icon("stage"), "Stage");
  window.addEventListener("hashchange", follow);
  state.place = placeOf(location.hash);
  paint();
  let isStarted = false;
  await followChanges(async () => {
    await refresh();
    if (isStarted) return;
    isStarted = true;
    paintFrame();
    follow();
  });
}

start();
