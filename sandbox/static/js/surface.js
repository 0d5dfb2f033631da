/**
 * A surface is a message, modal or Home tab being drawn: what its blocks may ask of the page around them.
 *
 * @typedef {object} Surface
 * @property {"message"|"modal"|"home"} kind
 * @property {object} reader   who reads it (reader.js)
 * @property {Form} form       what is filled in
 * @property {Object<string, string>} errors   block id → what is wrong there
 * @property {Object<string, string>} pictures file id → address
 */
import { ask, perform } from "./acts.js";
import { confirmed } from "./confirm.js";

/** Makes a surface; `target` names it to the server: `{view_id}` or `{channel, message_ts}`. */
export function makeSurface({ kind, reader, form, target, errors = {}, pictures = {} }) {
  return {
    kind,
    reader,
    form,
    errors,
    pictures,

    /** Notes a new value and, where Slack would, tells the bot. */
    async change(block, element, value) {
      form.set(block, element, value);
      if (block.type !== "input" || block.dispatch_action) await this.act(block, element, value);
    },

    /** Tells the bot that an element was used; asks first where the element wants to be confirmed. */
    async act(block, element, value) {
      if (element.confirm && !(await confirmed(element.confirm, reader))) return;
      const chosen = element.type === "button" ? { value: element.value ?? null } : { selected: value };
      await perform("click", { ...target, block_id: block.block_id, action_id: element.action_id, ...chosen, values: form.values });
    },

    /** The bot's options for what was typed so far, as groups `{label, options}`. */
    async suggest(block, element, typed) {
      const answer = await ask("suggest", { ...target, block_id: block.block_id, action_id: element.action_id, typed });
      return answer.options ?? [];
    },
  };
}
