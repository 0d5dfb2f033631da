/** Buttons and the overflow menu. */
import { el, safeUrl } from "../dom.js";
import { menuButton } from "../menus.js";
import { plain } from "../text/objects.js";

/** A button: waits for the bot while it is pressed; one with a url opens it as well. */
export function button(block, element, surface) {
  const node = el(
    "button",
    {
      type: "button",
      class: `button${element.style ? ` button-${element.style}` : ""}`,
      "aria-label": element.accessibility_label,
      onclick: async () => {
        follow(element.url);
        node.setAttribute("aria-busy", "true");
        node.disabled = true;
        await surface.act(block, element, element.value);
        node.disabled = false;
        node.removeAttribute("aria-busy");
      },
    },
    plain(element.text),
  );
  return node;
}

/** Three dots that open a short menu. */
export function overflow(block, element, surface) {
  const items = element.options.map((option) => ({
    name: plain(option.text),
    description: plain(option.description),
    onPick: () => {
      follow(option.url);
      surface.act(block, element, option);
    },
  }));
  return menuButton(items, { class: "button button-square", label: "More actions", icon: "more" });
}

function follow(address) {
  const href = address && safeUrl(address);
  if (href) open(href, "_blank", "noopener");
}
