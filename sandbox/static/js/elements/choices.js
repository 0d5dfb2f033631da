/** Checkboxes and radio buttons. */
import { el, uniqueId } from "../dom.js";
import { textNodes } from "../text/objects.js";

/** A group of checkboxes or radio buttons with their descriptions. */
export function choices(block, element, surface, attributes) {
  const multiple = element.type === "checkboxes";
  const name = uniqueId("choice");
  const held = [surface.form.get(block, element) ?? []].flat().map(({ value }) => value);
  const boxes = element.options.map((option) =>
    el("input", {
      type: multiple ? "checkbox" : "radio",
      name,
      id: uniqueId("option"),
      checked: held.includes(option.value),
      onchange: () => changed(),
    }),
  );
  const changed = () => {
    const picked = element.options.filter((_, at) => boxes[at].checked);
    surface.change(block, element, multiple ? picked : (picked[0] ?? null));
  };
  const { id, ...others } = attributes;
  return el(
    "div",
    { class: "choices", role: multiple ? "group" : "radiogroup", id, ...others },
    element.options.map((option, at) =>
      el(
        "div",
        { class: "choice" },
        boxes[at],
        el(
          "label",
          { for: boxes[at].id },
          el("span", { class: "text" }, textNodes(option.text, surface.reader)),
          option.description &&
            el("span", { class: "option-description" }, textNodes(option.description, surface.reader)),
        ),
      ),
    ),
  );
}
