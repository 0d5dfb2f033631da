/** Keeps the cursor where it is while something is drawn anew. */

/** Draws, and returns the focus, the selection and the scrolled-to place to the element that had them. */
export function keepingFocus(container, draw) {
  const active = container.contains(document.activeElement) ? document.activeElement : null;
  const key = active?.dataset.element;
  const range = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  const top = container.querySelector(".scroller")?.scrollTop ?? 0;
  draw();
  const scroller = container.querySelector(".scroller");
  if (scroller) scroller.scrollTop = top;
  const again = key && [...container.querySelectorAll("[data-element]")].find((node) => node.dataset.element === key);
  if (!again) return;
  again.focus({ preventScroll: true });
  if (
    range?.[0] !== null &&
    range !== null &&
    again.setSelectionRange &&
    /^(text|url|search|textarea)$/.test(again.type)
  )
    again.setSelectionRange(...range);
}
