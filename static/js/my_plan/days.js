// Which day it is at the clinic. A page that was kept has the days after it in finished words, each
// with when it ends; opened without a network on a later day, it shows that day's exercises.
const { days } = JSON.parse(document.getElementById("kept").textContent);

export const dayOf = (list, now) => list.find((day) => now < day.ends_ms) ?? list.at(-1);
export const today = () => dayOf(days, Date.now());
let shown = days[0].day;
export const isOfToday = () => today().day === shown;

// Put each card where it belongs on this day, as one that is to be logged. `left` are those that
// somebody types into: they stay as they are.
export function arrange(root, left) {
  const { day, weekday, words } = today();
  shown = day;
  root.querySelector("[data-today]").textContent = words;
  for (const part of root.querySelectorAll("[data-day-only]")) part.hidden = true;
  for (const field of root.querySelectorAll('[name="done_on"]')) field.max = day;
  const cards = [...root.querySelectorAll("[data-card]")].filter((card) => !left.includes(card));
  for (const card of cards) begin(card, day);
  if (!root.matches("[data-arranged]")) return;
  const lists = {
    true: root.querySelector("[data-due]"),
    false: root.querySelector("[data-others]"),
  };
  for (const card of cards) {
    const isDue = card.dataset.days.split(" ").includes(String(weekday));
    lists[isDue].querySelector(".moves").append(card);
  }
  for (const list of Object.values(lists)) list.hidden = !list.querySelector("[data-card]");
}

function begin(card, day) {
  for (const part of card.querySelectorAll("[data-done], [data-logged-words]")) part.hidden = true;
  for (const part of card.querySelectorAll("[data-to-log]")) part.hidden = false;
  for (const field of card.querySelectorAll('[name="done_on"]')) field.value = day;
}
