/** The select elements: what each of them offers, and how what is chosen is kept. */
import { plain } from "../text/objects.js";
import { combobox } from "./combobox.js";

/** A select of any kind, single or multiple. */
export function select(block, element, surface, attributes) {
  const multiple = element.type.startsWith("multi_");
  const source = SOURCES[element.type.replace("multi_", "").replace("_select", "")](block, element, surface);
  const held = surface.form.get(block, element);
  return combobox({
    attributes,
    multiple,
    most: element.max_selected_items,
    clearable: Boolean(block.optional),
    placeholder: plain(element.placeholder) || (multiple ? "Select some" : "Select one"),
    typedAtLeast: source.typedAtLeast ?? 0,
    remote: Boolean(source.typedAtLeast !== undefined),
    chosen: (multiple ? (held ?? []) : held === null ? [] : [held]).map(source.choice),
    load: source.load,
    onChange: (choices) =>
      surface.change(block, element, multiple ? choices.map(({ value }) => value) : (choices[0]?.value ?? null)),
  });
}

const SOURCES = {
  static: staticSource,
  external: externalSource,
  users: usersSource,
  channels: channelsSource,
  conversations: conversationsSource,
};

function staticSource(_, element) {
  const groups = asGroups(element.option_groups ?? [{ options: element.options ?? [] }]);
  return { choice: optionChoice, load: async (typed) => matching(groups, typed) };
}

function externalSource(block, element, surface) {
  return {
    choice: optionChoice,
    typedAtLeast: element.min_query_length ?? 3,
    load: async (typed) => asGroups(groupsOf(await surface.suggest(block, element, typed))),
  };
}

function usersSource(_, element, { reader }) {
  const choice = (id) => ({ key: id, label: reader.personName(id) ?? id, value: id });
  const people = reader.people.map((person) => ({ ...choice(person.id), description: person.title || person.kind }));
  return { choice, load: async (typed) => matching([{ choices: people }], typed) };
}

function channelsSource(block, element, surface) {
  return conversationsSource(block, { ...element, filter: { include: ["public"] } }, surface);
}

function conversationsSource(_, element, { reader }) {
  const choice = (id) => ({ key: id, label: reader.channelName(id) ? `#${reader.channelName(id)}` : id, value: id });
  const channels = reader.channels
    .filter((channel) => isOffered(channel, element.filter))
    .map((channel) => choice(channel.id));
  return { choice, load: async (typed) => matching([{ choices: channels }], typed) };
}

function isOffered(channel, { include, exclude_external_shared_channels: internalOnly } = {}) {
  const kind = channel.is_im ? "im" : channel.is_private ? "private" : "public";
  return (!include || include.includes(kind)) && !(internalOnly && channel.is_ext_shared);
}

const optionChoice = (option) => ({
  key: option.value,
  label: plain(option.text),
  description: plain(option.description),
  value: option,
});

const asGroups = (groups) =>
  groups.map(({ label, options }) => ({ label: plain(label), choices: options.map(optionChoice) }));

/** The bot answers a search with options or with groups of them. */
const groupsOf = (found) => (found.some((item) => item.options) ? found : [{ options: found }]);

function matching(groups, typed) {
  const wanted = typed.toLocaleLowerCase();
  return groups
    .map(({ label, choices }) => ({
      label,
      choices: choices.filter((choice) => choice.label.toLocaleLowerCase().includes(wanted)),
    }))
    .filter(({ choices }) => choices.length);
}
