/** The server's JSON endpoints, one function each. */

/** Raised when the server refuses or cannot be reached; its message is for people. */
export class ServerProblem extends Error {}

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new ServerProblem("The sandbox does not answer. Is it still running?");
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  throw new ServerProblem(answer.problem ?? `The sandbox answered ${response.status} to ${path.split("?")[0]}.`);
}

const get = (path, query) => request(`${path}?${new URLSearchParams(query)}`);

const post = (path, body) =>
  request(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Sandbox": "1" },
    body: JSON.stringify(body),
  });

/** What a person's client knows: who they are, their channels, commands, the clock, Home, the modal on top; by default the first one. */
export const fetchState = (as) => get("/_/state", as ? { as } : {});

/** The messages a person sees in a channel, oldest first, replies included. */
export const fetchMessages = (as, channel) => get("/_/messages", { as, channel });

/** Does something as a person; answers `{ok, problem?, errors?, view?, options?}`. */
export const act = (as, what, fields) => post("/_/act", { as, do: what, ...fields });

/** Moves the clock forward; answers `{now, ran}`. */
export const moveClock = (where) => post("/_/clock", where);

/** Makes the next calls of one Web API method fail. */
export const addFault = (fault) => post("/_/fault", fault);

/** The last Web API calls of the bot and requests to it. */
export const fetchLog = (limit) => get("/_/log", { limit });

/** Listens to what happens in a person's client until `close()` is called on the result. What was missed while the
 * line was down nobody tells, so each time it is up again counts as news too. */
export function listen(as, onEvent) {
  const source = new EventSource(`/_/events?${new URLSearchParams({ as })}`);
  source.onopen = () => onEvent({ type: "state" });
  source.onmessage = (message) => onEvent(JSON.parse(message.data));
  return source;
}
