// The line that says what is not sent yet, and why.
import { make } from "../measuring/dom.js";

const many = (number) => `${number} exercise${number === 1 ? " is" : "s are"} not sent yet`;
const WHY = {
  offline: "There is no network. It is sent by itself once there is.",
  other_account:
    "Somebody else is logged in on this computer. It is sent once you have logged in here again.",
};

function whyOf(stop, logInUrl) {
  if (stop !== "logged_out") return [WHY[stop] ?? "It is being sent."];
  const back = `${logInUrl}?next=${encodeURIComponent(location.pathname + location.search)}`;
  return ["You were logged out. ", make("a", { href: back }, "Log in"), ", and it is sent."];
}

export function sayWaiting(place, rows, stop, { logInUrl, throwAway }) {
  const waiting = rows.filter((row) => !row.refused);
  const refused = rows.filter((row) => row.refused);
  const parts = [];
  if (waiting.length) {
    const names = waiting.map((row) => `${row.name}, ${row.words}`).join("; ");
    parts.push(
      make("p", {}, make("strong", {}, `${many(waiting.length)}.`), " ", ...whyOf(stop, logInUrl)),
      make("p", { class: "soft" }, `Kept on this device: ${names}.`),
    );
  }
  for (const row of refused) {
    const press = () => throwAway(row.reference);
    parts.push(
      make("p", {}, `${row.name}, ${row.words}, was not taken: ${row.refused}`),
      make("button", { type: "button", class: "btn btn-quiet", onclick: press }, "Throw it away"),
    );
  }
  const note = parts.length ? [make("div", { class: "note" }, make("div", {}, ...parts))] : [];
  place.replaceChildren(...note);
}
