/** What this page knows at the moment: whose client it is, what is open in it, and what the server last said. */
import * as api from "./api.js";

/** `place` is a channel's id, or "home" for App Home; `thread` is the ts of the open thread; */
export const session = {
  as: null,
  place: null,
  thread: null,
  state: null,
  messages: [],
};

const watchers = new Map();
let events = null;
let pending = null;

/** Calls `draw` whenever one of the topics changes: "state", "messages", "place", "typing", "toast". */
export function watch(topics, draw) {
  for (const topic of topics) watchers.set(topic, [...(watchers.get(topic) ?? []), draw]);
}

/** Tells everybody who watches a topic. */
export function tell(topic, detail) {
  for (const draw of watchers.get(topic) ?? []) draw(detail);
}

/** Fetches the state and the open channel's messages again. */
export async function refresh() {
  const as = session.as;
  const state = await api.fetchState(as);
  if (as !== session.as) return; // somebody else by now
  session.state = state;
  session.as = state.me.handle;
  if (!isPlace(session.place)) session.place = firstChannel();
  tell("state");
  await refreshMessages();
}

async function refreshMessages() {
  const { as, place } = session;
  const messages = place && place !== "home" ? await api.fetchMessages(as, place) : [];
  if (as !== session.as || place !== session.place) return;
  session.messages = messages;
  tell("messages");
}

/** Fetches again soon; many events in a row cost one fetch. */
export function refreshSoon() {
  pending ??= setTimeout(() => {
    pending = null;
    refresh().catch((problem) => tell("toast", problem.message));
  }, 40);
}

/** Becomes a person: their client, their channels, nothing of the one before. */
export async function become(handle) {
  Object.assign(session, { as: handle, thread: null, messages: [] });
  await refresh();
  events?.close();
  events = api.listen(session.as, onEvent);
  tell("place");
  remember();
}

/** Opens a channel, or "home". */
export async function open(place) {
  Object.assign(session, { place, thread: null, messages: [] });
  tell("place");
  remember();
  await refresh();
}

/** Opens a thread by the ts of its first message; null closes it. */
export function openThread(ts) {
  session.thread = ts;
  tell("messages");
}

/** The channel that is open, or undefined on Home. */
export const channel = () => session.state?.channels.find(({ id }) => id === session.place);

/** Whether who we are belongs to another company. */
export const isExternal = () => session.state?.me.kind === "partner";

/** The other companies whose people read a channel, from where this person stands. */
export const otherCompanies = ({ shared_with: companies }) =>
  [session.state.team.name, ...companies].filter((company) => company !== session.state.me.team);

/** The person, place and message that the page's address names: `#as=amy&in=C0FIELD`, or a permalink's `?channel=…&message=…`. */
export function remembered() {
  const words = new URLSearchParams(location.hash.slice(1));
  const linked = new URLSearchParams(location.search);
  return {
    as: words.get("as"),
    place: words.get("in") ?? linked.get("channel"),
    message: linked.get("message"),
  };
}

function remember() {
  history.replaceState(null, "", `#${new URLSearchParams({ as: session.as, in: session.place })}`);
}

function isPlace(place) {
  return place === "home" || session.state.channels.some(({ id }) => id === place);
}

function firstChannel() {
  const channels = session.state.channels;
  return (
    (
      channels.find(({ name }) => name === "field") ??
      channels.find(({ is_ext_shared }) => is_ext_shared) ??
      channels[0]
    )?.id ?? null
  );
}

function onEvent(event) {
  if (event.type === "call") return; // the bot called something: what it changed has an event of its own
  if (event.type === "toast") return tell("toast", event.text);
  if (event.type === "typing") return tell("typing", event);
  refreshSoon();
}
