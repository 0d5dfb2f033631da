/** The table block. */
import { el } from "../dom.js";
import { richText } from "../text/richtext.js";

/** A table whose first row is its head; it scrolls sideways where the page is narrow. */
export function table(block, { reader }) {
  const settings = block.column_settings ?? [];
  const row = (cells, tag) =>
    el(
      "tr",
      {},
      cells.map((cell, at) =>
        el(
          tag,
          {
            scope: tag === "th" ? "col" : null,
            class: `align-${settings[at]?.align ?? "left"}${settings[at]?.is_wrapped ? " wrapped" : ""}`,
          },
          cellNodes(cell, reader),
        ),
      ),
    );
  const [head, ...body] = block.rows;
  return el(
    "div",
    { class: "table", tabindex: "0", role: "region", "aria-label": "Table" },
    el(
      "table",
      {},
      el("thead", {}, row(head, "th")),
      el(
        "tbody",
        {},
        body.map((cells) => row(cells, "td")),
      ),
    ),
  );
}

const cellNodes = (cell, reader) =>
  cell.type === "rich_text" ? richText(cell, reader) : [String(cell.text ?? cell.value ?? "")];
