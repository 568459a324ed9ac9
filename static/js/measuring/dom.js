// Makes an element of the page with its attributes and children; text is never read as HTML.

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const find = (id) => document.getElementById(id);

// Fill a list again; whichever of its buttons had the focus keeps it by its place.
export function refill(container, ...children) {
  const at = [...container.querySelectorAll("button")].indexOf(document.activeElement);
  container.replaceChildren(...children);
  if (at >= 0) container.querySelectorAll("button")[at]?.focus({ preventScroll: true });
}

export function options(select, choices, chosen) {
  const key = JSON.stringify(choices);
  if (select.dataset.key !== key) {
    select.replaceChildren(...choices.map(([value, label]) => make("option", { value }, label)));
    select.dataset.key = key;
  }
  select.value = chosen;
}

// L and R always in their colour and with their letter.
export const sideMark = (side) =>
  make(
    "span",
    { class: `side side-${side === "L" ? "left" : "right"}`, "aria-hidden": "true" },
    side,
  );

export const SIDES = { L: "Left", R: "Right" };

export const note = (text, tone = "attention") =>
  make("div", { class: `note note-${tone}` }, make("p", {}, text));
