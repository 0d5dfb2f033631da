/** What the person signed in does, with what Slack would say when it fails. */
import * as api from "./api.js";
import { refresh, session } from "./session.js";
import { toast } from "./toasts.js";

/** Sends one thing the person does; answers what the server made of it, and says its problem if there is one. */
export async function ask(what, fields = {}) {
  let answer;
  try {
    answer = await api.act(session.as, what, fields);
  } catch (problem) {
    answer = { ok: false, problem: problem.message };
  }
  if (answer.problem) toast(answer.problem, { problem: true });
  return answer;
}

/** Does it, and shows what came of it. */
export async function perform(what, fields) {
  const answer = await ask(what, fields);
  await refresh().catch((problem) => toast(problem.message, { problem: true }));
  return answer;
}
