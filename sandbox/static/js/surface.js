/**
 * A surface is a message, modal or Home tab being drawn: what its blocks may ask of the page around them.
 *
 * @typedef {object} Surface
 * @property {object} reader   who reads it (reader.js)
 * @property {Form} form       what is filled in
 * @property {Object<string, string>} errors   block id → what is wrong there
 * @property {function} change   notes a new value and, where Slack would, tells the bot
 * @property {function} act      tells the bot that an element was used
 * @property {function} suggest  asks the bot for options
 */
import { ask, perform } from "./acts.js";
import { confirmed } from "./confirm.js";

/** Makes a surface; `target` names it to the server: `{view_id}` or `{channel, message_ts}`. */
export function makeSurface({ reader, form, target, errors = {} }) {
  const named = (block, element) => ({ ...target, block_id: block.block_id, action_id: element.action_id });

  const surface = {
    reader,
    form,
    errors,

    async change(block, element, value) {
      form.set(block, element, value);
      if (block.type !== "input" || block.dispatch_action) await surface.act(block, element, value);
    },

    async act(block, element, value) {
      if (element.confirm && !(await confirmed(element.confirm, reader))) return;
      const used = element.type === "button" ? { value: element.value ?? null } : { selected: value };
      await perform("click", { ...named(block, element), ...used, values: form.values });
    },

    async suggest(block, element, typed) {
      const { options } = await ask("suggest", { ...named(block, element), typed });
      return options ?? [];
    },
  };
  return surface;
}
