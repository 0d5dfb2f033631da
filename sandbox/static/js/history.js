/** A run of messages, oldest first, with a divider where a new day begins; what did not change is not drawn again. */
import { el } from "./dom.js";
import { messageNode } from "./messages.js";
import { reader } from "./reader.js";
import { dayOf, dayTitle, momentOf } from "./time.js";

const SAME_BREATH_SECONDS = 300;

/** Brings a list's children in line with its messages. Keeps the bottom in view for those who are there. */
export function drawHistory(list, messages, { channel, inThread = false, welcome }) {
  const scroller = list.parentElement;
  const atBottom = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
  const known = new Map([...list.children].map((node) => [node.dataset.key, node]));
  const wanted = messages.length ? rowsOf(messages, { channel, inThread }) : [{ key: `welcome-${channel}`, make: welcome }];
  list.replaceChildren(...wanted.map(({ key, make }) => known.get(key) ?? keyed(make(), key)));
  if (atBottom || !known.size) scroller.scrollTop = scroller.scrollHeight;
}

/** Keys hold all that a row shows, so that an equal key is an equal row. */
function rowsOf(messages, place) {
  const rows = [];
  let before = null;
  for (const message of messages) {
    const day = dayOf(momentOf(message.ts), reader.timeZone);
    const isNewDay = !place.inThread && (!before || dayOf(momentOf(before.ts), reader.timeZone) !== day);
    if (isNewDay) {
      const title = dayTitle(momentOf(message.ts), reader);
      rows.push({ key: `day ${day} ${title}`, make: () => el("div", { class: "day", role: "separator", "aria-label": title }, el("span", {}, title)) });
    }
    const follows = !isNewDay && isSameBreath(before, message);
    rows.push({ key: JSON.stringify([message, follows, place, reader.me]), make: () => messageNode(message, { ...place, follows }) });
    before = message;
  }
  return rows;
}

function isSameBreath(before, message) {
  return before !== null && before.user.id === message.user.id && !before.ephemeral && !message.ephemeral && Number(message.ts) - Number(before.ts) < SAME_BREATH_SECONDS;
}

function keyed(node, key) {
  node.dataset.key = key;
  return node;
}
