/** A button that opens a short menu. */
import { el, placeNear } from "./dom.js";
import { icon } from "./icons.js";

/** Items are `{name, description?, onPick}`; the menu is made when it is opened, and gone when it is closed. */
export function menuButton(items, { class: className, label, icon: shape }) {
  const button = el(
    "button",
    {
      type: "button",
      class: className,
      "aria-haspopup": "menu",
      "aria-label": label,
      onclick: () => openMenu(items, button),
    },
    icon(shape),
  );
  return button;
}

function openMenu(items, anchor) {
  const rows = items.map(({ name, description, onPick }) =>
    el(
      "button",
      {
        type: "button",
        role: "menuitem",
        class: "menu-item",
        onclick: () => {
          menu.hidePopover();
          onPick();
        },
      },
      name,
      description && el("span", { class: "option-description" }, description),
    ),
  );
  const menu = el(
    "div",
    { class: "menu", role: "menu", popover: "auto", onkeydown: (event) => moveFocus(event, rows) },
    rows,
  );
  menu.addEventListener("toggle", ({ newState }) => newState === "closed" && menu.remove());
  anchor.after(menu); // within the dialog, if the button is in one
  menu.showPopover();
  placeNear(menu, anchor, { width: "own" });
  rows[0].focus();
}

/** Arrow keys walk through the rows. */
function moveFocus(event, rows) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  rows[(rows.indexOf(document.activeElement) + step + rows.length) % rows.length].focus();
}
