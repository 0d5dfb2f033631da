/** The `markdown` block: the common part of Markdown, translated to what mrkdwn can say. */
import { el } from "../dom.js";
import { mrkdwn } from "./mrkdwn.js";

/** Markdown as nodes: headings, lists, quotes, fences, bold, italic, strike, code, links. */
export function markdown(text, reader) {
  return text
    .split(/(```[\s\S]*?```)/)
    .flatMap((part) =>
      part.startsWith("```") ? mrkdwn(part.replace(/^```\w*\n/, "```\n"), reader) : lines(part, reader),
    );
}

function lines(text, reader) {
  const nodes = [];
  for (const line of text.split("\n")) {
    const heading = line.match(/^(#{1,6}) +(.*)$/);
    const item = line.match(/^\s*(?:([-*+])|(\d+)[.)]) +(.*)$/);
    if (heading)
      nodes.push(
        el(
          "p",
          { class: "markdown-heading", role: "heading", "aria-level": heading[1].length + 2 },
          mrkdwn(toMrkdwn(heading[2]), reader),
        ),
      );
    else if (item)
      nodes.push(
        el("p", { class: "markdown-item" }, item[1] ? "• " : `${item[2]}. `, mrkdwn(toMrkdwn(item[3]), reader)),
      );
    else if (line.trim()) nodes.push(el("p", {}, mrkdwn(toMrkdwn(line), reader)));
  }
  return nodes;
}

/** Marks of one line of Markdown as those of mrkdwn. A private character keeps the place of bold while italics are read. */
function toMrkdwn(line) {
  return line
    .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, "<$2|$1>")
    .replace(/\*\*(.+?)\*\*|__(.+?)__/g, (_, stars, underscores) => `\uE000${stars ?? underscores}\uE000`)
    .replace(/\*([^*\n]+)\*/g, "_$1_")
    .replace(/~~(.+?)~~/g, "~$1~")
    .replaceAll("\uE000", "*");
}
