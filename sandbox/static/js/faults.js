/** Breaking things on purpose: the next call of a Web API method fails in a way that Slack's do. */
import { addFault } from "./api.js";
import { el } from "./dom.js";
import { toast } from "./toasts.js";

const METHODS = ["chat.postMessage", "chat.postEphemeral", "chat.update", "views.open", "views.publish", "users.info"];
const KINDS = {
  rate_limited: "too many requests (429)",
  server_error: "a server error (500)",
  rubbish: "a page instead of JSON",
  timeout_after: "done, but the answer is lost",
  "error:not_in_channel": "not_in_channel",
  "error:invalid_blocks": "invalid_blocks",
};

/** A line that reads "the next [method] fails with [kind]". */
export function makeFaultForm() {
  const method = select(
    "Method",
    METHODS.map((name) => [name, name]),
  );
  const kind = select("Fault", Object.entries(KINDS));
  const submit = async (event) => {
    event.preventDefault();
    try {
      await addFault({ method: method.value, kind: kind.value, times: 1 });
      toast(`The next ${method.value} fails: ${KINDS[kind.value]}.`);
    } catch (problem) {
      toast(problem.message, { problem: true });
    }
  };
  return el(
    "form",
    { class: "faults dialog-footer", onsubmit: submit },
    el("span", {}, "The next "),
    method,
    el("span", {}, " fails with "),
    kind,
    el("button", { type: "submit", class: "button button-small" }, "Arm"),
  );
}

function select(label, choices) {
  const options = choices.map(([value, words]) => el("option", { value }, words));
  return el("select", { class: "field", "aria-label": label }, options);
}
