// Draws points, lines, letters and the magnifier over a frame, in screen pixels.

const HALO = "rgb(8 20 22 / 72%)";
const TAG_ROOM = 180;
const MAGNIFIER = { radius: 74, times: 4, away: 128, margin: 14 };

function stroke(context, from, to, { colour, width = 2, dash = [] }) {
  for (const [style, thick] of [
    [HALO, width + 2.5],
    [colour, width],
  ]) {
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.setLineDash(dash);
    context.strokeStyle = style;
    context.lineWidth = thick;
    context.lineCap = "round";
    context.stroke();
  }
  context.setLineDash([]);
}

function tag(context, text, [x, y], { colour, align = "left" }) {
  context.font = "600 13px 'Figtree Variable', system-ui, sans-serif";
  context.textBaseline = "middle";
  const wide = context.measureText(text).width + 14;
  const left = align === "left" ? x : x - wide;
  context.beginPath();
  context.roundRect(left, y - 11, wide, 22, 11);
  context.fillStyle = HALO;
  context.fill();
  context.fillStyle = colour;
  context.fillText(text, left + 7, y + 0.5);
}

// A ring that leaves the spot itself in sight, with a dot for it.
function ring(context, [x, y], { colour, selected, unsure }) {
  const radius = selected ? 9 : 7;
  for (const [style, thick] of [
    [HALO, 5],
    [colour, 2.25],
  ]) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.setLineDash(unsure ? [3.5, 3.5] : []);
    context.strokeStyle = style;
    context.lineWidth = thick;
    context.stroke();
  }
  context.setLineDash([]);
  context.beginPath();
  context.arc(x, y, 1.6, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
}

function letter(context, { text, note, side, at, align }) {
  const [x, y] = at;
  context.beginPath();
  context.arc(x, y, 22, 0, 2 * Math.PI);
  context.fillStyle = side.colour;
  context.fill();
  context.fillStyle = side.ink;
  context.font = "700 24px 'Figtree Variable', system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, x, y + 1);
  context.textAlign = "left";
  if (note) tag(context, note, [align === "left" ? x + 30 : x - 30, y], { colour: "#fff", align });
}

export function drawScene(context, scene, stage) {
  const { width } = stage.size;
  const [left] = stage.toScreen([0, 0]);
  const [right] = stage.toScreen([stage.picture.width, 0]);
  for (const line of scene.lines) {
    const [from, to] = line.points.map((at) => at && stage.toScreen(at));
    if (from && to) stroke(context, from, to, line);
    for (const at of [from, to]) if (at) ring(context, at, line);
    if (from && to && line.text)
      tag(context, line.text, [to[0] + 14, to[1] + (line.isBelow ? 18 : -16)], line);
  }
  for (const segment of scene.segments) {
    stroke(context, stage.toScreen(segment.from), stage.toScreen(segment.to), segment);
  }
  for (const point of scene.points) {
    const at = stage.toScreen(point.at);
    ring(context, at, point);
    if (point.selected) {
      const isNearEdge = at[0] > width - TAG_ROOM;
      const beside = isNearEdge ? [at[0] - 16, at[1] - 18] : [at[0] + 16, at[1] - 18];
      tag(context, point.label, beside, { ...point, align: isNearEdge ? "right" : "left" });
    }
  }
  for (const each of scene.letters) {
    const x = each.align === "left" ? Math.max(left, 0) + 36 : Math.min(right, width) - 36;
    letter(context, { ...each, at: [x, 38] });
  }
}

// Four times nearer than the stage, or than the frame itself, with a crosshair on the spot.
export function drawMagnifier(context, stage) {
  const { radius, times, away, margin } = MAGNIFIER;
  const spot = stage.toScreen(stage.cursor);
  const centre = stage.isTouched ? overFinger(spot, stage.size) : inCorner(spot, stage.size);
  const scale = Math.max(times, times * stage.view.scale);
  const [x, y] = stage.cursor;
  context.save();
  context.beginPath();
  context.arc(...centre, radius, 0, 2 * Math.PI);
  context.fillStyle = "#0b1517";
  context.fill();
  context.clip();
  context.imageSmoothingEnabled = scale < 6;
  context.translate(centre[0] - x * scale, centre[1] - y * scale);
  context.scale(scale, scale);
  context.drawImage(stage.picture, 0, 0);
  context.restore();
  for (const point of stage.scene.points) {
    const at = [centre[0] + (point.at[0] - x) * scale, centre[1] + (point.at[1] - y) * scale];
    const inside = Math.hypot(at[0] - centre[0], at[1] - centre[1]) < radius - 10;
    if (inside && !point.selected) ring(context, at, point);
  }
  crosshair(context, centre, radius);

  function overFinger([fx, fy], size) {
    const above = fy - away - radius > margin ? fy - away : fy + away;
    const held = Math.min(Math.max(fx, radius + margin), size.width - radius - margin);
    return [held, above];
  }

  function inCorner([px], size) {
    const isRight = px < size.width / 2;
    return [
      isRight ? size.width - radius - margin : radius + margin,
      size.height - radius - margin,
    ];
  }
}

function crosshair(context, [x, y], radius) {
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ]) {
    stroke(context, [x + dx * 5, y + dy * 5], [x + dx * (radius - 6), y + dy * (radius - 6)], {
      colour: "rgb(255 255 255 / 85%)",
      width: 1,
    });
  }
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.strokeStyle = "#fff";
  context.lineWidth = 2;
  context.stroke();
}
