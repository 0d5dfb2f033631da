/** Short notes at the edge of the page: what Slack itself says when something goes wrong, what the clock set off. */
import { el } from "./dom.js";

const SHOWN_MS = 7_000;

/** What Slack's client makes of its own error names. */
const WORDS = {
  operation_timeout: "failed because the app did not respond in time (operation_timeout).",
  dispatch_failed: "failed because the app could not be reached (dispatch_failed).",
};

/** Shows a note for a few seconds; problems stay until they are closed. */
export function toast(text, { problem = false } = {}) {
  const shelf = document.getElementById("toasts");
  const words = WORDS[text] ? `This ${WORDS[text]}` : text;
  const note = el(
    "div",
    { class: problem ? "toast toast-problem" : "toast", role: problem ? "alert" : null },
    el("span", {}, words),
    el("button", { class: "quiet", type: "button", "aria-label": "Close this note", onclick: () => remove(note) }, "×"),
  );
  shelf.append(note);
  while (shelf.children.length > 4) shelf.firstElementChild.remove();
  raise(shelf);
  setTimeout(() => remove(note), problem ? SHOWN_MS * 2 : SHOWN_MS);
}

function remove(note) {
  const shelf = note.parentElement;
  note.remove();
  if (shelf && !shelf.children.length) shelf.hidePopover();
}

/** Above everything, an open modal too. */
function raise(shelf) {
  if (shelf.matches(":popover-open")) shelf.hidePopover();
  shelf.showPopover();
}
