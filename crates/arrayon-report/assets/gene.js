// Every sample's value of one feature, by group.

function startGene() {
  const chart = new Chart("gene");
  const host = element("gene-values");
  const groupings = contents.groupings.length > 0
    ? contents.groupings
    : [{ variable: "samples", levels: contents.samples.map(() => "all") }];
  let grouping = groupings[0];
  let asked = 0;

  const shown = choice([], (at) => {
    chosen.last = [...chosen.places][at];
    draw();
  });
  const numbers = contents.numbers;
  let number = null;
  const by = choice([...groupings, ...numbers].map((one) => one.variable), (at) => {
    number = numbers[at - groupings.length] ?? null;
    grouping = number ? groupings[0] : groupings[at];
    draw();
  });
  const tools = make("div", { class: "tools" }, field("Feature shown", shown), field("By", by));
  chart.figure.insertBefore(tools, chart.canvas);

  async function draw() {
    asked += 1;
    const question = asked;
    const list = [...chosen.places].slice(0, 500);
    shown.replaceChildren(...list.map((place, at) => make("option", { value: at }, study.name(place))));
    shown.value = String(Math.max(0, list.indexOf(chosen.last)));
    shown.disabled = list.length === 0;
    const place = chosen.last;
    const values = place === null ? null : await valuesOf(place);
    if (question !== asked) return;
    if (!values) {
      const why = place === null
        ? "choose a feature in a figure or in the table"
        : "this page holds no values of that feature";
      chart.show(() => empty(why), why, "values");
      host.replaceChildren();
      return;
    }
    const groups = [...new Set(grouping.levels)].filter((level) => level !== "");
    const points = values.map((value, sample) => ({ value, sample, group: groups.indexOf(grouping.levels[sample]) }))
      .filter((point) => point.group >= 0 && !Number.isNaN(point.value));
    const facts = groups.map((name, group) => {
      const own = points.filter((point) => point.group === group).map((point) => point.value / 1000);
      const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
      const squares = own.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return { name, n: own.length, mean, sd: Math.sqrt(squares / (own.length - 1)) };
    });
    const name = study.name(place);
    if (number) {
      against(name, groups, points);
      return;
    }
    chart.show(
      () => strips(name, grouping.variable, groups, points, facts),
      `Values of ${name} by ${grouping.variable}; the table below has means and standard deviations`,
      fileName(`values.${name}`),
      () => [
        ["sample", grouping.variable, "log2"],
        ...points.map((point) => [contents.samples[point.sample], groups[point.group], (point.value / 1000).toFixed(3)]),
      ],
    );
    host.replaceChildren(meansTable(name, facts));
  }

  /** Values against a measured number, in the colours of the first grouping. */
  function against(name, groups, points) {
    const known = points.filter((point) => Number.isFinite(number.values[point.sample] ?? NaN));
    const at = (point) => [number.values[point.sample], point.value / 1000];
    const r = correlationOf(known.map((point) => at(point)[0]), known.map((point) => at(point)[1]));
    const words = `${name} against ${number.variable}: correlation ${Number.isNaN(r) ? "NA" : minus(r.toFixed(2))} over ${known.length} samples`;
    chart.show(
      () => ({
        heading: words,
        grid: { left: 58, right: 18, bottom: chart.legendRoom(groups) },
        legend: { bottom: 0, left: 0, itemWidth: 9, itemHeight: 9, data: groups, formatter: chart.legendName(groups), textStyle: { color: colour("text") } },
        tooltip: { formatter: ({ data }) => tip(contents.samples[data.sample], `${number.variable}: ${data.value[0]}`, `log2 ${data.value[1].toFixed(3)}`) },
        xAxis: { type: "value", scale: true, name: number.variable },
        yAxis: { type: "value", scale: true, name: "log2 expression" },
        series: groups.map((group, place) => ({
          type: "scatter",
          name: group,
          symbol: groupLook(place).symbol,
          symbolSize: 10,
          itemStyle: { color: groupLook(place).color },
          data: known.filter((point) => point.group === place).map((point) => ({ value: at(point), sample: point.sample })),
        })),
      }),
      words,
      fileName(`values.${name}.${number.variable}`),
      () => [
        ["sample", grouping.variable, number.variable, "log2"],
        ...known.map((point) => [contents.samples[point.sample], groups[point.group], at(point)[0], at(point)[1].toFixed(3)]),
      ],
    );
    host.replaceChildren();
  }

  chosen.listeners.push(draw);
  draw();
}

const empty = (why) => ({
  heading: why,
  xAxis: { show: false },
  yAxis: { show: false },
  series: [],
});

function strips(name, variable, groups, points, facts) {
  // a point's place within its strip follows from its sample alone
  const spread = (sample) => (((sample * 7) % 11) / 11 - 0.5) * 0.5;
  const series = groups.map((group, at) => ({
    type: "scatter",
    name: group,
    symbol: groupLook(at).symbol,
    itemStyle: { color: groupLook(at).color },
    symbolSize: 10,
    data: points.filter((point) => point.group === at)
      .map((point) => ({ value: [at + spread(point.sample), point.value / 1000], sample: point.sample })),
  }));
  series.push({
    type: "scatter",
    name: "mean",
    symbol: "rect",
    symbolSize: [46, 3],
    itemStyle: { color: colour("text") },
    data: facts.map((fact, at) => [at, fact.mean]),
    silent: true,
    tooltip: { show: false },
  });
  const told = toldApart(groups, 110, 12);
  return {
    heading: `${name}, by ${variable} (bars: means)`,
    grid: { left: 58, right: 18, bottom: 60 },
    tooltip: {
      formatter: ({ data }) => tip(contents.samples[data.sample], `log2 ${data.value[1].toFixed(3)}`),
    },
    xAxis: {
      type: "value",
      min: -0.5,
      max: groups.length - 0.5,
      interval: 1,
      splitLine: { show: false },
      axisLabel: {
        customValues: groups.map((_, at) => at),
        formatter: (at) => told[at] ?? "",
        rotate: groups.join("").length > 40 ? 25 : 0,
      },
      axisTick: { show: false },
    },
    yAxis: { type: "value", scale: true, name: "log2 expression" },
    series,
  };
}

function meansTable(name, facts) {
  const cell = (value) => (Number.isNaN(value) ? "NA" : minus(value.toFixed(3)));
  const rows = facts.map((fact) =>
    make("tr", {}, make("th", { scope: "row", class: fact.name.length > 24 ? "words" : undefined }, fact.name), make("td", {}, String(fact.n)),
      make("td", {}, cell(fact.mean)), make("td", {}, cell(fact.sd))));
  const head = ["group", "samples", "mean log2", "standard deviation"].map((title) => make("th", { scope: "col" }, title));
  return make("div", { class: "scroll" },
    make("table", {}, make("caption", {}, `${name}: log2 values by group, out of values to three digits`),
      make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows)));
}
