/** What the person signed in does, with what Slack would say when it fails. */
import * as api from "./api.js";
import { refresh, session } from "./session.js";
import { toast } from "./toasts.js";

/** Sends one thing the person does; answers what the server made of it. A problem is shown as a note unless told `inPlace`. */
export async function ask(what, fields = {}, { inPlace = false } = {}) {
  let answer;
  try {
    answer = await api.act(session.as, what, fields);
  } catch (problem) {
    answer = { ok: false, problem: problem.message };
  }
  if (answer.problem && !inPlace) toast(answer.problem, { problem: true });
  return answer;
}

/** Does it, and shows what came of it. */
export async function perform(what, fields, options) {
  const answer = await ask(what, fields, options);
  await refresh().catch((problem) => toast(problem.message, { problem: true }));
  return answer;
}
