/** One message: who, when, what they said, its files, reactions and what can be done with it. */
import { perform } from "./acts.js";
import { blockNodes } from "./blocks/blocks.js";
import { fileNode } from "./blocks/pictures.js";
import { el } from "./dom.js";
import { Form } from "./form.js";
import { icon } from "./icons.js";
import { menuButton } from "./menus.js";
import { avatar } from "./people.js";
import { reader } from "./reader.js";
import { openThread, session } from "./session.js";
import { makeSurface } from "./surface.js";
import { emojiOf } from "./text/emoji.js";
import { mrkdwn } from "./text/mrkdwn.js";
import { clockTime, momentOf, words } from "./time.js";

const QUICK_REACTIONS = ["+1", "tada", "eyes", "white_check_mark"];

/** A message as it stands in its channel or, with `inThread`, in a thread. `follows` leaves out the author of the one before. */
export function messageNode(message, { channel, follows = false, inThread = false }) {
  return el(
    "article",
    {
      class: ["message", follows && "message-follows", message.ephemeral && "message-ephemeral"]
        .filter(Boolean)
        .join(" "),
      dataset: { ts: message.ts },
      tabindex: "-1",
      "aria-label": `${message.user.name}, ${clockTime(momentOf(message.ts), reader)}`,
    },
    avatar(person(message)),
    el(
      "div",
      { class: "message-content" },
      message.ephemeral && el("p", { class: "message-note" }, icon("eye"), "Only visible to you"),
      message.pinned && el("p", { class: "message-note" }, icon("pin"), "Pinned"),
      !follows && heading(message),
      body(message, channel),
      reactions(message, channel),
      !inThread && replies(message),
    ),
    !message.ephemeral && tools(message, channel, inThread),
  );
}

const person = ({ user }) => ({ ...session.state.people.find(({ id }) => id === user.id), ...user });

function heading({ user, ts }) {
  const moment = momentOf(ts);
  return el(
    "header",
    { class: "message-heading" },
    el("strong", { class: "author" }, user.name),
    user.is_bot && el("span", { class: "app-mark" }, "APP"),
    el(
      "time",
      { datetime: moment.toISOString(), title: words(moment, reader, { dateStyle: "full", timeStyle: "medium" }) },
      clockTime(moment, reader),
    ),
  );
}

function body(message, channel) {
  const form = new Form(message.blocks, message.state);
  const blocks = blockNodes(message.blocks, makeSurface({ reader, form, target: { channel, message_ts: message.ts } }));
  return el(
    "div",
    { class: "message-body" },
    blocks.length ? blocks : el("div", { class: "text" }, mrkdwn(message.text, reader)),
    message.edited && el("span", { class: "edited" }, "(edited)"),
    message.files.map(fileNode),
  );
}

function reactions({ ts, reactions: given }, channel) {
  const chips = Object.entries(given).map(([name, users]) => {
    const mine = users.includes(session.state.me.id);
    const names = users.map((id) => reader.personName(id) ?? id).join(", ");
    return el(
      "button",
      {
        type: "button",
        class: "reaction",
        "aria-pressed": mine,
        "aria-label": `${users.length} × ${name}: ${names}`,
        title: names,
        onclick: () => perform(mine ? "unreact" : "react", { channel, message_ts: ts, emoji: name }),
      },
      emojiOf(name) ?? `:${name}:`,
      el("span", {}, String(users.length)),
    );
  });
  return chips.length ? el("div", { class: "reactions" }, chips) : null;
}

function replies({ ts, reply_count: count }) {
  return count
    ? el(
        "button",
        { type: "button", class: "replies", onclick: () => openThread(ts) },
        `${count} ${count === 1 ? "reply" : "replies"}`,
      )
    : null;
}

function tools({ ts, thread_ts: threadTs }, channel, inThread) {
  const react = (name) => perform("react", { channel, message_ts: ts, emoji: name });
  return el(
    "div",
    { class: "tools", role: "toolbar", "aria-label": "What to do with this message" },
    QUICK_REACTIONS.map((name) =>
      el(
        "button",
        { type: "button", class: "quiet", "aria-label": `React with ${name}`, onclick: () => react(name) },
        emojiOf(name),
      ),
    ),
    !inThread &&
      el(
        "button",
        { type: "button", class: "quiet", "aria-label": "Reply in thread", onclick: () => openThread(threadTs ?? ts) },
        icon("reply"),
      ),
    shortcutsMenu(ts, channel),
  );
}

/** The menu of message shortcuts, where there are any. */
function shortcutsMenu(ts, channel) {
  const shortcuts = session.state.shortcuts.filter(({ kind }) => kind === "message");
  if (!shortcuts.length) return null;
  const items = shortcuts.map(({ callback_id, name }) => ({
    name,
    onPick: () => perform("shortcut", { callback_id, message_ts: ts, channel }),
  }));
  return menuButton(items, { class: "quiet", label: "Shortcuts for this message", icon: "more" });
}
