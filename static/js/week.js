// The week as a drawing, days across and hours down: it follows what is typed below, and dragging
// over free hours fills in a period there. Without it, and by keyboard, the form below is all.
const SVG = "http://www.w3.org/2000/svg";
const QUARTER = 15;
const DAY = 24 * 60;
const WIDTH = 110;
const LEFT = 52;
const TOP = 28;
const HOUR = 26;
const drawing = document.querySelector("[data-week-drawing]");
const form = drawing?.closest("form");
const names = [...(form?.querySelectorAll(".week-day > legend") ?? [])].map(
  (one) => one.textContent,
);
let dragged = null;

const minutesOf = (text, endsDay) => {
  const [, typed, after, half] = text.match(/^\s*(\d{1,2})[:.h]?(\d\d)?\s*([ap])?/i) ?? [];
  const hours = half ? (typed % 12) + (half.toLowerCase() === "p" ? 12 : 0) : Number(typed);
  const total = hours * 60 + Number(after ?? 0);
  return endsDay && total === 0 ? DAY : total;
};
const twoDigits = (number) => String(number).padStart(2, "0");
const by12 = document.documentElement.dataset.clock === "12";
const clock = (minutes) => {
  const hour = Math.floor(minutes / 60) % 24;
  if (!by12) return `${twoDigits(hour)}:${twoDigits(minutes % 60)}`;
  return `${hour % 12 || 12}:${twoDigits(minutes % 60)} ${hour < 12 ? "am" : "pm"}`;
};
const hourOf = (hour) => (by12 ? `${hour % 12 || 12} ${hour < 12 ? "am" : "pm"}` : `${hour}:00`);

const linesOf = (day) =>
  [...form.querySelectorAll(`[name^="opens_${day}_"]`)].map((opens) => ({
    opens,
    closes: form.querySelector(`[name="${opens.name.replace("opens", "closes")}"]`),
  }));

const periodsOf = (day) =>
  linesOf(day)
    .filter(({ opens, closes }) => opens.value && closes.value)
    .map(({ opens, closes }) => [minutesOf(opens.value), minutesOf(closes.value, true)])
    .filter(([begin, end]) => begin < end);

const element = (name, attributes, text = "") => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
};

const span = () => {
  const all = names.flatMap((_, day) => periodsOf(day));
  const first = Math.min(7 * 60, ...all.map(([begin]) => begin));
  const last = Math.max(20 * 60, ...all.map(([, end]) => end));
  return [Math.floor(first / 60), Math.ceil(last / 60)];
};

const block = (day, [begin, end], first, extra = "") => {
  const y = TOP + (begin / 60 - first) * HOUR;
  const group = element("g", { class: `week-block ${extra}` });
  const height = ((end - begin) / 60) * HOUR;
  const x = LEFT + day * WIDTH + 3;
  group.append(element("rect", { x, y, width: WIDTH - 6, height, rx: 6 }));
  const label = `${clock(begin)}–${end === DAY && !by12 ? "24:00" : clock(end)}`;
  if (height > 18) group.append(element("text", { x: x + 8, y: y + 17 }, label));
  return group;
};

const draw = () => {
  const [first, last] = span();
  const height = TOP + (last - first) * HOUR + 4;
  const svg = element("svg", {
    viewBox: `0 0 ${LEFT + names.length * WIDTH} ${height}`,
    "aria-hidden": "true", // the form below says the same
  });
  for (let hour = first; hour <= last; hour += 1) {
    const y = TOP + (hour - first) * HOUR;
    svg.append(element("line", { x1: LEFT, x2: LEFT + names.length * WIDTH, y1: y, y2: y }));
    if (hour < last)
      svg.append(element("text", { x: 2, y: y + 5, class: "week-hour" }, hourOf(hour)));
  }
  for (const [day, name] of names.entries()) {
    svg.append(element("text", { x: LEFT + day * WIDTH + 8, y: 18, class: "week-name" }, name));
    for (const period of periodsOf(day)) svg.append(block(day, period, first));
  }
  if (dragged) svg.append(block(dragged.day, ends(dragged), first, "week-new"));
  drawing.replaceChildren(svg);
  drawing.dataset.first = first;
};

const ends = ({ from, to }) => [Math.min(from, to), Math.max(from, to) + QUARTER];

const placeOf = (event) => {
  const svg = drawing.firstElementChild;
  const box = svg.getBoundingClientRect();
  const scale = svg.viewBox.baseVal.width / box.width;
  const x = (event.clientX - box.left) * scale;
  const y = (event.clientY - box.top) * scale;
  const minutes = (Number(drawing.dataset.first) + (y - TOP) / HOUR) * 60;
  const day = Math.floor((x - LEFT) / WIDTH);
  return { day, at: Math.min(Math.max(Math.floor(minutes / QUARTER) * QUARTER, 0), DAY - QUARTER) };
};

const fill = (day, [begin, end]) => {
  const free = linesOf(day).find(({ opens, closes }) => !opens.value && !closes.value);
  if (!free) return;
  free.opens.value = clock(begin);
  free.closes.value = clock(end);
  const folded = free.opens.closest("details");
  if (folded) folded.open = true;
};

if (drawing) {
  drawing.hidden = false;
  draw();
  form.addEventListener("input", draw);
  drawing.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch") return; // which scrolls
    const { day, at } = placeOf(event);
    if (!(day in names) || at < Number(drawing.dataset.first) * 60) return;
    if (periodsOf(day).some(([begin, end]) => begin <= at && at < end)) return;
    dragged = { day, from: at, to: at };
    drawing.setPointerCapture(event.pointerId);
    event.preventDefault();
    draw();
  });
  drawing.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    dragged.to = placeOf(event).at;
    draw();
  });
  drawing.addEventListener("pointerup", () => {
    if (!dragged) return;
    const period = ends(dragged);
    if (period[1] - period[0] > QUARTER) fill(dragged.day, period);
    dragged = null;
    draw();
  });
  drawing.addEventListener("pointercancel", () => {
    dragged = null;
    draw();
  });
}
