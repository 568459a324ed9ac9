// The frame on its stage: zoom, pan, and a pointer that places and drags points. Image pixels in,
// image pixels out; what the points mean is not known here.

import { drawMagnifier, drawScene } from "./drawing.js";

const REACH_PX = { mouse: 12, pen: 16, touch: 30 };
const MOST_ZOOM = 24; // screen pixels an image pixel
const WHEEL = 0.0016;
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

export class Stage {
  // `hands` answers for points: handles(), begin(id, at), drag(at), finish(), cancel().
  constructor(element, hands) {
    this.element = element;
    this.hands = hands;
    [this.under, this.over] = element.querySelectorAll("canvas");
    this.picture = document.createElement("canvas");
    this.view = { scale: 1, x: 0, y: 0 };
    this.scene = { points: [], segments: [], lines: [], letters: [] };
    this.pointers = new Map();
    this.cursor = null; // where the magnifier looks, in image pixels
    new ResizeObserver(() => this.resize()).observe(element);
    for (const [name, act] of Object.entries(this.listeners())) {
      element.addEventListener(name, act, { passive: false });
    }
    this.resize();
  }

  listeners() {
    return {
      pointerdown: (event) => this.press(event),
      pointermove: (event) => this.move(event),
      pointerup: (event) => this.release(event),
      pointercancel: (event) => this.release(event, true),
      pointerleave: () => this.pointers.size || this.look(null),
      wheel: (event) => this.wheel(event),
      contextmenu: (event) => event.preventDefault(),
    };
  }

  get hasFrame() {
    return this.picture.width > 1;
  }

  // --- what is shown ----------------------------------------------------------------------------

  // Show a frame; the view stays as it is, unless the frame's size is another.
  show(frame, { width, height }) {
    const isOther = this.picture.width !== width || this.picture.height !== height;
    if (isOther) Object.assign(this.picture, { width, height });
    this.picture.getContext("2d").drawImage(frame, 0, 0, width, height);
    if (isOther) this.fit();
    else this.draw();
  }

  clear() {
    Object.assign(this.picture, { width: 1, height: 1 });
    this.draw();
  }

  set(scene) {
    this.scene = scene;
    this.drawOver();
  }

  resize() {
    const { width, height } = this.element.getBoundingClientRect();
    const before = this.size;
    this.size = { width, height };
    this.ratio = devicePixelRatio || 1;
    for (const canvas of [this.under, this.over]) {
      canvas.width = Math.round(width * this.ratio);
      canvas.height = Math.round(height * this.ratio);
    }
    if (!before || this.isFitted) this.fit();
    else this.draw();
  }

  fit() {
    const { width, height } = this.picture;
    const scale = Math.min(this.size.width / width, this.size.height / height) || 1;
    this.view = {
      scale,
      x: (this.size.width - width * scale) / 2,
      y: (this.size.height - height * scale) / 2,
    };
    this.isFitted = true;
    this.draw();
  }

