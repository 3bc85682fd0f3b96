// The running sum of the marked gene set down the list of ranked features.

/**
 * Where the running sum stands after each block of equal statistics, how far it gets from 0, and the
 * features that bring it there; `statistic[row]` ranks, NaN takes no part.
 */
function runningSum(table, statistic, isIn, exponent) {
  const order = Array.from(table.places.keys()).filter((row) => !Number.isNaN(statistic[row]));
  order.sort((a, b) => statistic[b] - statistic[a] || a - b);
  const n = order.length;
  const hits = order.map((row) => isIn.has(table.places[row]));
  const weight = (row) => Math.abs(statistic[row]) ** exponent;
  const whole = order.reduce((sum, row, at) => sum + (hits[at] ? weight(row) : 0), 0);
  const nHits = hits.filter(Boolean).length;
  if (nHits === 0 || nHits === n || whole === 0) return null;
  const points = [[0, 0]];
  let [sum, top, bottom] = [0, { value: 0, at: 0 }, { value: 0, at: 0 }];
  for (let from = 0; from < n;) {
    let to = from;
    let up = 0;
    let own = 0;
    while (to < n && statistic[order[to]] === statistic[order[from]]) {
      if (hits[to]) {
        up += weight(order[to]) / whole;
        own += 1;
      }
      to += 1;
    }
    if (own > 0) {
      points.push([from, sum]);
      if (sum < bottom.value) bottom = { value: sum, at: from };
    }
    sum += up - (to - from - own) / (n - nHits);
    if (own > 0) {
      points.push([to, sum]);
      if (sum > top.value) top = { value: sum, at: to };
    }
    from = to;
  }
  points.push([n, 0]);
  const isUp = top.value >= -bottom.value;
  const rows = order.map((row, at) => ({ row, at })).filter(({ at }) => hits[at]);
  const peak = isUp ? top : bottom;
  const leading = rows.filter(({ at }) => (isUp ? at < peak.at : at >= peak.at));
  return { points, n, rows, leading, score: peak.value, peak: peak.at };
}

function startEnrichment() {
  const chart = new Chart("enrichment");
  const exponent = contents.members?.exponent ?? 1;
  let found = null;
  const choose = chart.addButton("Choose the leading edge", () => {
    chosen.set(found.leading.map(({ row }) => shown.table.places[row]));
    element("explorer").scrollIntoView();
  });
  choose.disabled = true;

  function say(why) {
    found = null;
    choose.disabled = true;
    chart.show(() => empty(why), why, "enrichment");
  }

  async function work() {
    const set = markedSet.now;
    const table = shown.table;
    if (!set || !table) return say("choose a set in the table below");
    if (!set.isWhole) return say(`${set.name}: the result files name only some of its features`);
    if (!table.packedZ) return say("this page holds no ranking of this contrast");
    const statistic = await integersOf(table.packedZ);
    if (markedSet.now !== set || shown.table !== table) return undefined;
    found = runningSum(table, statistic.map((value) => value / 1000), set.places, exponent);
    if (!found) return say(`${set.name}: no running sum, since all or none of its features are ranked`);
    choose.disabled = found.leading.length === 0;
    const words = `${set.name} in ${table.id}: enrichment score ${minus(found.score.toFixed(3))}, ${found.leading.length} of ${found.rows.length} features lead`;
    const isLeading = new Set(found.leading.map(({ row }) => row));
    chart.show(
      () => enrichmentOption(chart, table, set, found, isLeading, statistic),
      words,
      fileName(`enrichment.${table.id}.${set.id}`),
      () => [
        ["gene_symbols", "feature_id", "rank", "z", "leads"],
        ...found.rows.map(({ row, at }) => [
          study.symbols[table.places[row]], study.ids[table.places[row]], at + 1, fixedOf(statistic[row], 3), isLeading.has(row),
        ]),
      ],
    );
    return undefined;
  }

  chart.view.on("click", ({ seriesIndex, dataIndex }) => {
    const hit = chart.option().series[seriesIndex]?.hits?.[dataIndex];
    if (hit) chosen.toggle(shown.table.places[hit.row]);
  });
  chosen.listeners.push(() => chart.draw());
  markedSet.listeners.push(work);
  shown.listeners.push(work);
  work();
}

function enrichmentOption(chart, table, set, found, isLeading, statistic) {
  const { points, n, rows, score, peak } = found;
  const least = Math.min(0, ...points.map((point) => point[1]));
  const most = Math.max(0, ...points.map((point) => point[1]));
  const high = most - least || 1;
  const rug = least - high * 0.12;
  const named = [...found.leading].sort((a, b) => Math.abs(statistic[b.row]) - Math.abs(statistic[a.row])).slice(0, 5);
  const marks = (name, own, tint) => ({
    type: "scatter",
    name,
    symbol: "rect",
    symbolSize: [2, 16],
    z: 3,
    itemStyle: { color: colour(tint), opacity: 0.9 },
    data: own.map(({ at }) => [at, rug]),
    hits: own,
  });
  const held = rows.filter(({ row }) => chosen.places.has(table.places[row]));
  return {
    heading: `${set.name} in ${table.id}: score ${minus(score.toFixed(3))}`,
    grid: { left: 58, right: 18, bottom: chart.legendRoom(["leading edge", "other features of the set"]) },
    legend: { bottom: 0, left: 0, itemWidth: 9, itemHeight: 9, data: ["leading edge", "other features of the set"], textStyle: { color: colour("text") }, selectedMode: false },
    tooltip: {
      formatter: ({ seriesIndex, dataIndex, data }) => {
        const hit = seriesIndex === 1 ? found.leading[dataIndex] : seriesIndex === 2 ? rows.filter(({ row }) => !isLeading.has(row))[dataIndex] : null;
        if (!hit) return tip(`rank ${wholeOf(data[0])}`, `running sum ${minus(data[1].toFixed(3))}`);
        return tip(study.name(table.places[hit.row]), study.ids[table.places[hit.row]], `rank ${wholeOf(hit.at + 1)} of ${wholeOf(n)}, z ${fixedOf(statistic[hit.row], 3)}`);
      },
    },
    xAxis: { type: "value", name: `rank by z, up in ${table.target || table.id} on the left`, min: 0, max: n },
    yAxis: { type: "value", name: "running sum", min: rug - high * 0.1, max: most + high * 0.12, axisLabel: { formatter: (value) => minus(value.toFixed(2)), showMinLabel: false, showMaxLabel: false } },
    series: [
      {
        type: "line",
        name: "running sum",
        data: points,
        symbol: "none",
        lineStyle: { color: colour("text"), width: 1.5 },
        markLine: { symbol: "none", silent: true, label: { show: false }, lineStyle: { color: colour("soft"), type: "dashed" }, data: [{ xAxis: peak }, { yAxis: 0 }] },
      },
      marks("leading edge", found.leading, score >= 0 ? "up" : "down"),
      marks("other features of the set", rows.filter(({ row }) => !isLeading.has(row)), "soft"),
      heldSeries(held, [...named, ...held], ({ at }) => [at, rug], ({ row }) => table.places[row]),
    ],
  };
}
