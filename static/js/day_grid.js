// The day as a grid: what the page's list says, drawn in columns. The page asks for itself anew
// (desk.js), and what it then says is drawn here; nothing is changed but through a dialog.
const WIDE = matchMedia("(min-width: 62rem)");
const ICON_OF = {
  held: "◷",
  booked: "",
  arrived: "●",
  fulfilled: "✓",
  noshow: "✕",
  cancelled: "✕",
};
const SNAP_MIN = 5;
const by12 = (date) =>
  `${date.getHours() % 12 || 12}:${String(date.getMinutes()).padStart(2, "0")} ` +
  (date.getHours() < 12 ? "am" : "pm");
// As the clinic writes its times.
const CLOCK =
  document.documentElement.dataset.clock === "12"
    ? (from, to) => [from, to].filter(Boolean).map(by12).join(" – ")
    : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const OF_A_TABLE = ["role", "aria-colindex", "aria-colspan"];
const desk = document.getElementById("desk");
const place = document.getElementById("grid");
let grid = null;
let drawn = "";
let clock = null; // what the clinic's clocks showed, and when that was read

const factsAsText = () => document.getElementById("grid-facts").textContent;

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function contentOf({ event, timeText }) {
  if (event.display === "background") {
    return event.title ? { domNodes: [element("span", event.title, "shut-why")] } : "";
  }
  const facts = event.extendedProps;
  const who = `${ICON_OF[facts.status]} ${event.title}`.trim();
  const head = element(facts.reference ? "button" : "span", who, "block-who");
  if (facts.reference) {
    head.type = "button";
    head.dataset.visit = facts.reference;
  }
  head.append(
    element("span", `, ${timeText}, ${facts.word}, with ${facts.who}`, "visually-hidden"),
  );
  const marks = element("span", "", "block-marks");
  marks.append(
    ...facts.marks.map(([code, words]) => element("span", words, `block-mark mark-${code}`)),
  );
  const seen = facts.marks.length ? [marks] : [];
  return { domNodes: [head, ...seen, element("span", facts.service, "block-what")] };
}

function classesOf({ event }) {
  if (event.display === "background") {
    return event.extendedProps.isNow ? ["grid-now"] : ["grid-shut"];
  }
  const facts = event.extendedProps;
  const marks = facts.marks.map(([code]) => `has-${code}`);
  const dimmed = facts.isDimmed ? ["is-dimmed"] : [];
  return ["block", `block-${facts.status}`, ...marks, ...dimmed];
}

const wall = (date) => {
  const two = (number) => String(number).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return { day, time: `${two(date.getHours())}:${two(date.getMinutes())}` };
};

// The clinic's clock, wherever the browser is: what the page said, and how long ago that was.
function nowLine(facts) {
  const passed = performance.now() - clock.readAt;
  const start = new Date(new Date(clock.shown).getTime() + passed);
  const end = new Date(start.getTime() + 60_000);
  return {
    id: "now",
    start,
    end,
    resourceIds: facts.resources.map(({ id }) => id),
    display: "background",
    extendedProps: { isNow: true },
  };
}

const eventsOf = (facts) => [...facts.events, ...facts.shut, nowLine(facts)];

function askToMove({ event, newResource, revert }) {
  revert(); // it moves when the server has moved it, and not before
  const facts = event.extendedProps;
  const { day, time } = wall(event.start);
  const asked = new URLSearchParams({
    day,
    time,
    practitioner: (newResource?.id ?? event.resourceIds[0]).replace(/^p-/, ""),
    minutes: Math.round((event.end - event.start) / 60_000),
    revision: facts.revision,
  });
  openDialog(`${desk.dataset.visitUrl}${facts.reference}/move/?${asked}`);
}

