/** The sandbox's page: a pretend chat workspace to use the bot in. */
import { showChannels } from "./channels.js";
import { makeClock } from "./clock.js";
import { el, fill } from "./dom.js";
import { showHome } from "./home.js";
import { icon } from "./icons.js";
import { makeLogButton } from "./log.js";
import { showModals } from "./modal.js";
import { avatar, showPeople } from "./people.js";
import { become, remembered, session, watch } from "./session.js";
import { showSidebar } from "./sidebar.js";
import { loadEmoji } from "./text/emoji.js";
import { toast } from "./toasts.js";

const part = (id) => document.getElementById(id);

function showTop(top) {
  const toggleMenu = () => document.body.classList.toggle("menu-open");
  const menu = el("button", {
    type: "button",
    class: "quiet menu-button",
    "aria-label": "People and channels",
    onclick: toggleMenu,
  });
  watch(["state"], () => fill(menu, icon("menu"), avatar(session.state.me)));
  const name = el(
    "strong",
    { class: "workspace" },
    el("img", { src: "/static/img/bell.svg", alt: "" }),
    el("span", {}, "Bellringer sandbox"),
  );
  fill(top, menu, name, makeClock(), makeLogButton());
}

async function start() {
  await loadEmoji();
  showTop(part("top"));
  showPeople(part("people"));
  showSidebar(part("sidebar"));
  showHome(part("place"));
  showChannels(part("place"), part("thread"));
  showModals();
  watch(["toast"], (text) => toast(text));
  part("place").addEventListener("pointerdown", () => document.body.classList.remove("menu-open"));
  const { as, place, message } = remembered();
  session.place = place;
  await become(as);
  document.querySelector(`[data-ts="${CSS.escape(message ?? "")}"]`)?.scrollIntoView({ block: "center" });
}

start().catch((problem) => toast(problem.message, { problem: true }));
