// The fold changes of two contrasts against each other.

function startPair() {
  const chart = new Chart("pair");
  const which = [0, 1];
  let tables = null;
  let rows = [];
  const names = contents.contrasts.map((one) => one.id);
  ["Across", "Up"].forEach((title, side) => {
    const select = choice(names, (at) => {
      which[side] = at;
      work();
    });
    select.value = String(which[side]);
    element("pair-tools").append(field(title, select));
  });

  const at = ([row, other]) => [tables[0].logFC[row] / 1000, tables[1].logFC[other] / 1000];
  const place = ([row]) => tables[0].places[row];
  const way = (table, row) => (table.isCalled(row) ? Math.sign(table.logFC[row]) : 0);

  async function work() {
    tables = await Promise.all(which.map(readContrast));
    rows = [];
    for (const row of tables[0].byP) {
      const other = tables[1].row.get(tables[0].places[row]);
      const pair = [row, other];
      if (other !== undefined && at(pair).every(Number.isFinite)) rows.push(pair);
    }
    draw();
  }

  function draw() {
    if (tables === null) return;
    const [one, other] = tables;
    const points = rows.map(at);
    const together = correlationOf(points.map((point) => point[0]), points.map((point) => point[1]));
    const r = Number.isNaN(together) ? "NA" : minus(together.toFixed(3));
    chart.show(
      () => drawn(r),
      `log2 fold changes of ${other.id} against those of ${one.id}: ${wholeOf(rows.length)} features, correlation ${r}; the table of features holds every point`,
      fileName(`fold_changes.${one.id}.${other.id}`),
      () => [
        ["gene_symbols", "feature_id", `logFC.${one.id}`, `logFC.${other.id}`, `adj.P.Val.${one.id}`, `adj.P.Val.${other.id}`, "found"],
        ...rows.map((pair) => [
          study.symbols[place(pair)], study.ids[place(pair)], fixedOf(one.logFC[pair[0]], 3), fixedOf(other.logFC[pair[1]], 3),
          pOf(one.q, pair[0]), pOf(other.q, pair[1]), groupOf(pair),
        ]),
      ],
    );
  }

  function groupOf([row, second]) {
    const [a, b] = [way(tables[0], row), way(tables[1], second)];
    if (a === 0 && b === 0) return "in neither";
    if (a === 0) return "second only";
    if (b === 0) return "first only";
    return a === b ? "both, same direction" : "both, opposite";
  }

  function drawn(r) {
    const looks = {
      "in neither": ["circle", "soft", 4, 0.3],
      "first only": ["triangle", "up", 7, 0.7],
      "second only": ["rect", "down", 6, 0.7],
      "both, same direction": ["diamond", "both", 9, 0.85],
      "both, opposite": ["diamond", "mark", 9, 0.95],
    };
    const series = Object.entries(looks).map(([name, [symbol, tint, symbolSize, opacity]]) => {
      const own = rows.filter((pair) => groupOf(pair) === name);
      return { type: "scatter", name, symbol, symbolSize, large: own.length > 3000, itemStyle: { color: colour(tint), opacity }, data: own.map(at), rows: own };
    });
    const marked = rows.filter((pair) => chosen.places.has(place(pair)));
    const weakest = (pair) => Math.max(tables[0].p.log[pair[0]], tables[1].p.log[pair[1]]);
    const first = rows.filter((pair) => Number.isFinite(weakest(pair))).sort((a, b) => weakest(a) - weakest(b)).slice(0, N_LABELS);
    series.push(heldSeries(marked, [...first, ...marked.slice(0, 100)], at, place));
    const ends = rows.flatMap(at);
    const far = ends.reduce((most, value) => Math.max(most, Math.abs(value)), 0.5) * 1.05;
    const lines = [[[-far, 0], [far, 0]], [[0, -far], [0, far]], [[-far, -far], [far, far]]].map(([from, to], line) => ({
      type: "line",
      data: [from, to],
      symbol: "none",
      silent: true,
      z: 1,
      tooltip: { show: false },
      lineStyle: { color: colour("soft"), width: 1, type: line === 2 ? "dashed" : "solid" },
    }));
    return {
      heading: `${tables[1].id} against ${tables[0].id}: correlation ${r}`,
      grid: { left: 58, right: 18, bottom: chart.legendRoom(Object.keys(looks)) },
      legend: { bottom: 0, left: 0, itemWidth: 9, itemHeight: 9, data: Object.keys(looks), textStyle: { color: colour("text") }, selectedMode: false },
      tooltip: {
        formatter: ({ seriesIndex, dataIndex }) => {
          const pair = series[seriesIndex].rows?.[dataIndex];
          if (!pair) return "";
          const numbers = [0, 1].map((side) => `${tables[side].id}: ${fixedOf(tables[side].logFC[pair[side]], 3)}, adjusted p ${pOf(tables[side].q, pair[side])}`);
          return tip(study.name(place(pair)), study.ids[place(pair)], ...numbers);
        },
      },
      brush: lassoBrush(),
      xAxis: { type: "value", name: `log2 fold change, ${tables[0].id}` },
      yAxis: { type: "value", name: `log2 fold change, ${tables[1].id}` },
      series: [...series, ...lines],
    };
  }

  chart.view.on("click", ({ seriesIndex, dataIndex }) => {
    const pair = chart.option().series[seriesIndex]?.rows?.[dataIndex];
    if (pair) chosen.toggle(place(pair));
  });
  addLasso(chart, (inside) => chosen.set(rows.filter((pair) => inside(at(pair))).map(place)));
  chosen.listeners.push(draw);
  chart.onceNear(work);
}
