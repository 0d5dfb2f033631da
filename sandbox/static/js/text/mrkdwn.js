/** Slack's mrkdwn as nodes: *bold*, _italic_, ~strike~, `code`, ```pre```, > quotes, links, mentions, dates, emoji. */
import { el, link } from "../dom.js";
import { emojiOf } from "./emoji.js";
import { unescape } from "./entities.js";
import { tokenNode } from "./tokens.js";

const MARKS = { "*": "strong", _: "em", "~": "s" };
const FENCE = /```\n?([\s\S]*?)\n?```/g;
const BARE_LINK = /^https?:\/\/[^\s<>|]*[^\s<>|.,;:!?'")\]]/;

/** A text as nodes for this reader. `verbatim` leaves bare addresses alone. */
export function mrkdwn(text, reader, { verbatim = false } = {}) {
  const nodes = [];
  let done = 0;
  const context = { reader, verbatim };
  for (const fence of (text ?? "").matchAll(FENCE)) {
    nodes.push(...paragraphs(text.slice(done, fence.index), context), el("pre", {}, codeText(fence[1])));
    done = fence.index + fence[0].length;
  }
  return [...nodes, ...paragraphs((text ?? "").slice(done), context)];
}

/** Lines, those that begin with > gathered into quotes. */
function paragraphs(text, context) {
  const nodes = [];
  for (const group of groupLines(text.replace(/^\n|\n$/g, ""))) {
    const content = inline(group.lines.join("\n"), context);
    nodes.push(...(group.quoted ? [el("blockquote", {}, content)] : content));
  }
  return nodes;
}

function groupLines(text) {
  const groups = [];
  for (const line of text === "" ? [] : text.split("\n")) {
    const quote = line.match(/^(?:>|&gt;) ?/);
    const last = groups.at(-1);
    const shown = quote ? line.slice(quote[0].length) : line;
    if (last && last.quoted === Boolean(quote)) last.lines.push(shown);
    else groups.push({ quoted: Boolean(quote), lines: [shown] });
  }
  return groups;
}

/** The marks within lines, from left to right; a mark without its partner is a character like any other. */
function inline(text, context) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(document.createTextNode(unescape(plain)));
    plain = "";
  };
  for (let at = 0; at < text.length;) {
    const found = nodeAt(text, at, context);
    if (found) {
      flush();
      nodes.push(found.node);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return nodes;
}

function nodeAt(text, at, context) {
  const rest = text.slice(at);
  const mark = text[at];
  if (mark === "<") return matched(at, rest.match(/^<([^<>\n]+)>/), (token) => tokenNode(token, context.reader));
  if (mark === "`") return matched(at, rest.match(/^`([^`\n]+)`/), (code) => el("code", {}, codeText(code)));
  if (mark === ":") return emojiAt(at, rest);
  if (mark in MARKS && isEdge(text[at - 1])) return markAt(text, at, context);
  if (mark === "h" && !context.verbatim && isEdge(text[at - 1])) {
    return matched(at, rest.match(BARE_LINK), (_, address) => link(unescape(address), unescape(address)));
  }
  return null;
}

function matched(at, match, make) {
  return match && { node: make(match[1], match[0]), end: at + match[0].length };
}

function emojiAt(at, rest) {
  const match = rest.match(/^:([a-z0-9_+-]+):(?::skin-tone-[2-6]:)?/);
  const character = match && emojiOf(match[1]);
  return (
    character && { node: el("span", { class: "emoji", title: `:${match[1]}:` }, character), end: at + match[0].length }
  );
}

/** A run between two equal marks on one line: no blank inside its ends, no letter outside them. */
function markAt(text, at, context) {
  const mark = text[at];
  if (/\s/.test(text[at + 1] ?? " ") || text[at + 1] === mark) return null;
  for (let end = at + 2; end < text.length && text[end] !== "\n"; end += 1) {
    if (text[end] === "<") end = Math.max(end, text.indexOf(">", end));
    else if (text[end] === mark && !/\s/.test(text[end - 1]) && isEdge(text[end + 1])) {
      return { node: el(MARKS[mark], {}, inline(text.slice(at + 1, end), context)), end: end + 1 };
    }
  }
  return null;
}

/** What stands in code: tokens read as their label or target, and nothing is marked. */
const codeText = (text) => unescape(text.replace(/<[^<>|]*\|([^<>]*)>|<([^<>|]*)>/g, "$1$2"));

const isEdge = (character) => character === undefined || !/[\p{L}\p{N}]/u.test(character);
