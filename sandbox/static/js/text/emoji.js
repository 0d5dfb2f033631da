/** Names between colons become emoji by the map in /static/emoji.json; unknown names stay as typed, as in Slack. */
let emoji = {};

/** Loads the map; to be awaited once, before anything is drawn. */
export async function loadEmoji() {
  emoji = await (await fetch("/static/emoji.json")).json();
}

/** The character of a name such as "bell" (a skin tone after it is left out), or null. */
export const emojiOf = (name) => (Object.hasOwn(emoji, name) ? emoji[name] : null);

/** A text with `:bell:` replaced by 🔔. */
export const withEmoji = (text) =>
  text.replace(/:([a-z0-9_+-]+):(?::skin-tone-[2-6]:)?/g, (whole, name) => emojiOf(name) ?? whole);

/** Names that begin with what was typed, at most `limit`. */
export const emojiNames = (typed, limit) =>
  Object.keys(emoji)
    .filter((name) => name.startsWith(typed))
    .slice(0, limit);
