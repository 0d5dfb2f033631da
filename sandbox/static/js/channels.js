/** The middle and the right: the open channel, or the DM with the bot, and the thread beside it. */
import { channelHeading } from "./channel-heading.js";
import { makeComposer } from "./composer.js";
import { el, fill } from "./dom.js";
import { drawHistory } from "./history.js";
import { icon } from "./icons.js";
import { learnNames } from "./reader.js";
import { channel, openThread, session, watch } from "./session.js";

/** Draws the open channel into `place` and its open thread into `panel`. */
export function showChannels(place, panel) {
  let shown = null;
  let thread = null;
  const draw = () => {
    const open = channel();
    if (!open) {
      panel.hidden = true;
      shown = thread = null;
      return;
    }
    learnNames(session.messages);
    const key = `${session.as} ${JSON.stringify({ ...open, unread: 0 })}`;
    if (shown?.key !== key)
      shown = { key, ...frame(place, { heading: channelHeading(open), composer: makeComposer(open) }) };
    drawHistory(shown.list, session.messages.filter(isTopLevel), { channel: open.id, welcome: () => welcome(open) });
    thread = drawThread(panel, open, thread);
  };
  watch(["messages"], draw);
  watch(["typing"], ({ channel: where }) => where === session.place && shown?.showTyping());
}

function drawThread(panel, open, thread) {
  panel.hidden = session.thread === null;
  if (panel.hidden) return null;
  const key = `${session.as} ${open.id} ${session.thread}`;
  const current =
    thread?.key === key
      ? thread
      : { key, ...frame(panel, { heading: threadHeading(open), composer: makeComposer(open, session.thread) }) };
  const messages = session.messages.filter(
    ({ ts, thread_ts: threadTs }) => ts === session.thread || threadTs === session.thread,
  );
  drawHistory(current.list, messages, {
    channel: open.id,
    inThread: true,
    welcome: () => el("p", { class: "welcome" }, "No replies yet."),
  });
  return current;
}

const isTopLevel = ({ ts, thread_ts: threadTs, broadcast }) => !threadTs || threadTs === ts || broadcast;

function frame(node, { heading, composer }) {
  const list = el("div", { class: "messages", role: "log", "aria-label": "Messages", tabindex: "0" });
  const typing = el("p", { class: "typing", role: "status" });
  let timer;
  const scroller = el("div", { class: "scroller" }, list);
  stayAtBottom(scroller, list);
  fill(node, heading, scroller, typing, composer);
  return {
    list,
    showTyping() {
      typing.textContent = `${session.state.bot.name} is typing…`;
      clearTimeout(timer);
      timer = setTimeout(() => (typing.textContent = ""), 3_000);
    },
  };
}

/** Who reads the last message goes on reading the last one when there is more, or a picture arrives late. */
function stayAtBottom(scroller, list) {
  let isAtBottom = true;
  scroller.addEventListener(
    "scroll",
    () => (isAtBottom = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60),
  );
  const observer = new ResizeObserver(() => isAtBottom && scroller.scrollTo(0, scroller.scrollHeight));
  observer.observe(list);
  observer.observe(scroller);
}

function threadHeading(open) {
  return el(
    "header",
    { class: "place-heading" },
    el("h2", {}, "Thread", el("small", {}, open.is_im ? open.name : `#${open.name}`)),
    el(
      "button",
      { type: "button", class: "quiet", "aria-label": "Close thread", onclick: () => openThread(null) },
      icon("close"),
    ),
  );
}

function welcome(open) {
  const command = session.state.commands[0]?.command;
  const hint = command
    ? `Type ${command} help to see what it can do here.`
    : `Write @${session.state.bot.name} to talk to it.`;
  return el(
    "p",
    { class: "welcome" },
    open.is_im ? `This is between you and ${session.state.bot.name}. ` : `This is the beginning of #${open.name}. `,
    hint,
  );
}
