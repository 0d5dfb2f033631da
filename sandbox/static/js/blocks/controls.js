/** Blocks that are used: rows of elements, and inputs with their labels, hints and errors. */
import { el, uniqueId } from "../dom.js";
import { elementNode } from "../elements/elements.js";
import { plain } from "../text/objects.js";

/** A row of buttons, selects and pickers. */
export const actions = (block, surface) =>
  el(
    "div",
    { class: "actions" },
    block.elements.map((element) => elementNode(block, element, surface)),
  );

/** A labelled field, with what is wrong under it. */
export function input(block, surface) {
  const id = uniqueId("field");
  const hintId = block.hint && uniqueId("hint");
  const error = surface.errors[block.block_id];
  const errorId = error && uniqueId("error");
  const isGroup = ["checkboxes", "radio_buttons"].includes(block.element.type);
  const labelId = uniqueId("label");
  return el(
    "div",
    { class: error ? "input input-wrong" : "input" },
    el(
      isGroup ? "span" : "label",
      { class: "label", id: labelId, for: isGroup ? null : id },
      plain(block.label),
      block.optional && el("span", { class: "optional" }, " (optional)"),
    ),
    elementNode(block, block.element, surface, {
      id,
      "aria-labelledby": isGroup ? labelId : null,
      "aria-describedby": [errorId, hintId].filter(Boolean).join(" ") || null,
      "aria-invalid": error ? "true" : null,
    }),
    block.hint && el("span", { class: "hint", id: hintId }, plain(block.hint)),
    error && el("span", { class: "field-error", id: errorId, role: "alert" }, error),
  );
}
