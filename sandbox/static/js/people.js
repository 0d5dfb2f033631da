/** The rail of people: one click, and the page is somebody else's client. */
import { el, fill } from "./dom.js";
import { become, session, watch } from "./session.js";

/** Draws the rail, now and whenever the state changes. */
export function showPeople(rail) {
  watch(["state"], () => {
    const { people } = session.state;
    if (rail.childElementCount !== people.length) fill(rail, people.map(personButton));
    for (const button of rail.children)
      button.setAttribute("aria-pressed", String(button.dataset.handle === session.as));
  });
}

function personButton(person) {
  return el(
    "button",
    {
      type: "button",
      class: "person",
      title: `${person.name} · ${introduction(person)}`,
      dataset: { handle: person.handle },
      onclick: () => become(person.handle),
    },
    avatar(person),
    el("span", { class: "person-name" }, person.name.split(" ")[0]),
    el("span", { class: `role role-${person.kind}` }, person.kind === "partner" ? person.team : person.kind),
  );
}

/** How a person is introduced: "rep", "manager", "admin", "guest", "partner of BetaCo". */
const roleOf = ({ kind, team }) => (kind === "partner" ? `partner of ${team}` : kind);

/** A person's role and what else is known of them, in a line. */
export function introduction(person) {
  const role = roleOf(person);
  return person.title && !role.includes(person.title) ? `${role} · ${person.title}` : role;
}

/** A person's first letter on their colour; the bell for the bot. */
export function avatar({ name, is_bot: isBot, avatar_color: color }) {
  if (isBot) return el("img", { class: "avatar", src: "/static/img/bell.svg", alt: "" });
  const node = el("span", { class: "avatar", "aria-hidden": "true" }, [...(name || "?")][0]);
  node.style.setProperty("--avatar", color ?? "#6b7280");
  return node;
}
