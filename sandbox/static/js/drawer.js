/** Where the page is narrow, people and channels wait in a drawer. */
import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { avatar } from "./people.js";
import { session, watch } from "./session.js";

const opener = el("button", {
  type: "button",
  class: "quiet menu-button",
  "aria-label": "People and channels",
  "aria-expanded": false,
  onclick: () => setDrawer(opener.getAttribute("aria-expanded") !== "true"),
});

/** The button that opens the drawer. A press on `outside`, or Escape, closes it. */
export function makeDrawerButton(outside) {
  watch(["state"], () => fill(opener, icon("menu"), avatar(session.state.me)));
  outside.addEventListener("pointerdown", closeDrawer);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && closeDrawer());
  return opener;
}

/** Puts the drawer away. */
export const closeDrawer = () => setDrawer(false);

function setDrawer(isOpen) {
  document.body.classList.toggle("menu-open", isOpen);
  opener.setAttribute("aria-expanded", String(isOpen));
}