  draw() {
    const context = this.under.getContext("2d");
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.size.width, this.size.height);
    if (this.hasFrame) {
      const { scale, x, y } = this.view;
      context.imageSmoothingEnabled = scale < 3; // close up, a pixel is a pixel
      context.imageSmoothingQuality = "high";
      context.translate(x, y);
      context.scale(scale, scale);
      context.drawImage(this.picture, 0, 0);
    }
    this.drawOver();
    this.onView?.(this.view.scale);
  }

  drawOver() {
    const context = this.over.getContext("2d");
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.size.width, this.size.height);
    if (!this.hasFrame) return;
    drawScene(context, this.scene, this);
    if (this.cursor && this.scene.magnifies) drawMagnifier(context, this);
  }

  // --- where ------------------------------------------------------------------------------------

  toScreen([x, y]) {
    return [this.view.x + x * this.view.scale, this.view.y + y * this.view.scale];
  }

  toImage([x, y]) {
    const { width, height } = this.picture;
    return [
      clamp((x - this.view.x) / this.view.scale, 0, width),
      clamp((y - this.view.y) / this.view.scale, 0, height),
    ];
  }

  middle() {
    return this.toImage([this.size.width / 2, this.size.height / 2]);
  }

  // Look at a place of the frame through the magnifier; null puts it away.
  look(at, { touch = false } = {}) {
    this.cursor = at;
    this.isTouched = touch;
    this.drawOver();
  }

  // Bring a place of the frame into sight, where a zoomed view leaves it out.
  reveal(at) {
    const [x, y] = this.toScreen(at);
    const [margin, { width, height }] = [24, this.size];
    this.pan(clamp(x, margin, width - margin) - x, clamp(y, margin, height - margin) - y);
  }

  zoom(factor, at = [this.size.width / 2, this.size.height / 2]) {
    const { width, height } = this.picture;
    const least = Math.min(this.size.width / width, this.size.height / height, 1);
    const scale = clamp(this.view.scale * factor, least, MOST_ZOOM);
    const grown = scale / this.view.scale;
    this.view = {
      scale,
      x: at[0] - (at[0] - this.view.x) * grown,
      y: at[1] - (at[1] - this.view.y) * grown,
    };
    this.isFitted = false;
    this.pan(0, 0);
  }

  pan(dx, dy) {
    const hold = (offset, pixels, room) => {
      const shown = pixels * this.view.scale;
      if (shown <= room) return (room - shown) / 2;
      return clamp(offset, room - shown - room / 3, room / 3);
    };
    this.view.x = hold(this.view.x + dx, this.picture.width, this.size.width);
    this.view.y = hold(this.view.y + dy, this.picture.height, this.size.height);
    if (dx || dy) this.isFitted = false;
    this.draw();
  }

  // --- the pointer ------------------------------------------------------------------------------

  place(event) {
    const box = this.element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  press(event) {
    if (!this.hasFrame) return;
    const at = this.place(event);
    this.element.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, at);
    if (this.pointers.size === 2) return this.startPinch();
    if (this.pointers.size > 2) return undefined;
    const isTouch = event.pointerType === "touch";
    if (event.button !== 0 || this.isPanning) {
      this.grip = { kind: "pan", from: at };
      return undefined;
    }
    const handle = this.handleAt(at, REACH_PX[event.pointerType] ?? REACH_PX.mouse);
    const spot = this.toImage(at);
    if (handle || this.scene.wants) {
      // A finger drags a point from beside it, so that it stays in sight.
      const off = handle && isTouch ? [handle.at[0] - spot[0], handle.at[1] - spot[1]] : [0, 0];
      const target = handle && isTouch ? handle.at : spot;
      this.hands.begin(handle?.id ?? null, target, { moves: Boolean(handle) });
      this.grip = { kind: "point", off };
      this.look(target, { touch: isTouch });
    } else {
      this.grip = { kind: "pan", from: at };
    }
    return undefined;
  }

  handleAt(at, reach) {
    const near = this.hands
      .handles()
      .map((handle) => ({ ...handle, away: Math.hypot(...this.gap(handle.at, at)) }))
      .filter((handle) => handle.away <= reach);
    return near.sort((one, other) => one.away - other.away)[0];
  }

  gap(spot, at) {
    const [x, y] = this.toScreen(spot);
    return [x - at[0], y - at[1]];
  }

  move(event) {
    const at = this.place(event);
    const before = this.pointers.get(event.pointerId);
    if (before) this.pointers.set(event.pointerId, at);
    if (this.grip?.kind === "pinch") return this.pinch();
    if (this.grip?.kind === "pan" && before) return this.pan(at[0] - before[0], at[1] - before[1]);
    const spot = this.toImage(at);
    if (this.grip?.kind === "point") {
      const { off } = this.grip;
      const { width, height } = this.picture;
      const there = [clamp(spot[0] + off[0], 0, width), clamp(spot[1] + off[1], 0, height)];
      this.hands.drag(there);
      return this.look(there, { touch: event.pointerType === "touch" });
    }
    if (event.pointerType !== "touch") this.look(spot);
    return undefined;
  }

  release(event, isCancelled = false) {
    if (!this.pointers.delete(event.pointerId)) return;
    if (this.grip?.kind === "point") {
      if (isCancelled) this.hands.cancel();
      else this.hands.finish();
      if (event.pointerType === "touch") this.look(null);
    }
    if (this.grip?.kind !== "pinch" || !this.pointers.size) this.grip = null;
  }

  startPinch() {
    if (this.grip?.kind === "point") this.hands.cancel();
    this.look(null);
    this.grip = { kind: "pinch", ...this.span() };
  }

  span() {
    const [one, other] = [...this.pointers.values()];
    return {
      apart: Math.hypot(one[0] - other[0], one[1] - other[1]),
      centre: [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2],
    };
  }

  pinch() {
    if (this.pointers.size !== 2) return;
    const now = this.span();
    this.zoom(now.apart / this.grip.apart, now.centre);
    this.pan(now.centre[0] - this.grip.centre[0], now.centre[1] - this.grip.centre[1]);
    Object.assign(this.grip, now);
  }

  wheel(event) {
    if (!this.hasFrame) return;
    event.preventDefault();
    this.zoom(Math.exp(-event.deltaY * WHEEL), this.place(event));
  }
}
