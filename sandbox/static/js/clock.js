/** The sandbox's clock: what it shows, and the buttons that move it forward. */
import * as api from "./api.js";
import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { reader } from "./reader.js";
import { refresh, session, watch } from "./session.js";
import { dayOf, momentAt, sandboxNow, words } from "./time.js";
import { toast } from "./toasts.js";

const MOVES = [
  { label: "+1 hour", where: () => ({ advance_seconds: 3600 }) },
  { label: "Tomorrow 9:00", where: () => ({ to: tomorrowAtNine().toISOString() }) },
  { label: "Next Monday 9:00", where: () => ({ to: "next_monday_09" }) },
];

/** The clock with its buttons and what ran when it was last moved. */
export function makeClock() {
  const face = el("time", { class: "clock-face" });
  const ran = el("span", { class: "clock-ran", role: "status" });
  const buttons = MOVES.map(({ label, where }) =>
    el("button", { type: "button", class: "button button-small", onclick: () => move(label, where()) }, label),
  );
  const move = async (label, where) => {
    for (const button of buttons) button.disabled = true;
    ran.textContent = "Moving…";
    try {
      const answer = await api.moveClock(where);
      const what = answer.ran || "nothing was due";
      ran.textContent = `Ran: ${what}`;
      toast(`${label}. Ran: ${what}`);
      await refresh();
    } catch (problem) {
      ran.textContent = "";
      toast(problem.message, { problem: true });
    }
    for (const button of buttons) button.disabled = false;
  };
  const tick = () => {
    if (!session.state) return;
    const now = sandboxNow();
    face.dateTime = now.toISOString();
    fill(
      face,
      words(
        now,
        { locale: "en-GB", timeZone: reader.timeZone },
        { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
      ),
    );
    face.title = `The sandbox's time${reader.timeZone ? ` in ${reader.timeZone}` : ""}`;
  };
  watch(["state"], tick);
  setInterval(tick, 5_000);
  // Where the page is narrow the buttons stay away until the clock is pressed.
  const unfold = () => now.setAttribute("aria-expanded", String(now.getAttribute("aria-expanded") !== "true"));
  const now = el(
    "button",
    {
      type: "button",
      class: "clock-now",
      "aria-expanded": false,
      onclick: unfold,
    },
    icon("clock"),
    face,
  );
  return el(
    "div",
    { class: "clock", role: "group", "aria-label": "The sandbox's clock" },
    now,
    el("span", { class: "clock-moves" }, buttons),
    ran,
  );
}

function tomorrowAtNine() {
  const today = dayOf(sandboxNow(), reader.timeZone);
  const tomorrow = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10);
  return momentAt(tomorrow, "09:00", reader.timeZone);
}
