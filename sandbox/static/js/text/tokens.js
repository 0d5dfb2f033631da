/** What stands between angle brackets in Slack's text: people, channels, everybody, dates and links. */
import { el, link } from "../dom.js";
import { dateText } from "./dates.js";
import { withEmoji } from "./emoji.js";
import { unescape } from "./entities.js";

const EVERYBODY = { here: "@here", channel: "@channel", everyone: "@everyone" };

/** The node for one token, given without its brackets: `@U1|ben`, `#C1`, `!here`, `https://…|label`. */
export function tokenNode(token, reader) {
  const [target, label] = splitOnce(token, "|");
  const words = label === null ? null : withEmoji(unescape(label));
  if (target.startsWith("@")) return personNode(target.slice(1), reader, words);
  if (target.startsWith("#")) return channelNode(target.slice(1), reader, words);
  if (target.startsWith("!date^")) return dateNode(target.slice(6), words, reader);
  if (target.startsWith("!subteam^")) return el("span", { class: "mention" }, words ?? "@group");
  if (target.startsWith("!"))
    return el("span", { class: "mention mention-all" }, EVERYBODY[target.slice(1)] ?? words ?? target);
  if (!/^(https?|mailto|tel):/i.test(target)) return document.createTextNode(unescape(`<${token}>`));
  const address = unescape(target);
  return link(address, words || address.replace(/^mailto:/, ""));
}

/** A person's name as a mention; "@name" of the fallback, or the id, where the person is not known. */
export function personNode(id, reader, fallback = null) {
  const mine = id === reader.me;
  return el(
    "span",
    { class: mine ? "mention mention-me" : "mention" },
    `@${reader.personName(id) ?? (fallback || id)}`,
  );
}

/** A channel's name; one that the reader is not in stays a private one. */
export function channelNode(id, reader, fallback = null) {
  return el("span", { class: "mention" }, `#${reader.channelName(id) ?? (fallback || "private channel")}`);
}

/** A moment as the reader's own clock and language say it: `timestamp^format[^link]`. */
function dateNode(rest, fallback, reader) {
  const [timestamp, format = "", address] = rest.split("^");
  const moment = new Date(Number(timestamp) * 1000);
  if (Number.isNaN(moment.getTime())) return document.createTextNode(fallback ?? "");
  const node = el(
    "time",
    { datetime: moment.toISOString(), title: fallback },
    dateText(unescape(format), moment, reader),
  );
  return address ? link(unescape(address), node) : node;
}

function splitOnce(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}
