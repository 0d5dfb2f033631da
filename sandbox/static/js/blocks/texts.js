/** Blocks that are read: header, section, context, divider, rich_text, markdown, alert. */
import { el } from "../dom.js";
import { elementNode } from "../elements/elements.js";
import { markdown } from "../text/markdown.js";
import { plain, textNodes } from "../text/objects.js";
import { richText } from "../text/richtext.js";
import { picture } from "./pictures.js";

export const header = (block) => el("h3", { class: "block-header" }, plain(block.text));

export const divider = () => el("hr", {});

export const markdownBlock = (block, { reader }) => el("div", { class: "text" }, markdown(block.text, reader));

export const richTextBlock = (block, { reader }) => el("div", { class: "text rich-text" }, richText(block, reader));

/** A section: its text, up to ten fields in two columns, and one thing beside them. */
export function section(block, surface) {
  const { accessory, fields, text } = block;
  return el(
    "div",
    { class: "section" },
    el(
      "div",
      { class: "section-words" },
      text && el("div", { class: "text" }, textNodes(text, surface.reader)),
      fields &&
        el(
          "div",
          { class: "fields" },
          fields.map((field) => el("div", { class: "text" }, textNodes(field, surface.reader))),
        ),
    ),
    accessory &&
      el(
        "div",
        { class: "accessory" },
        accessory.type === "image" ? picture(accessory) : elementNode(block, accessory, surface),
      ),
  );
}

/** Small print: words and little pictures in a row. */
export function context(block, surface) {
  return el(
    "div",
    { class: "context" },
    block.elements.map((element) =>
      element.type === "image" ? picture(element) : el("span", { class: "text" }, textNodes(element, surface.reader)),
    ),
  );
}

/** A coloured line of a modal: default, info, warning, error or success. */
export function alertBlock(block, { reader }) {
  return el("div", { class: `alert alert-${block.level ?? "default"}`, role: "note" }, textNodes(block.text, reader));
}
