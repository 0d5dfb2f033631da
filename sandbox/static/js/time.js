/** The sandbox's time and how moments are written. Moments are `Date`s; zones are IANA names. */
import { session } from "./session.js";

let readAt = { iso: null, performance: 0 };

/** The sandbox's time now: what the server said, and what has gone by since. */
export function sandboxNow() {
  const iso = session.state?.clock.iso ?? null;
  if (iso === null) return new Date();
  if (readAt.iso !== iso) readAt = { iso, performance: performance.now() };
  return new Date(Date.parse(iso) + performance.now() - readAt.performance);
}

/** The moment a Slack `ts` stands for. */
export const momentOf = (ts) => new Date(Number(ts) * 1000);

/** A moment in words, by Intl's options. */
export const words = (moment, { locale, timeZone }, options) =>
  new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(moment);

/** The day of a moment in a zone, as 2026-06-30. */
export const dayOf = (moment, timeZone) =>
  words(moment, { locale: "en-CA", timeZone }, { year: "numeric", month: "2-digit", day: "2-digit" });

/** Whole days from one moment's day to another's, as the zone's calendar counts them. */
export function daysBetween(from, to, timeZone) {
  return Math.round((Date.parse(dayOf(to, timeZone)) - Date.parse(dayOf(from, timeZone))) / 86_400_000);
}

/** "10:42" */
export const clockTime = (moment, reader) => words(moment, reader, { hour: "2-digit", minute: "2-digit" });

/** "today", "yesterday" or "tomorrow" in the reader's language, null for other days. */
export function nearDay(moment, reader) {
  const days = daysBetween(reader.now(), moment, reader.timeZone);
  return Math.abs(days) > 1
    ? null
    : new Intl.RelativeTimeFormat(reader.locale, { numeric: "auto" }).format(days, "day");
}

/** The words on a day divider: "Today", "Monday, 3 November". */
export function dayTitle(moment, reader) {
  const near = nearDay(moment, reader);
  if (near) return near.charAt(0).toLocaleUpperCase(reader.locale) + near.slice(1);
  return words(moment, reader, { weekday: "long", day: "numeric", month: "long" });
}

/** The moment at which a zone's clocks show a day and a time ("2026-06-30", "09:00"). */
export function momentAt(day, time, timeZone) {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  let moment = wanted;
  // Twice: the first correction may step over a change to or from summer time.
  for (let round = 0; round < 2; round += 1) moment = wanted - offsetOf(new Date(moment), timeZone);
  return new Date(moment);
}

function offsetOf(moment, timeZone) {
  const shown = `${dayOf(moment, timeZone)}T${words(moment, { locale: "en-GB", timeZone }, { hour: "2-digit", minute: "2-digit", second: "2-digit" })}Z`;
  return Date.parse(shown) - Math.floor(moment.getTime() / 1000) * 1000;
}
