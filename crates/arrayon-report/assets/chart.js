// A figure on canvas with its buttons. What a chart shows is a function, so that it can be drawn anew
// in other colours; it is drawn once it comes near the window.

const charts = [];
const GROUP_COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#946746", "#785ef0"];
const GROUP_MARKS = ["circle", "rect", "triangle", "diamond"];

/** The colour and mark of a group by its place, as in the figures of the result folder. */
const groupLook = (at) => ({
  color: GROUP_COLOURS[at % GROUP_COLOURS.length],
  symbol: GROUP_MARKS[Math.floor(at / GROUP_COLOURS.length) % GROUP_MARKS.length],
});

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

class Chart {
  constructor(name) {
    this.figure = document.querySelector(`[data-figure="${name}"]`);
    this.name = name;
    this.canvas = make("div", { class: "canvas", role: "img", "aria-label": "not drawn yet" });
    this.buttons = make("div", { class: "buttons" });
    this.figure.append(this.canvas, this.buttons);
    this.addButton("Save as PNG", () => this.savePng());
    this.addButton("Save as SVG", () => this.saveSvg());
    this.view = echarts.init(this.canvas, null, { renderer: "canvas" });
    new ResizeObserver(() => this.view.resize()).observe(this.canvas);
    this.isNear = false;
    new IntersectionObserver((seen, observer) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      observer.disconnect();
      this.isNear = true;
      this.draw();
    }, { rootMargin: "400px" }).observe(this.figure);
    charts.push(this);
  }

  addButton(text, onclick) {
    const button = make("button", { type: "button", onclick }, text);
    this.buttons.append(button);
    return button;
  }

  /** Shows what `option()` gives; `words` say it to who does not see it. */
  show(option, words, file) {
    this.option = option;
    this.file = file;
    this.canvas.setAttribute("aria-label", words);
    this.draw();
  }

  draw() {
    if (this.option && this.isNear) this.view.setOption(this.complete(), { notMerge: true });
  }

  complete() {
    const option = this.option();
    const text = { color: colour("text") };
    const axis = (one) => ({
      nameLocation: "middle",
      ...one,
      nameGap: one.nameGap ?? 28,
      nameTextStyle: text,
      axisLabel: { color: colour("text"), ...one.axisLabel },
      axisLine: { onZero: false, lineStyle: { color: colour("soft") } },
      splitLine: { lineStyle: { color: colour("line"), opacity: 0.5 } },
    });
    const subtext = contents.simulated ? "SIMULATED ARRAYS: nothing here is a finding about animals" : "";
    return {
      animation: false,
      textStyle: { fontFamily: "system-ui, 'Noto Sans', 'Yu Gothic', sans-serif" },
      backgroundColor: colour("ground"),
      aria: { enabled: false },
      grid: { left: 58, right: 18, top: subtext ? 58 : 40, bottom: 48 },
      ...option,
      title: {
        left: 0,
        text: option.heading,
        subtext,
        itemGap: 3,
        textStyle: { color: colour("text"), fontSize: 13, width: this.view.getWidth() - 10, overflow: "truncate" },
        subtextStyle: { color: colour("fail"), fontSize: 11 },
      },
      tooltip: {
        confine: true,
        backgroundColor: colour("panel"),
        borderColor: colour("line"),
        textStyle: text,
        ...option.tooltip,
      },
      xAxis: axis(option.xAxis),
      yAxis: axis({ nameGap: 40, ...option.yAxis }),
    };
  }

  /** For paper, on which all is near. */
  drawAnyway() {
    this.isNear = true;
    this.view.resize();
    this.draw();
  }

  savePng() {
    const address = this.view.getDataURL({ type: "png", pixelRatio: 3, backgroundColor: colour("ground") });
    const letters = atob(address.split(",")[1]);
    save(`${this.file}.png`, "image/png", Uint8Array.from(letters, (letter) => letter.charCodeAt(0)));
  }

  saveSvg() {
    const size = { width: this.view.getWidth(), height: this.view.getHeight() };
    const drawing = echarts.init(null, null, { renderer: "svg", ssr: true, ...size });
    drawing.setOption({ ...this.complete(), brush: undefined });
    save(`${this.file}.svg`, "image/svg+xml", drawing.renderToSVGString());
    drawing.dispose();
  }
}

/** Lines of a tooltip, as an element: names are texts, whatever they hold. */
function tip(...lines) {
  const made = make("div", { class: "tip" });
  for (const line of lines) made.append(make("div", {}, line));
  return made;
}
