/** The sandbox's page: a pretend chat workspace to use the bot in. */
import { showChannels } from "./channels.js";
import { makeClock } from "./clock.js";
import { el, fill } from "./dom.js";
import { makeDrawerButton } from "./drawer.js";
import { showHome } from "./home.js";
import { makeLogButton } from "./log.js";
import { showModals } from "./modal.js";
import { showPeople } from "./people.js";
import { become, remembered, session, watch } from "./session.js";
import { showSidebar } from "./sidebar.js";
import { loadEmoji } from "./text/emoji.js";
import { toast } from "./toasts.js";

const part = (id) => document.getElementById(id);

function showTop(top, outside) {
  const bell = el("img", { src: "/static/img/bell.svg", alt: "" });
  const name = el("strong", { class: "workspace" }, bell, el("span", {}, "Bellringer sandbox"));
  fill(top, makeDrawerButton(outside), name, makeClock(), makeLogButton());
}

async function start() {
  await loadEmoji();
  showTop(part("top"), part("place"));
  showPeople(part("people"));
  showSidebar(part("sidebar"));
  showHome(part("place"));
  showChannels(part("place"), part("thread"));
  showModals();
  watch(["toast"], (text) => toast(text));
  const { as, place, message } = remembered();
  session.place = place;
  await become(as);
  document.querySelector(`[data-ts="${CSS.escape(message ?? "")}"]`)?.scrollIntoView({ block: "center" });
}

start().catch((problem) => toast(problem.message, { problem: true }));
