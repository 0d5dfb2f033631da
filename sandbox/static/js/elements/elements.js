/** Interactive elements by their Block Kit type. */
import { el } from "../dom.js";
import { plain } from "../text/objects.js";
import { button, overflow } from "./buttons.js";
import { choices } from "./choices.js";
import { field } from "./fields.js";
import { picker } from "./pickers.js";
import { select } from "./selects.js";

const ELEMENTS = {
  button,
  overflow,
  checkboxes: choices,
  radio_buttons: choices,
  datepicker: picker,
  timepicker: picker,
  datetimepicker: picker,
  plain_text_input: field,
  email_text_input: field,
  url_text_input: field,
  number_input: field,
  rich_text_input: field,
};

for (const source of ["static", "external", "users", "conversations", "channels"]) {
  ELEMENTS[`${source}_select`] = select;
  ELEMENTS[`multi_${source}_select`] = select;
}

/** The node of an element. `attributes` connect its field to a label and to hints; without them it is named by its placeholder. */
export function elementNode(block, element, surface, attributes = null) {
  const make = ELEMENTS[element.type];
  if (!make) return el("span", { class: "not-drawn" }, `${element.type} is not drawn in the sandbox`);
  const named = attributes ?? { "aria-label": plain(element.placeholder) || plain(block.text) || element.action_id };
  return make(block, element, surface, {
    ...named,
    autofocus: element.focus_on_load || null,
    "data-element": `${block.block_id}/${element.action_id}`,
  });
}