function options(facts) {
  return {
    view: facts.view,
    date: facts.date,
    headerToolbar: { start: "", center: "", end: "" },
    allDaySlot: false,
    firstDay: 1,
    slotMinTime: facts.slotMinTime,
    slotMaxTime: facts.slotMaxTime,
    slotDuration: "00:15",
    slotLabelInterval: "01:00",
    slotHeight: 20,
    snapDuration: { minutes: SNAP_MIN },
    slotEventOverlap: false,
    slotLabelFormat: CLOCK,
    eventTimeFormat: CLOCK,
    dayHeaderFormat: { weekday: "short", day: "numeric", month: "short" },
    locale: "en-CA",
    columnWidth: facts.view === "timeGridWeek" ? undefined : "minmax(4.25rem, 1fr)",
    resources: facts.resources,
    events: eventsOf(facts),
    editable: true,
    eventStartEditable: true,
    resourceLabelContent: ({ resource }) => ({ domNodes: [headOf(resource)] }),
    eventContent: contentOf,
    eventClassNames: classesOf,
    eventAllUpdated: nameParts,
    eventDrop: askToMove,
    eventResize: askToMove,
    dateClick: ({ date, resource }) => {
      const { day, time } = wall(date);
      const whose = resource?.id.startsWith("p-") ? resource.id.slice(2) : "";
      const asked = new URLSearchParams({ day, time, practitioner: whose || chosenInWeek() });
      openDialog(`${desk.dataset.newUrl}?${asked}`);
    },
  };
}

// The calendar would give the block itself a role that it may not have: the name in it is a button.
place.addEventListener("click", ({ target }) => {
  const visit = target.closest("button[data-visit]")?.dataset.visit;
  if (visit) openDialog(`${desk.dataset.visitUrl}${visit}/block/`);
});

const chosenInWeek = () => document.getElementById("practitioner").value;

function headOf(resource) {
  const { slug } = resource.extendedProps ?? {};
  if (!slug) return element("span", resource.title, "lane-head");
  const link = element("a", resource.title, "column-head");
  const asked = new URLSearchParams(new FormData(document.getElementById("day-filters")));
  asked.set("practitioner", slug);
  asked.set("span", "week");
  link.href = `?${asked}`;
  link.title = `The week of ${resource.title}`;
  return link;
}

// The calendar calls itself a table, which may hold no block. Each block says when and with whom.
function nameParts() {
  for (const part of place.querySelectorAll(OF_A_TABLE.map((name) => `[${name}]`).join())) {
    for (const name of OF_A_TABLE) part.removeAttribute(name);
  }
  const whole = place.querySelector(".ec");
  whole.setAttribute("role", "group");
  whole.setAttribute("aria-label", "The day");
}

function draw() {
  const text = factsAsText();
  const facts = JSON.parse(text);
  const isGrid = WIDE.matches && desk.dataset.view === "grid" && facts.resources.length > 0;
  desk.classList.toggle("shows-grid", isGrid);
  place.hidden = !isGrid;
  if (!isGrid) return; // where nobody is shown, the list says so
  clock ??= { shown: facts.now, readAt: performance.now() };
  if (!grid) {
    grid = EventCalendar.create(place, options(facts));
  } else if (text !== drawn) {
    for (const name of ["resources", "slotMinTime", "slotMaxTime"])
      grid.setOption(name, facts[name]);
    grid.setOption("events", eventsOf(facts));
  } else {
    grid.updateEvent(nowLine(facts)); // only time has passed
  }
  drawn = text;
  nameParts();
}

// A page that leads back to a visit means its block as well as its row.
function goToBlock() {
  const visit = window.location.hash.replace("#visit-", "");
  const block = visit && place.querySelector(`[data-visit="${CSS.escape(visit)}"]`);
  if (!block) return;
  block.closest(".block").scrollIntoView({ block: "center", inline: "center" });
  block.focus();
}

WIDE.addEventListener("change", draw);
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id === "board") draw();
});
document.addEventListener("board:fresh", draw);
document.addEventListener("board:now", ({ detail }) => {
  clock = { shown: detail, readAt: performance.now() };
  draw();
});
setInterval(() => document.hidden || draw(), 60_000);
draw();
setTimeout(goToBlock);
