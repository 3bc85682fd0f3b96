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
    const axis = (one) => ({
      nameLocation: "middle",
      ...one,
      nameGap: one.nameGap ?? 28,
      nameTextStyle: text,
      axisLabel: { color: colour("text"), ...one.axisLabel },
      axisLine: { onZero: false, lineStyle: { color: colour("soft") } },
      splitLine: { lineStyle: { color: colour("line"), opacity: 0.5 } },
    });
    const subtext = contents.simulated ? SIMULATED : "";
    return {
      animation: false,
      textStyle: { fontFamily: FONT },
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

  /** Room below the axis for a legend of so many letters, which breaks into lines where it is narrow. */
  legendRoom(names) {
    const wide = names.reduce((sum, name) => sum + widthOf(name, 12) + 30, 0);
    return 52 + 22 * Math.ceil(wide / Math.max(1, this.view.getWidth() - 10));
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
