/** The box to write in: messages, slash commands, shortcuts. */
import { perform } from "./acts.js";
import { addCompletion } from "./completion.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { menuButton } from "./menus.js";
import { isExternal, session } from "./session.js";
import { toast } from "./toasts.js";

const lines = new Map(); // person and channel → what they sent last, for the arrow up

/** The composer of a channel or, with `thread`, of a thread in it. */
export function makeComposer(channel, thread = null) {
  if (channel.is_archived)
    return el("p", { class: "writing composer-note" }, `#${channel.name} is archived: nothing can be written here.`);
  const key = `${session.as} ${channel.id}`;
  const where = channel.is_im ? session.state.bot.name : `#${channel.name}`;
  const field = el("textarea", {
    rows: 1,
    id: thread ? null : "composer",
    "aria-label": thread ? "Reply" : `Message ${where}`,
    placeholder: thread ? "Reply…" : `Message ${where}`,
    spellcheck: "false",
  });
  const send = async () => {
    const line = field.value.trim();
    if (!line) return;
    field.value = "";
    grow();
    lines.set(key, line);
    const answer = await deliver(channel, thread, line);
    if (!answer.ok && !field.value) field.value = line; // nothing was sent: it can be corrected
    grow();
  };
  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 180)}px`;
  };
  const composer = el(
    "form",
    {
      class: "composer",
      onsubmit: (event) => {
        event.preventDefault();
        send();
      },
    },
    field,
    !thread && shortcutsButton(),
    el("button", { type: "submit", class: "send", "aria-label": "Send" }, icon("send")),
  );
  const complete = addCompletion(field, { commands: () => (thread ? [] : session.state.commands) });
  field.addEventListener("input", grow);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || complete(event)) return; // an input method's Enter chooses characters
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "ArrowUp" && field.value === "" && lines.has(key)) {
      event.preventDefault();
      field.value = lines.get(key);
      field.dispatchEvent(new Event("input"));
    }
  });
  const note =
    isExternal() &&
    !thread &&
    el(
      "p",
      { class: "composer-note" },
      `Slash commands are not available to people of other workspaces. Write @${session.state.bot.name} or use its buttons.`,
    );
  return el("div", { class: "writing" }, composer, note);
}

async function deliver(channel, thread, line) {
  if (!line.startsWith("/")) return perform("say", { channel: channel.id, text: line, thread_ts: thread });
  if (thread) {
    toast(`${line.split(/\s/)[0]} is not supported in threads. Sorry!`, { problem: true });
    return { ok: false };
  }
  return perform("command", { channel: channel.id, line });
}

/** The menu of global shortcuts, where there are any. */
function shortcutsButton() {
  const shortcuts = session.state.shortcuts.filter(({ kind }) => kind === "global");
  if (!shortcuts.length) return null;
  const items = shortcuts.map(({ callback_id, name }) => ({
    name,
    onPick: () => perform("shortcut", { callback_id }),
  }));
  return menuButton(items, { class: "quiet", label: "Shortcuts", icon: "bolt" });
}
