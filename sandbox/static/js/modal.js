/** The modal on top of this person's stack. */
import { perform } from "./acts.js";
import { blockNodes } from "./blocks/blocks.js";
import { el, fill } from "./dom.js";
import { keepingFocus } from "./focus.js";
import { Form } from "./form.js";
import { icon } from "./icons.js";
import { reader } from "./reader.js";
import { session, watch } from "./session.js";
import { makeSurface } from "./surface.js";
import { plain } from "./text/objects.js";

/** Shows whatever modal the state has, and nothing when it has none. */
export function showModals() {
  const forms = new Map(); // view id → its form: what was typed stays while another view lies on top
  const dialog = el("dialog", { class: "dialog modal", "aria-labelledby": "modal-title" });
  const open = { view: null, key: null, errors: {}, problem: null };
  document.body.append(dialog);

  const draw = () => {
    const { view, errors, problem } = open;
    const form = forms.get(view.id);
    const surface = makeSurface({ reader, form, errors, target: { view_id: view.id } });
    keepingFocus(dialog, () =>
      fill(
        dialog,
        el(
          "form",
          { novalidate: true, onsubmit: (event) => submit(event) },
          heading(view, close),
          el(
            "div",
            { class: "dialog-body scroller" },
            problem && el("p", { class: "alert alert-error", role: "alert" }, problem),
            blockNodes(view.blocks, surface),
          ),
          footer(view, close),
        ),
      ),
    );
  };

  const submit = async (event) => {
    event.preventDefault();
    const { view } = open;
    const button = dialog.querySelector("[type=submit]");
    if (!view.submit || button.disabled) return;
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    const answer = await perform("submit", { view_id: view.id, values: forms.get(view.id).values }, { inPlace: true });
    if (open.view?.id !== view.id) return;
    Object.assign(open, { errors: answer.errors ?? {}, problem: answer.problem ?? null });
    draw();
    dialog.querySelector("[aria-invalid]")?.focus();
  };

  const close = () => perform("close", { view_id: open.view.id });

  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });

  watch(["state"], () => {
    const view = session.state.modal;
    const key = view && `${session.as} ${view.id} ${view.hash}`;
    if (key === open.key) return;
    if (view) forms.set(view.id, new Form(view.blocks, view.state.values, forms.get(view.id)));
    else forms.clear();
    Object.assign(open, { view, key, errors: {}, problem: null });
    if (!view) return dialog.close();
    draw();
    if (!dialog.open) dialog.showModal();
    focusFirst(dialog);
  });
}

function heading(view, close) {
  const isPushed = Boolean(view.previous_view_id);
  return el(
    "header",
    { class: "dialog-heading" },
    isPushed && el("button", { type: "button", class: "quiet", "aria-label": "Back", onclick: close }, icon("back")),
    el("h2", { id: "modal-title", class: "dialog-title" }, plain(view.title)),
    el("button", { type: "button", class: "quiet", "aria-label": "Close", onclick: close }, icon("close")),
  );
}

function footer(view, close) {
  return el(
    "footer",
    { class: "dialog-footer" },
    el("button", { type: "button", class: "button", onclick: close }, plain(view.close) || "Cancel"),
    view.submit && el("button", { type: "submit", class: "button button-primary" }, plain(view.submit)),
  );
}

function focusFirst(dialog) {
  if (dialog.contains(document.activeElement) && document.activeElement.dataset.element) return;
  (
    dialog.querySelector("[autofocus]") ??
    dialog.querySelector(".dialog-body input, .dialog-body textarea") ??
    dialog.querySelector(".button-primary")
  )?.focus();
}
