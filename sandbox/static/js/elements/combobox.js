/** One field with a list to pick from: every kind of select, single or multiple, with options at hand or fetched while typing. */
import { el, fill, placeNear, uniqueId } from "../dom.js";

const TYPING_PAUSE_MS = 180;

/**
 * @typedef {object} Choice
 * @property {string} key          tells choices apart
 * @property {string} label
 * @property {string} [description]
 * @property {*} value             what is handed back when it is chosen
 *
 * @param {object} options
 * @param {Object} options.attributes   aria-label or id for the field, aria-describedby
 * @param {string} options.placeholder
 * @param {boolean} options.multiple
 * @param {number} [options.most]       how many may be chosen
 * @param {boolean} options.clearable   a single choice may be taken back
 * @param {boolean} options.remote      `load` asks somebody else: wait for a pause in the typing
 * @param {number} options.typedAtLeast how much must be typed before `load` is asked
 * @param {Choice[]} options.chosen
 * @param {function(string): Promise<{label: ?string, choices: Choice[]}[]>} options.load  groups for what was typed
 * @param {function(Choice[]): void} options.onChange
 */
export function combobox(options) {
  return new Combobox(options).node;
}

class Combobox {
  constructor(options) {
    Object.assign(this, options);
    this.active = -1;
    this.shown = [];
    this.listId = uniqueId("list");
    this.input = el("input", {
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-autocomplete": "list",
      "aria-expanded": false,
      "aria-controls": this.listId,
      ...this.attributes,
      onclick: () => this.open(),
      onfocus: () => this.input.select(),
      oninput: () => this.type(),
      onkeydown: (event) => this.onKey(event),
      onblur: () => this.close(),
    });
    this.chips = el("span", { class: "chips" });
    this.list = el("div", {
      id: this.listId,
      class: "list",
      role: "listbox",
      popover: "manual",
      "aria-multiselectable": this.multiple ? "true" : null,
    });
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.node = el(
      "span",
      { class: this.multiple ? "combobox combobox-multiple" : "combobox" },
      this.chips,
      this.input,
      this.list,
    );
    this.draw();
  }

  draw() {
    const none = this.chosen.length === 0;
    this.settle();
    this.input.placeholder = none || !this.multiple ? this.placeholder : "";
    fill(
      this.chips,
      this.multiple && this.chosen.map((choice) => this.chip(choice)),
      !this.multiple &&
        this.clearable &&
        !none &&
        el("button", { type: "button", class: "clear", "aria-label": "Clear", onclick: () => this.take([]) }, "×"),
    );
  }

  /** The field says what is chosen, whatever was typed to search. */
  settle() {
    this.input.value = this.multiple || !this.chosen.length ? "" : this.chosen[0].label;
  }

  chip(choice) {
    const without = () => this.take(this.chosen.filter(({ key }) => key !== choice.key));
    return el(
      "span",
      { class: "chip" },
      choice.label,
      el("button", { type: "button", "aria-label": `Remove ${choice.label}`, onclick: without }, "×"),
    );
  }

  take(choices) {
    this.chosen = choices;
    this.draw();
    this.onChange(choices);
  }

  async open(typed = "") {
    this.asked = typed;
    if (typed.length < this.typedAtLeast)
      return this.note(`Type ${this.typedAtLeast > 1 ? `${this.typedAtLeast} letters` : "a letter"} to search`);
    const asked = this.load(typed);
    const groups =
      (await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 60, null))])) ??
      (this.note("Searching…"), await asked);
    if (this.asked !== typed || document.activeElement !== this.input) return null;
    return this.show(groups);
  }

  show(groups) {
    this.shown = groups.flatMap(({ choices }) => choices);
    this.active = this.shown.length ? 0 : -1;
    if (!this.shown.length) return this.note("No matches");
    fill(
      this.list,
      groups.map((group) => [
        group.label && el("div", { class: "list-group", role: "presentation" }, group.label),
        group.choices.map((choice) => this.option(choice)),
      ]),
    );
    this.mark();
    return this.reveal();
  }

  option(choice) {
    const selected = this.chosen.some(({ key }) => key === choice.key);
    return el(
      "div",
      {
        id: uniqueId("option"),
        class: "option",
        role: "option",
        "aria-selected": selected,
        onclick: () => this.pick(choice),
      },
      choice.label,
      choice.description && el("span", { class: "option-description" }, choice.description),
    );
  }

  note(text) {
    this.shown = [];
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    fill(this.list, el("div", { class: "list-note", role: "option", "aria-disabled": "true" }, text));
    this.reveal();
  }

  reveal() {
    if (!this.list.matches(":popover-open")) this.list.showPopover();
    this.input.setAttribute("aria-expanded", "true");
    placeNear(this.list, this.node);
  }

  close() {
    this.asked = null;
    clearTimeout(this.timer);
    if (this.list.matches(":popover-open")) this.list.hidePopover();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.settle();
  }

  type() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(this.input.value.trim()), this.remote ? TYPING_PAUSE_MS : 0);
  }

  pick(choice) {
    const without = this.chosen.filter(({ key }) => key !== choice.key);
    const had = without.length < this.chosen.length;
    if (!this.multiple) {
      this.close();
      if (!had) this.take([choice]);
      return;
    }
    if (!had && this.most && without.length >= this.most) return this.note(`At most ${this.most} can be chosen`);
    this.take(had ? without : [...without, choice]);
    this.open();
  }

  mark() {
    const rows = [...this.list.querySelectorAll(".option")];
    rows.forEach((row, at) => row.classList.toggle("option-active", at === this.active));
    if (rows[this.active]) {
      this.input.setAttribute("aria-activedescendant", rows[this.active].id);
      rows[this.active].scrollIntoView({ block: "nearest" });
    }
  }

  onKey(event) {
    const isOpen = this.list.matches(":popover-open");
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      if (!isOpen) this.open();
      else if (this.shown.length)
        this.active = (this.active + steps[event.key] + this.shown.length) % this.shown.length;
      this.mark();
    } else if (event.key === "Enter" && isOpen) {
      if (this.shown[this.active]) this.pick(this.shown[this.active]);
    } else if (event.key === "Escape" && isOpen) {
      this.close();
      event.stopPropagation();
    } else if (event.key === "Backspace" && this.multiple && this.input.value === "" && this.chosen.length) {
      return this.take(this.chosen.slice(0, -1));
    } else return;
    event.preventDefault();
  }
}
