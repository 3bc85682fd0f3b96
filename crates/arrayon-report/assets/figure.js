// What every figure has: a frame, its buttons, and when it is drawn. What a figure shows is a function,
// so that it can be drawn anew in other colours; it is drawn once it comes near the window.

const charts = [];
const GROUP_COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#946746", "#785ef0"];
const GROUP_MARKS = ["circle", "rect", "triangle", "diamond"];
const FONT = "system-ui, 'Noto Sans', 'Yu Gothic', sans-serif";
const SIMULATED = "SIMULATED ARRAYS: nothing here is a finding about animals";

/** The colour and mark of a group by its place, as in the figures of the result folder. */
const groupLook = (at) => ({
  color: GROUP_COLOURS[at % GROUP_COLOURS.length],
  symbol: GROUP_MARKS[((at % GROUP_COLOURS.length) + Math.floor(at / GROUP_COLOURS.length)) % GROUP_MARKS.length],
});

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

class Figure {
  /** `role`: `img` where the figure is a picture, `group` where it has parts to go to by keyboard. */
  constructor(name, role) {
    this.figure = document.querySelector(`[data-figure="${name}"]`);
    this.name = name;
    this.canvas = make("div", { class: "canvas", role, "aria-label": "not drawn yet" });
    this.buttons = make("div", { class: "buttons" });
    this.figure.append(this.canvas, this.buttons);
    this.addButton("Save as PNG", () => this.savePng());
    this.addButton("Save as SVG", () => this.saveSvg());
    this.tsv = this.addButton("Save as TSV", () => this.saveTsv());
    this.tsv.hidden = true;
    this.isNear = false;
    this.whenNear = [];
    new IntersectionObserver((seen, observer) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      observer.disconnect();
      this.comeNear();
    }, { rootMargin: "400px" }).observe(this.figure);
    charts.push(this);
  }

  comeNear() {
    if (this.isNear) return;
    this.isNear = true;
    this.whenNear.forEach((work) => work());
    this.draw();
  }

  /** Work that waits until the figure is looked at. */
  onceNear(work) {
    if (this.isNear) work();
    else this.whenNear.push(work);
  }

  addButton(text, onclick) {
    const button = make("button", { type: "button", onclick }, text);
    this.buttons.append(button);
    return button;
  }

  /**
   * Shows what `option()` gives; `words` say it to who does not see it. `rows()` gives the numbers
   * shown: the head, then a list for each row.
   */
  show(option, words, file, rows = null) {
    this.option = option;
    this.file = file;
    this.rows = rows;
    this.tsv.hidden = rows === null;
    this.canvas.setAttribute("aria-label", words);
    this.draw();
  }

  saveTsv() {
    const lines = this.rows().map((cells) => cells.map((cell) => String(cell).replaceAll("\u2212", "-").replace(/[\t\r\n]+/g, " ")).join("\t"));
    save(`${this.file}.tsv`, "text/tab-separated-values", `${lines.join("\n")}\n`);
  }
}

/** Lines of a tooltip, as an element: names are texts, whatever they hold. */
function tip(...lines) {
  const made = make("div", { class: "tip" });
  for (const line of lines) made.append(make("div", {}, line));
  return made;
}
