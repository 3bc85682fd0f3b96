// A figure that the page draws itself, as SVG: cells, trees and bars that can be gone to by keyboard.

const SVG = "http://www.w3.org/2000/svg";
const measured = document.createElement("canvas").getContext("2d");

/** How many pixels a text is wide. */
function widthOf(text, size = 11, weight = 400) {
  measured.font = `${weight} ${size}px ${FONT}`;
  return measured.measureText(text).width;
}

/** The text, or its beginning and end about a sign of cutting, no wider than that. */
function fitted(text, most, size = 11) {
  if (widthOf(text, size) <= most) return text;
  const letters = [...text];
  let n = letters.length - 1;
  const cut = () => `${letters.slice(0, Math.ceil(n * 0.6)).join("")}\u2026${letters.slice(letters.length - Math.floor(n * 0.4)).join("")}`;
  while (n > 1 && widthOf(cut(), size) > most) n -= 1;
  return cut();
}

/** Names no wider than that, cut so that what tells them apart stays: all but what all begin or end with. */
function toldApart(names, most, size = 11) {
  const letters = names.map((name) => [...name]);
  const shortest = Math.min(...letters.map((one) => one.length));
  const same = (at) => letters.every((one) => one.at(at) === letters[0].at(at));
  let head = 0;
  while (head < shortest && same(head)) head += 1;
  let tail = 0;
  while (tail < shortest - head && same(-1 - tail)) tail += 1;
  return names.map((name, at) => {
    if (widthOf(name, size) <= most) return name;
    const own = letters[at];
    let [from, to] = [head, Math.max(head + 1, own.length - tail)];
    const cut = (a, b) => `${a > 0 ? "\u2026" : ""}${own.slice(a, b).join("")}${b < own.length ? "\u2026" : ""}`;
    if (widthOf(cut(from, to), size) > most) return fitted(own.slice(from, to).join(""), most, size);
    // as much of what is about it as there is room for, first before it
    for (let [left, right] = [true, true]; left || right;) {
      left &&= from > 0 && widthOf(cut(from - 1, to), size) <= most;
      if (left) from -= 1;
      right &&= to < own.length && widthOf(cut(from, to + 1), size) <= most;
      if (right) to += 1;
    }
    return cut(from, to);
  });
}

/** The text in lines that are no wider, broken between words; a longer word stands alone. */
function wrappedLines(text, most, size, weight) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = lines.at(-1) === "" ? word : `${lines.at(-1)} ${word}`;
    if (lines.at(-1) !== "" && widthOf(longer, size, weight) > most) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((line) => fitted(line, most, size));
}

/** Draws shapes; all is said by attributes, which the policy of the page lets through. */
class Pen {
  constructor(host) {
    this.host = host;
  }

  add(name, attributes, ...children) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== null) made.setAttribute(key, typeof value === "number" ? String(Math.round(value * 100) / 100) : value);
    }
    made.append(...children);
    this.host.append(made);
    return made;
  }

  within(attributes = {}) {
    return new Pen(this.add("g", attributes));
  }

  rect(x, y, width, height, fill, more = {}) {
    return this.add("rect", { x, y, width: Math.max(0, width), height: Math.max(0, height), fill, ...more });
  }

  line(x1, y1, x2, y2, stroke, more = {}) {
    return this.add("path", { d: `M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}`, fill: "none", stroke, ...more });
  }

  path(d, more = {}) {
    return this.add("path", { d, fill: "none", ...more });
  }

  text(x, y, text, more = {}) {
    return this.add("text", { x, y, "font-size": 11, fill: colour("text"), ...more }, text);
  }

  /** The mark of a group, as ECharts draws it. */
  mark(symbol, x, y, radius, fill) {
    const r = radius;
    if (symbol === "circle") return this.add("circle", { cx: x, cy: y, r, fill });
    if (symbol === "rect") return this.rect(x - r, y - r, 2 * r, 2 * r, fill);
    if (symbol === "triangle") return this.path(`M${x} ${y - r}L${x + r} ${y + r}L${x - r} ${y + r}Z`, { fill });
    if (symbol === "down") return this.path(`M${x} ${y + r}L${x + r} ${y - r}L${x - r} ${y - r}Z`, { fill });
    return this.path(`M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z`, { fill });
  }
}

const round = (value) => Math.round(value * 100) / 100;

