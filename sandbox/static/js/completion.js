/** Suggestions while a message is written: commands after /, people after @, channels after #, emoji after :. */
import { el, fill, placeNear, uniqueId } from "./dom.js";
import { session } from "./session.js";
import { emojiNames, emojiOf } from "./text/emoji.js";

const MOST = 8;

/** Adds suggestions to a text field. Answers a key handler that says true when it has used the key. */
export function addCompletion(field, { commands }) {
  const list = el("div", {
    id: uniqueId("completion"),
    class: "list completion",
    role: "listbox",
    "aria-label": "Suggestions",
    popover: "manual",
  });
  let found = null;
  let active = 0;
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  field.after(list);
  setAll(field, { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id });

  const close = () => {
    found = null;
    if (list.matches(":popover-open")) list.hidePopover();
    setAll(field, { "aria-expanded": "false" });
    field.removeAttribute("aria-activedescendant");
  };
  const take = (suggestion) => {
    const { start, end } = found;
    field.setRangeText(`${suggestion.insert} `, start, end, "end");
    close();
    field.dispatchEvent(new Event("input"));
  };
  const draw = () => {
    const rows = found.suggestions.map((suggestion, at) =>
      el(
        "div",
        {
          id: uniqueId("suggestion"),
          class: at === active ? "option option-active" : "option",
          role: "option",
          "aria-selected": at === active,
          onclick: () => take(suggestion),
        },
        el("span", {}, suggestion.label),
        suggestion.note && el("span", { class: "option-description" }, suggestion.note),
      ),
    );
    fill(list, rows);
    if (!list.matches(":popover-open")) list.showPopover();
    setAll(field, { "aria-expanded": "true", "aria-activedescendant": rows[active].id });
    placeNear(list, field.closest(".composer"));
  };
  const update = () => {
    found = suggest(field, commands());
    active = 0;
    if (found?.suggestions.length) draw();
    else close();
  };
  field.addEventListener("input", update);
  field.addEventListener("blur", close);

  return (event) => {
    if (!found) return false;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      active = (active + steps[event.key] + found.suggestions.length) % found.suggestions.length;
      draw();
    } else if (event.key === "Tab" || (event.key === "Enter" && !isWhole(found, field)))
      take(found.suggestions[active]);
    else if (event.key === "Escape") close();
    else return false;
    event.preventDefault();
    return true;
  };
}

/** Enter sends a command that is typed in full, rather than completing it once more. */
const isWhole = ({ suggestions, start, end }, field) =>
  suggestions.some(({ insert }) => insert === field.value.slice(start, end));

function suggest(field, commands) {
  const end = field.selectionStart;
  const [word] = field.value.slice(0, end).match(/\S*$/);
  const start = end - word.length;
  const typed = word.slice(1).toLocaleLowerCase();
  const suggestions = KINDS[word[0]]?.(typed, { isFirst: start === 0, commands }).slice(0, word[0] === "/" ? 20 : MOST);
  return suggestions?.length ? { start, end, suggestions } : null;
}

const begins = (typed, ...names) => names.some((name) => name?.toLocaleLowerCase().startsWith(typed));

const KINDS = {
  "/": (typed, { isFirst, commands }) =>
    isFirst
      ? commands
          .filter(({ command }) => begins(typed, command.slice(1)))
          .map(({ command, description, usage_hint: usage }) => ({
            insert: command,
            label: command,
            note: [usage, description].filter(Boolean).join(" · "),
          }))
      : [],
  "@": (typed) =>
    [...session.state.people, { handle: session.state.bot.name, name: session.state.bot.name, title: "the app" }]
      .filter(({ handle, name }) => begins(typed, handle, ...name.split(/[\s()]+/)))
      .map(({ handle, name, title }) => ({ insert: `@${handle}`, label: name, note: title })),
  "#": (typed) =>
    session.state.channels
      .filter(({ is_im: isIm, name }) => !isIm && begins(typed, name))
      .map(({ name }) => ({ insert: `#${name}`, label: `#${name}` })),
  ":": (typed) =>
    typed.length > 1
      ? emojiNames(typed, MOST).map((name) => ({ insert: `:${name}:`, label: `${emojiOf(name)}  :${name}:` }))
      : [],
};

function setAll(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
}
