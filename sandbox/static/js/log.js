/** Under the hood: the last calls between the workspace and the bot. */
import { fetchLog } from "./api.js";
import { el, fill } from "./dom.js";
import { makeFaultForm } from "./faults.js";
import { icon } from "./icons.js";
import { reader } from "./reader.js";
import { clockTime } from "./time.js";
import { toast } from "./toasts.js";

const SHOWN = 200;

/** The button that opens the log. */
export function makeLogButton() {
  return el(
    "button",
    {
      type: "button",
      class: "quiet",
      "aria-label": "What the workspace and the bot said to each other",
      title: "Calls between Slack and the bot",
      onclick: openLog,
    },
    icon("list"),
  );
}

async function openLog() {
  const rows = el("div", { class: "dialog-body scroller log" });
  const dialog = el(
    "dialog",
    { class: "dialog dialog-wide", "aria-labelledby": "log-title", onclose: () => dialog.remove() },
    el(
      "header",
      { class: "dialog-heading" },
      el("h2", { id: "log-title", class: "dialog-title" }, "Calls between Slack and the bot"),
      el(
        "button",
        { type: "button", class: "quiet", "aria-label": "Close", onclick: () => dialog.close() },
        icon("close"),
      ),
    ),
    rows,
    makeFaultForm(),
  );
  document.body.append(dialog);
  dialog.showModal();
  try {
    const log = await fetchLog(SHOWN);
    fill(rows, log.length ? log.map(entry) : el("p", {}, "Nothing yet."));
  } catch (problem) {
    toast(problem.message, { problem: true });
  }
}

function entry({ method, at, answer, status, ...rest }) {
  const failed = answer?.ok === false || status >= 400;
  const outcome = answer?.error ?? answer?.problem ?? status ?? "ok";
  const summary = el(
    "summary",
    {},
    el("time", {}, clockTime(new Date(at), reader)),
    el("span", {}, method),
    el("span", { class: failed ? "log-failed" : null }, String(outcome)),
  );
  return el("details", {}, summary, el("pre", {}, JSON.stringify({ ...rest, answer }, null, 2)));
}
