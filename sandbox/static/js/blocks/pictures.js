/** Pictures, files and videos. */
import { el, link, safeUrl } from "../dom.js";
import { icon } from "../icons.js";
import { plain } from "../text/objects.js";

/** An image object's picture; the server adds the address of a stored file. */
export const picture = ({ image_url: address, alt_text: alt }) =>
  el("img", { src: safeUrl(address), alt, title: alt, loading: "lazy" });

/** A picture with its title over it. */
export function image(block) {
  return el(
    "figure",
    { class: "picture" },
    block.title && el("figcaption", {}, plain(block.title)),
    picture(block),
  );
}

/** A shared file: pictures are shown, others can be fetched. */
export function fileNode({ url, name, title, alt }) {
  if (/\.(png|jpe?g|gif|webp|svg)$/i.test(name)) {
    return el(
      "figure",
      { class: "picture" },
      el("figcaption", {}, title || name),
      link(url, el("img", { src: safeUrl(url), alt: alt || title || name, loading: "lazy" })),
    );
  }
  return el(
    "a",
    { class: "file", href: safeUrl(url), download: name },
    icon("file"),
    el("span", {}, title || name, el("small", {}, name)),
  );
}

export const file = (block) => el("p", { class: "not-drawn" }, `File ${block.external_id}`);

export function video(block) {
  return el(
    "figure",
    { class: "picture" },
    el("figcaption", {}, link(block.title_url ?? block.video_url, plain(block.title))),
    el("img", { src: safeUrl(block.thumbnail_url), alt: block.alt_text }),
  );
}
