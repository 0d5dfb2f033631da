/** The formats of `<!date^…>`, such as "{date_short_pretty} at {time}". */
import { clockTime, nearDay, words } from "../time.js";

const LONG = { year: "numeric", month: "long", day: "numeric" };
const SHORT = { year: "numeric", month: "short", day: "numeric" };
const FULL = { weekday: "long", ...LONG };

const FORMATS = {
  date_num: (moment, reader) =>
    words(
      moment,
      { locale: "en-CA", timeZone: reader.timeZone },
      { year: "numeric", month: "2-digit", day: "2-digit" },
    ),
  date_slash: (moment, reader) => words(moment, reader, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date: (moment, reader) => words(moment, reader, LONG),
  date_short: (moment, reader) => words(moment, reader, SHORT),
  date_long: (moment, reader) => words(moment, reader, FULL),
  date_pretty: (moment, reader) => nearDay(moment, reader) ?? words(moment, reader, LONG),
  date_short_pretty: (moment, reader) => nearDay(moment, reader) ?? words(moment, reader, SHORT),
  date_long_pretty: (moment, reader) => nearDay(moment, reader) ?? words(moment, reader, FULL),
  day_divider_pretty: (moment, reader) =>
    nearDay(moment, reader) ?? words(moment, reader, { weekday: "long", month: "long", day: "numeric" }),
  time: clockTime,
  time_secs: (moment, reader) => words(moment, reader, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  ago,
};

/** A format with its fields filled in; fields Slack does not know stay as they are. */
export const dateText = (format, moment, reader) =>
  format.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(FORMATS, name) ? FORMATS[name](moment, reader) : whole));

/** "3 hours ago", "in 2 days", in the reader's language. */
export function ago(moment, reader) {
  const seconds = (moment - reader.now()) / 1000;
  const [unit, size] = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ].find((entry) => Math.abs(seconds) >= entry[1]) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(reader.locale, { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}
