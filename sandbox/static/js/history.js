/** A run of messages, oldest first, with a divider where a new day begins; what did not change is not drawn again. */
import { el } from "./dom.js";
import { messageNode } from "./messages.js";
import { reader } from "./reader.js";
import { dayOf, dayTitle, momentOf } from "./time.js";

const SAME_BREATH_SECONDS = 300;
const keys = new WeakMap(); // row → all that it shows

/** Brings a list's children in line with its messages. */
export function drawHistory(list, messages, { channel, inThread = false, welcome }) {
  const known = new Map([...list.children].map((node) => [keys.get(node), node]));
  const wanted = messages.length
    ? rowsOf(messages, { channel, inThread })
    : [{ key: `welcome-${channel}`, make: welcome }];
  const rows = wanted.map(({ key, make }) => known.get(key) ?? keyed(make(), key));
  const staying = new Set(rows);
  for (const row of known.values()) if (!staying.has(row)) row.remove();
  rows.forEach((row, at) => list.children[at] === row || list.insertBefore(row, list.children[at] ?? null));
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
      rows.push({
        key: `day ${day} ${title}`,
        make: () => el("div", { class: "day", role: "separator", "aria-label": title }, el("span", {}, title)),
      });
    }
    const follows = !isNewDay && isSameBreath(before, message);
    rows.push({
      key: JSON.stringify([message, follows, place, reader.me]),
      make: () => messageNode(message, { ...place, follows }),
    });
    before = message;
  }
  return rows;
}

function isSameBreath(before, message) {
  return (
    before !== null &&
    before.user.id === message.user.id &&
    !before.ephemeral &&
    !message.ephemeral &&
    Number(message.ts) - Number(before.ts) < SAME_BREATH_SECONDS
  );
}

function keyed(node, key) {
  keys.set(node, key);
  return node;
}
