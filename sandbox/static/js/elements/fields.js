/** Fields to type into: text, e-mail, address, number, rich text. */
import { el } from "../dom.js";
import { plain } from "../text/objects.js";

/** A field of any of these kinds; which one, `element.type` says. */
export function field(block, element, surface, attributes) {
  const held = surface.form.get(block, element);
  const note = (value) => surface.form.set(block, element, KINDS[element.type].keep(value, element));
  const kind = KINDS[element.type];
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const dispatch = (trigger) =>
    block.dispatch_action &&
    triggers.includes(trigger) &&
    surface.act(block, element, surface.form.get(block, element));
  const node = el(kind.multiline(element) ? "textarea" : "input", {
    class: "field",
    rows: kind.multiline(element) ? 4 : null,
    type: kind.multiline(element) ? null : kind.type,
    inputmode: kind.inputmode,
    maxlength: element.max_length,
    minlength: element.min_length,
    placeholder: plain(element.placeholder),
    autocomplete: "off",
    value: kind.show(held),
    ...attributes,
    oninput: () => {
      note(node.value);
      dispatch("on_character_entered");
    },
    onkeydown: (event) => {
      if (event.key === "Enter" && !kind.multiline(element) && block.dispatch_action) {
        event.preventDefault();
        dispatch("on_enter_pressed");
      }
    },
  });
  return element.max_length && element.type === "plain_text_input"
    ? el("span", { class: "counted" }, node, counter(node, element.max_length))
    : node;
}

const single = { multiline: () => false, show: (value) => value ?? "", keep: (value) => value || null };

const KINDS = {
  plain_text_input: { ...single, type: "text", multiline: (element) => Boolean(element.multiline) },
  email_text_input: { ...single, type: "email" },
  url_text_input: { ...single, type: "url" },
  // A text field, not type=number: Slack sends what was typed, and browsers hide what they cannot read.
  number_input: { ...single, type: "text", inputmode: "decimal", keep: (value) => value.trim() || null },
  rich_text_input: { type: "text", multiline: () => true, show: richTextWords, keep: asRichText },
};

function counter(node, most) {
  const left = el("span", { class: "counter", "aria-hidden": "true" });
  const count = () => left.replaceChildren(String(most - node.value.length));
  node.addEventListener("input", count);
  count();
  return left;
}

function asRichText(text) {
  return text
    ? { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] }
    : null;
}

function richTextWords(value) {
  return (value?.elements ?? [])
    .map((part) => (part.elements ?? []).map((piece) => piece.text ?? "").join(""))
    .join("\n");
}
