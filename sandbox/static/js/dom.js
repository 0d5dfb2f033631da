/** Elements are made here and only here, from names and values: no text is ever read as HTML. */

/** Makes an element: `el("button", {class: "primary", onclick: save}, "Save")`. Strings become text, empty children are left out. */
export function el(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) setProperty(node, name, value);
  node.append(
    ...children
      .flat(Infinity)
      .filter((child) => child !== null && child !== undefined && child !== false && child !== ""),
  );
  return node;
}

function setProperty(node, name, value) {
  if (value === null || value === undefined || value === false) {
    if (name.startsWith("aria-") && value === false) node.setAttribute(name, "false");
    return;
  }
  if (typeof value === "function") node.addEventListener(name.slice(2), value);
  else if (name === "dataset") Object.assign(node.dataset, value);
  else if (name === "value" || name === "checked") node[name] = value;
  else if (value === true && !name.startsWith("aria-")) node.setAttribute(name, "");
  else node.setAttribute(name, String(value));
}

/** Puts children in place of everything inside a node. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter(Boolean));
  return node;
}

/** A fragment of nodes. */
export function fragment(...children) {
  const result = document.createDocumentFragment();
  result.append(...children.flat(Infinity).filter(Boolean));
  return result;
}

let lastId = 0;

/** An id that nothing else on the page has. */
export function uniqueId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** The address if a link may go there (http, https, mailto, tel, or this server), else null. */
export function safeUrl(address) {
  try {
    const url = new URL(address, location.href);
    return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A link that opens in a tab of its own and tells it nothing about us; plain text where the address is not one to follow. */
export function link(address, ...children) {
  const href = safeUrl(address);
  return href ? el("a", { href, target: "_blank", rel: "noopener noreferrer" }, children) : el("span", {}, children);
}

/** Puts a popover under (or, where there is no room, over) the node it belongs to. */
export function placeNear(popover, anchor, { width = "anchor" } = {}) {
  const box = anchor.getBoundingClientRect();
  if (width === "anchor") popover.style.width = `${Math.max(box.width, 180)}px`;
  const size = popover.getBoundingClientRect();
  const below = innerHeight - box.bottom;
  const above = below < size.height + 12 && box.top > below;
  const left = Math.max(8, Math.min(box.left, innerWidth - size.width - 8));
  popover.style.left = `${left}px`;
  popover.style.top = above ? `${Math.max(8, box.top - size.height - 4)}px` : `${box.bottom + 4}px`;
}
