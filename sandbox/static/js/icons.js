/** The page's own line icons, drawn on a grid of 24. */
const SHAPES = {
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18",
  back: "M14 6l-6 6 6 6",
  send: "M5 12h13M12 6l6 6-6 6",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.5 14.5c1.8 2.2 5.2 2.2 7 0M9 9.5v.5M15 9.5v.5",
  reply: "M5 6h14v10H11l-4 4v-4H5z",
  pin: "M9 4h6l-1 6 3 3v2H7v-2l3-3zM12 15v6",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  bolt: "M13 3L6 13h5l-1 8 7-10h-5z",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M5 11h14v9H5z",
  hash: "M9 4L7 20M17 4l-2 16M4.5 9h15M4 15h15",
  home: "M4 11l8-7 8 7M6 10v10h12V10",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2",
  eye: "M3 12c4-7 14-7 18 0-4 7-14 7-18 0zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
  linked: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  down: "M7 10l5 5 5-5",
  list: "M8 7h12M8 12h12M8 17h12M4 7h.01M4 12h.01M4 17h.01",
};

/** A small drawing that says nothing to screen readers; the control around it carries the words. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}
