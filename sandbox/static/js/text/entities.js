/** The only three entities of Slack's text: `&amp;`, `&lt;` and `&gt;`. */

/** A text with its entities as the characters they stand for. */
export const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