class Drawing extends Figure {
  constructor(name) {
    super(name, "group");
    this.canvas.classList.add("free");
    this.canvas.tabIndex = 0;
    this.bubble = make("div", { class: "tip bubble" });
    this.bubble.hidden = true;
    this.figure.append(this.bubble);
    let width = 0;
    new ResizeObserver(([entry]) => {
      if (Math.abs(entry.contentRect.width - width) < 2) return;
      width = entry.contentRect.width;
      this.draw();
    }).observe(this.canvas);
    this.canvas.addEventListener("pointermove", (event) => this.hover(event));
    this.canvas.addEventListener("pointerleave", () => { this.bubble.hidden = true; });
    this.canvas.addEventListener("click", (event) => {
      if (!this.press(event.target)) this.pressAt?.(...this.placeOf(event));
    });
    this.canvas.addEventListener("keydown", (event) => {
      if ((event.key === "Enter" || event.key === " ") && this.press(event.target)) event.preventDefault();
      if (event.key === "ArrowRight" || event.key === "ArrowLeft") this.step(event, event.key === "ArrowRight" ? 1 : -1);
    });
  }

  /** `option()` gives the heading and what paints below it: `paint(pen, width, top)` gives the bottom. */
  draw() {
    if (!this.option || !this.isNear) return;
    const { heading, paint, least = 320 } = this.option();
    const width = Math.max(least, Math.floor(this.canvas.clientWidth) || 600);
    const held = document.activeElement?.closest?.("[data-key]");
    const key = held && this.canvas.contains(held) ? held.dataset.key : null;
    const picture = document.createElementNS(SVG, "svg");
    const pen = new Pen(picture);
    const ground = pen.rect(0, 0, width, 0, colour("ground"));
    // what is wider than the window scrolls: its heading stays in view
    const lines = wrappedLines(heading, Math.min(width, this.canvas.clientWidth || width) - 4, 13, 700);
    lines.forEach((line, at) => pen.text(0, 15 + 17 * at, line, { "font-size": 13, "font-weight": 700 }));
    const below = 17 * (lines.length - 1);
    if (contents.simulated) pen.text(0, 32 + below, SIMULATED, { fill: colour("fail") });
    const height = Math.ceil(paint(pen, width, (contents.simulated ? 42 : 26) + below));
    ground.setAttribute("height", height);
    for (const [name, value] of Object.entries({ xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}`, "font-family": FONT })) {
      picture.setAttribute(name, value);
    }
    this.canvas.replaceChildren(picture);
    if (key !== null) this.canvas.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  }

  drawAnyway() {
    this.comeNear();
    this.draw();
  }

  /** A part that does something when it is pressed; the arrow keys go from one to the next. */
  button(pen, key, label, isPressed, onpress) {
    const part = pen.within({ role: "button", tabindex: 0, "data-key": key, "aria-label": label, "aria-pressed": String(isPressed), "data-tip": label });
    part.host.onpress = onpress;
    return part;
  }

  press(target) {
    const part = target.closest?.("[data-key]");
    if (!part?.onpress) return false;
    part.onpress();
    return true;
  }

  step(event, by) {
    const parts = [...this.canvas.querySelectorAll("[data-key]")];
    const at = parts.indexOf(event.target.closest("[data-key]"));
    if (at < 0) return;
    parts[Math.max(0, Math.min(parts.length - 1, at + by))].focus();
    event.preventDefault();
  }

  /** Where in the picture the mouse is; `sayAt` and `pressAt` of a figure go by it. */
  placeOf(event) {
    const frame = this.canvas.querySelector("svg").getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  }

  hover(event) {
    const said = event.target.closest?.("[data-tip]")?.dataset.tip ?? this.sayAt?.(...this.placeOf(event));
    this.bubble.hidden = !said;
    if (!said) return;
    this.bubble.replaceChildren(tip(...said.split("\n")));
    const frame = this.figure.getBoundingClientRect();
    const left = event.clientX - frame.left + 14;
    const most = frame.width - this.bubble.offsetWidth - 4;
    this.bubble.style.left = `${Math.max(0, Math.min(left, most))}px`;
    this.bubble.style.top = `${event.clientY - frame.top + 16}px`;
  }

  /** The picture by itself, without what only the page needs. */
  pictureText() {
    const copy = this.canvas.querySelector("svg").cloneNode(true);
    for (const part of copy.querySelectorAll("[data-tip], [data-key]")) {
      const said = part.dataset.tip;
      for (const name of ["data-tip", "data-key", "role", "tabindex", "aria-pressed", "aria-label"]) part.removeAttribute(name);
      if (said) {
        const title = document.createElementNS(SVG, "title");
        title.append(said);
        part.prepend(title);
      }
    }
    return new XMLSerializer().serializeToString(copy);
  }

  saveSvg() {
    save(`${this.file}.svg`, "image/svg+xml", this.pictureText());
  }

  async savePng() {
    const picture = this.canvas.querySelector("svg");
    const size = ["width", "height"].map((side) => Number(picture.getAttribute(side)));
    const times = Math.min(3, 16_000 / Math.max(...size));
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([this.pictureText()], { type: "image/svg+xml" }));
    await image.decode();
    const canvas = make("canvas", { width: Math.round(size[0] * times), height: Math.round(size[1] * times) });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(image.src);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    save(`${this.file}.png`, "image/png", blob);
  }
}
