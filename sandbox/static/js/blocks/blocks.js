/** Blocks by their type: `blockNodes` draws a message, a modal or a Home tab. */
import { el } from "../dom.js";
import { actions, input } from "./controls.js";
import { file, image, video } from "./pictures.js";
import { table } from "./tables.js";
import { alertBlock, context, divider, header, markdownBlock, richTextBlock, section } from "./texts.js";

const BLOCKS = {
  actions,
  alert: alertBlock,
  context,
  context_actions: actions,
  divider,
  file,
  header,
  image,
  input,
  markdown: markdownBlock,
  rich_text: richTextBlock,
  section,
  table,
  video,
};

/** The nodes of a list of blocks on a surface. */
export const blockNodes = (blocks, surface) => blocks.map((block) => blockNode(block, surface));

function blockNode(block, surface) {
  const draw = BLOCKS[block.type];
  const content = draw
    ? draw(block, surface)
    : el("p", { class: "not-drawn" }, `A ${block.type} block is not drawn in the sandbox.`);
  content.classList.add("block");
  if (block.block_id) content.dataset.block = block.block_id;
  return content;
}
