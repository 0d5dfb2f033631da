/** The top of an open channel: its name, who else reads it, what is pinned, and what can be done with it. */
import { perform } from "./acts.js";
import { el, uniqueId } from "./dom.js";
import { icon } from "./icons.js";
import { menuButton } from "./menus.js";
import { otherCompanies, session } from "./session.js";

const PREVIEW_CHARACTERS = 60;

/** The heading of a channel, or of the direct messages with the bot. */
export function channelHeading(open) {
  const others = open.is_ext_shared && !open.is_im && otherCompanies(open).join(", ");
  return el(
    "header",
    { class: "place-heading" },
    el(
      "h1",
      {},
      open.is_im ? null : icon(open.is_private ? "lock" : "hash"),
      open.name,
      open.topic && el("small", {}, open.topic),
      open.is_archived && el("small", {}, "archived"),
    ),
    others &&
      el("p", { class: "shared-note" }, icon("linked"), `Shared with ${others}: people there read everything here.`),
    el("div", { class: "place-tools" }, pinned(open), session.state.manages_channels && !open.is_im && settings(open)),
  );
}

/** What is pinned here, each a way to the message. */
function pinned({ pins }) {
  if (!pins.length) return null;
  const items = pins.map(({ ts, words }) => ({
    name: words.length > PREVIEW_CHARACTERS ? `${words.slice(0, PREVIEW_CHARACTERS)}…` : words,
    onPick: () => goTo(ts),
  }));
  return menuButton(items, { class: "quiet", label: `${pins.length} pinned`, icon: "pin" });
}

function goTo(ts) {
  const message = document.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
  message?.scrollIntoView({ block: "center" });
  message?.focus();
}

/** What a member of the workspace may do with a channel. */
function settings(open) {
  const channel = open.id;
  const { companies } = session.state;
  const items = [
    ...companies
      .filter((name) => !open.shared_with.includes(name))
      .map((name) => ({ name: `Share with ${name}`, onPick: () => perform("share", { channel, company: name }) })),
    ...open.shared_with.map((name) => ({
      name: `Stop sharing with ${name}`,
      onPick: () => perform("unshare", { channel, company: name }),
    })),
    { name: "Rename…", onPick: () => askForName(open) },
    !open.is_private && { name: "Make private", onPick: () => perform("make_private", { channel }) },
    open.is_archived
      ? { name: "Unarchive", onPick: () => perform("unarchive", { channel }) }
      : { name: "Archive", onPick: () => perform("archive", { channel }) },
  ].filter(Boolean);
  return menuButton(items, { class: "quiet", label: "Channel settings", icon: "more" });
}

function askForName(open) {
  const titleId = uniqueId("rename");
  const field = el("input", { class: "field", "aria-labelledby": titleId, value: open.name, maxlength: 80 });
  const dialog = el(
    "dialog",
    { class: "dialog dialog-small", "aria-labelledby": titleId, onclose: () => finish() },
    el(
      "form",
      { method: "dialog" },
      el("h2", { id: titleId, class: "dialog-title" }, "Rename this channel"),
      el("div", { class: "dialog-body" }, field),
      el(
        "footer",
        { class: "dialog-footer" },
        el("button", { class: "button", value: "", formnovalidate: true }, "Cancel"),
        el("button", { class: "button button-primary", value: "rename" }, "Rename"),
      ),
    ),
  );
  const finish = () => {
    dialog.remove();
    if (dialog.returnValue === "rename") perform("rename", { channel: open.id, name: field.value });
  };
  document.body.append(dialog);
  dialog.showModal();
  field.select();
}
