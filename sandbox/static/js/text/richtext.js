/** The `rich_text` block: sections, lists, quotes and code, whose words are already in pieces. */
import { el, link } from "../dom.js";
import { words as momentWords } from "../time.js";
import { dateText } from "./dates.js";
import { emojiOf } from "./emoji.js";
import { channelNode, personNode } from "./tokens.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", underline: "u", code: "code" };

/** A rich_text block as nodes. */
export const richText = (block, reader) => block.elements.map((part) => partNode(part, reader));

function partNode(part, reader) {
  const pieces = (elements) => elements.map((piece) => pieceNode(piece, reader));
  switch (part.type) {
    case "rich_text_list":
      return el(
        part.style === "ordered" ? "ol" : "ul",
        { class: `indent-${part.indent ?? 0}`, start: part.offset ? part.offset + 1 : null },
        part.elements.map((item) => el("li", {}, pieces(item.elements))),
      );
    case "rich_text_quote":
      return el("blockquote", {}, pieces(part.elements));
    case "rich_text_preformatted":
      return el("pre", {}, pieces(part.elements));
    default:
      return el("p", {}, pieces(part.elements));
  }
}

function pieceNode(piece, reader) {
  return Object.entries(STYLES).reduce(
    (node, [style, tag]) => (piece.style?.[style] ? el(tag, {}, node) : node),
    bareNode(piece, reader),
  );
}

function bareNode(piece, reader) {
  switch (piece.type) {
    case "text":
      return document.createTextNode(piece.text);
    case "link":
      return link(piece.url, piece.text || piece.url);
    case "emoji":
      return el("span", { class: "emoji", title: `:${piece.name}:` }, emojiOf(piece.name) ?? `:${piece.name}:`);
    case "user":
      return personNode(piece.user_id, reader);
    case "channel":
      return channelNode(piece.channel_id, reader);
    case "usergroup":
      return el("span", { class: "mention" }, "@group");
    case "broadcast":
      return el("span", { class: "mention mention-all" }, `@${piece.range}`);
    case "date":
      return el(
        "time",
        { title: momentWords(new Date(piece.timestamp * 1000), reader, { dateStyle: "full", timeStyle: "short" }) },
        dateText(piece.format, new Date(piece.timestamp * 1000), reader),
      );
    case "color":
      return el("code", {}, piece.value);
    default:
      return document.createTextNode(piece.text ?? "");
  }
}
