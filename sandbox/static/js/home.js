/** App Home: the page the bot keeps for each person. */
import { perform } from "./acts.js";
import { blockNodes } from "./blocks/blocks.js";
import { el, fill } from "./dom.js";
import { keepingFocus } from "./focus.js";
import { Form } from "./form.js";
import { icon } from "./icons.js";
import { reader } from "./reader.js";
import { session, watch } from "./session.js";
import { makeSurface } from "./surface.js";

/** Draws Home into `place` while it is open. */
export function showHome(place) {
  let drawn = null;
  let form = null;
  let viewId = null; // whose form it is: somebody else's Home has a view of its own
  const draw = () => {
    if (session.place !== "home" || !session.state) {
      drawn = form = null;
      return;
    }
    const view = session.state.home;
    const key = `${session.as} ${view?.id} ${view?.hash}`;
    if (key === drawn && place.querySelector(".home")) return;
    form = view && new Form(view.blocks, view.state.values, view.id === viewId ? form : null);
    viewId = view?.id;
    drawn = key;
    keepingFocus(place, () =>
      fill(place, heading(), el("div", { class: "scroller" }, view ? page(view, form) : empty())),
    );
  };
  watch(["state", "place"], draw);
  watch(["place"], () => session.place === "home" && perform("open_home"));
}

const heading = () =>
  el("header", { class: "place-heading" }, el("h1", {}, icon("home"), `${session.state.bot.name} Home`));

const page = (view, form) =>
  el("div", { class: "home" }, blockNodes(view.blocks, makeSurface({ reader, form, target: { view_id: view.id } })));

const empty = () =>
  el(
    "div",
    { class: "home" },
    el("p", { class: "welcome" }, `${session.state.bot.name} has not put anything here yet.`),
  );
