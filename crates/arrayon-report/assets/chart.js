// A figure that ECharts draws on canvas.

class Chart extends Figure {
  constructor(name) {
    super(name, "img");
    this.view = echarts.init(this.canvas, null, { renderer: "canvas" });
    new ResizeObserver(() => this.view.resize()).observe(this.canvas);
  }

  draw() {
    if (this.option && this.isNear) this.view.setOption(this.complete(), { notMerge: true });
  }

  complete() {
    const option = this.option();
    const text = { color: colour("text") };
    // a name longer than its axis would take the plot's room
    const axis = (one, room) => ({
      nameLocation: "middle",
      ...one,
      name: one.name === undefined ? undefined : fitted(one.name, Math.max(60, room), 12),
      nameGap: one.nameGap ?? 28,
      nameTextStyle: text,
      axisLabel: { color: colour("text"), ...one.axisLabel },
      axisLine: { onZero: false, lineStyle: { color: colour("soft") } },
      splitLine: { lineStyle: { color: colour("line"), opacity: 0.5 } },
    });
    const subtext = contents.simulated ? SIMULATED : "";
    const heading = wrappedLines(option.heading, this.view.getWidth() - 10, 13, 700);
    return {
      animation: false,
      textStyle: { fontFamily: FONT },
      backgroundColor: colour("ground"),
      aria: { enabled: false },
      ...option,
      // drawn at once, on one canvas: points that are drawn bit by bit lie on canvases of their own, which a
      // printed page shows one below the other
      series: [option.series ?? []].flat().map((one) => ({ progressive: 0, ...one })),
      // below the heading, however many lines it takes
      grid: { left: 58, right: 18, bottom: 48, ...option.grid, top: (subtext ? 48 : 30) + 17 * heading.length },
      title: {
        left: 0,
        text: heading.join("\n"),
        subtext,
        itemGap: 3,
        textStyle: { color: colour("text"), fontSize: 13, lineHeight: 17 },
        subtextStyle: { color: colour("fail"), fontSize: 11 },
      },
      tooltip: {
        confine: true,
        backgroundColor: colour("panel"),
        borderColor: colour("line"),
        textStyle: text,
        ...option.tooltip,
      },
      xAxis: axis(option.xAxis, this.view.getWidth() - 90),
      yAxis: axis({ nameGap: 40, ...option.yAxis }, this.view.getHeight() - 130),
    };
  }

  /** What a legend calls a group: no wider than the figure. */
  legendName(names) {
    const told = toldApart(names, Math.max(60, this.view.getWidth() - 60), 12);
    return (name) => told[names.indexOf(name)] ?? name;
  }

  /** Room below the axis for a legend of so many letters, which breaks into lines where it is narrow. */
  legendRoom(names) {
    const wide = names.reduce((sum, name) => sum + widthOf(name, 12) + 30, 0);
    // none is wider than the figure, and lines are never quite full
    const room = Math.max(1, this.view.getWidth() - 10);
    return 52 + 22 * Math.min(names.length, Math.ceil((wide * 1.15) / room));
  }

  /** For paper, on which all is near. */
  drawAnyway() {
    this.comeNear();
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
