/** Date and time pickers: the browser's own. */
import { el } from "../dom.js";
import { secondsOf } from "../form.js";
import { plain } from "../text/objects.js";
import { dayOf, words } from "../time.js";

const asIs = { show: (value) => value ?? "", keep: (value) => value || null };

const KINDS = {
  datepicker: { type: "date", ...asIs },
  timepicker: { type: "time", ...asIs },
  datetimepicker: {
    type: "datetime-local",
    show: localTime,
    keep: (value, reader) => secondsOf(value, reader.timeZone),
  },
};

/** A datepicker, timepicker or datetimepicker; moments are seconds since 1970, shown in the reader's zone. */
export function picker(block, element, surface, attributes) {
  const { type, show, keep } = KINDS[element.type];
  const node = el("input", {
    class: "field field-short",
    type,
    value: show(surface.form.get(block, element), surface.reader),
    title: plain(element.placeholder) || null,
    ...attributes,
    onchange: () => surface.change(block, element, keep(node.value, surface.reader)),
  });
  return node;
}

function localTime(seconds, reader) {
  if (seconds === null) return "";
  const moment = new Date(seconds * 1000);
  const time = words(moment, { locale: "en-GB", timeZone: reader.timeZone }, { hour: "2-digit", minute: "2-digit" });
  return `${dayOf(moment, reader.timeZone)}T${time}`;
}
