/** The left side: the workspace, who you are, its channels, the bot. */
import { perform } from "./acts.js";
import { el, fill } from "./dom.js";
import { closeDrawer } from "./drawer.js";
import { icon } from "./icons.js";
import { avatar, introduction } from "./people.js";
import { isExternal, open, otherCompanies, session, watch } from "./session.js";

/** Draws the sidebar, now and whenever the state or the open place changes. */
export function showSidebar(sidebar) {
  const draw = () => session.state && fill(sidebar, me(), channels(), apps());
  watch(["state", "place"], draw);
}

function me() {
  const { me: person } = session.state;
  return el(
    "div",
    { class: "me" },
    avatar(person),
    el(
      "div",
      {},
      el("strong", {}, person.name),
      el("span", { class: "me-role" }, introduction(person)),
      !isExternal() && el("span", { class: "me-role" }, person.team), // a partner's role names their company
    ),
  );
}

function channels() {
  return list("Channels", session.state.channels.filter(({ is_im: isIm }) => !isIm).map(channelRow));
}

function channelRow(channel) {
  const others = channel.is_ext_shared ? `shared with ${otherCompanies(channel).join(", ")}` : null;
  return row({
    place: channel.id,
    mark: icon(channel.is_private ? "lock" : "hash"),
    name: channel.name,
    unread: channel.unread,
    note:
      others &&
      el("span", { class: "shared", title: others }, icon("linked"), el("span", { class: "sr-only" }, `, ${others}`)),
    onOpen: () => go(channel.id),
  });
}

function apps() {
  const { bot, channels: all } = session.state;
  const direct = all.find(({ is_im: isIm }) => isIm);
  const status = bot.connected ? "connected" : "not connected";
  const dot = el(
    "span",
    { class: bot.connected ? "dot dot-on" : "dot", title: `${bot.name} is ${status}` },
    el("span", { class: "sr-only" }, `, ${status}`),
  );
  return list("Apps", [
    row({
      place: direct?.id ?? "direct",
      mark: avatar({ is_bot: true }),
      name: bot.name,
      unread: direct?.unread,
      note: dot,
      onOpen: () => openDirect(direct),
    }),
    row({ place: "home", mark: icon("home"), name: `${bot.name} Home`, onOpen: () => go("home") }),
  ]);
}

function list(title, rows) {
  return el("section", { class: "places" }, el("h2", {}, title), el("ul", {}, rows));
}

function row({ place, mark, name, unread, note, onOpen }) {
  const isOpen = place === session.place;
  return el(
    "li",
    {},
    el(
      "button",
      {
        type: "button",
        class: unread && !isOpen ? "place-row unread" : "place-row",
        "aria-current": isOpen ? "page" : null,
        onclick: onOpen,
      },
      mark,
      el("span", { class: "place-name" }, name),
      note,
      unread && !isOpen ? el("span", { class: "badge", "aria-label": `${unread} new` }, String(unread)) : null,
    ),
  );
}

/** Opens the DM with the bot, which begins to exist when it is first opened. */
async function openDirect(direct) {
  if (!direct) await perform("open_dm");
  await go(session.state.channels.find(({ is_im: isIm }) => isIm)?.id);
}

async function go(place) {
  closeDrawer();
  if (place) await open(place);
}
