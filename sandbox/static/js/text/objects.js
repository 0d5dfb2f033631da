/** Text objects of Block Kit. */
import { withEmoji } from "./emoji.js";
import { unescape } from "./entities.js";
import { mrkdwn } from "./mrkdwn.js";

/** What a plain_text object reads. */
export const plain = (object) => (object ? withEmoji(unescape(object.text ?? "")) : "");

/** A text object as nodes: plain_text with its line breaks, mrkdwn with its marks. */
export function textNodes(object, reader) {
  if (!object) return [];
  return object.type === "mrkdwn"
    ? mrkdwn(object.text, reader, { verbatim: object.verbatim })
    : [document.createTextNode(plain(object))];
}
