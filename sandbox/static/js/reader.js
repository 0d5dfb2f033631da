/** The eyes of whoever is signed in: how names, dates and times look to them. */
import { isExternal, session } from "./session.js";
import { sandboxNow } from "./time.js";

const namesSeen = new Map();

/** Remembers the names of people that messages show: a person of another company may be on no list of ours. */
export function learnNames(messages) {
  for (const { user } of messages) namesSeen.set(user.id, user.name);
}

/** Everything that turning ids and times into words needs, for the person who is signed in. */
export const reader = {
  get me() {
    return session.state.me.id;
  },
  get locale() {
    return session.state.me.locale ?? "en-GB";
  },
  get timeZone() {
    return session.state.me.tz ?? undefined;
  },
  get people() {
    return session.state.people;
  },
  get channels() {
    return session.state.channels;
  },
  get isExternal() {
    return isExternal();
  },
  now: () => sandboxNow(),
  personName(id) {
    const { bot, people } = session.state;
    return [bot, ...people].find((one) => one.id === id)?.name ?? namesSeen.get(id) ?? null;
  },
  channelName(id) {
    return session.state.channels.find((channel) => channel.id === id)?.name ?? null;
  },
};
