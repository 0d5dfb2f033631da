/** Block Kit's confirmation dialog: are you sure? */
import { el, uniqueId } from "./dom.js";
import { plain, textNodes } from "./text/objects.js";

/** Asks; resolves to true when the person confirms. */
export function confirmed(question, reader) {
  return new Promise((resolve) => {
    const titleId = uniqueId("confirm");
    const dialog = el(
      "dialog",
      { class: "dialog dialog-small", "aria-labelledby": titleId, onclose: () => finish() },
      el(
        "form",
        { method: "dialog" },
        el("h2", { id: titleId, class: "dialog-title" }, plain(question.title) || "Are you sure?"),
        el("div", { class: "dialog-body text" }, textNodes(question.text, reader)),
        el(
          "footer",
          { class: "dialog-footer" },
          el("button", { class: "button", value: "deny" }, plain(question.deny) || "No"),
          el(
            "button",
            { class: `button button-${question.style === "danger" ? "danger" : "primary"}`, value: "confirm" },
            plain(question.confirm) || "Yes",
          ),
        ),
      ),
    );
    const finish = () => {
      dialog.remove();
      resolve(dialog.returnValue === "confirm");
    };
    document.body.append(dialog);
    dialog.showModal();
  });
}
