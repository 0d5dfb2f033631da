/** What is filled in on one surface (a message, a modal, Home), in the shape of Slack's `state.values`. */
import { momentAt } from "./time.js";

/** How each kind of element says what is chosen: the key of its state, and that of its initial value. */
const STATE_KEYS = {
  plain_text_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  radio_buttons: ["selected_option", "initial_option"],
  checkboxes: ["selected_options", "initial_options"],
  multi_static_select: ["selected_options", "initial_options"],
  multi_external_select: ["selected_options", "initial_options"],
  users_select: ["selected_user", "initial_user"],
  channels_select: ["selected_channel", "initial_channel"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  multi_users_select: ["selected_users", "initial_users"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
  rich_text_input: ["rich_text_value", "initial_value"],
};

/** The key under which an element's state holds what was chosen, such as "selected_option"; undefined for buttons. */
export const stateKey = (element) => STATE_KEYS[element.type]?.[0];

/** Whether an element may hold several values. */
export const isMultiple = (element) => element.type.startsWith("multi_") || element.type === "checkboxes";

/** What people have filled in, element by element; survives a new drawing of the same surface. */
export class Form {
  /** `known` are values the server holds, `former` is the form of the same surface before it was drawn anew. */
  constructor(blocks, known = {}, former = null) {
    this.values = {};
    for (const [block, element] of statefulElements(blocks)) {
      const kept = former?.values[block.block_id]?.[element.action_id] ?? known[block.block_id]?.[element.action_id];
      this.set(block, element, kept?.type === element.type ? kept[stateKey(element)] : initialValue(element));
    }
  }

  /** What an element holds: a string, number, option, list, or null. */
  get(block, element) {
    return this.values[block.block_id]?.[element.action_id]?.[stateKey(element)] ?? null;
  }

  /** Notes what an element holds now. */
  set(block, element, value) {
    this.values[block.block_id] ??= {};
    this.values[block.block_id][element.action_id] = { type: element.type, [stateKey(element)]: value };
  }
}

const initialValue = (element) => element[STATE_KEYS[element.type][1]] ?? (isMultiple(element) ? [] : null);

function* statefulElements(blocks) {
  for (const block of blocks) {
    for (const element of [block.element, block.accessory, ...(block.type === "actions" ? block.elements : [])]) {
      if (element && stateKey(element)) yield [block, element];
    }
  }
}

/** The seconds a datetimepicker means, from what a local date and time field shows; null when it is empty. */
export const secondsOf = (local, timeZone) =>
  local ? Math.floor(momentAt(local.slice(0, 10), local.slice(11, 16), timeZone) / 1000) : null;
