// How much features vary about their groups, against how strongly they are expressed, and to which
// standard deviation each is moderated.

const N_WINDOWS = 40;

function startSpread() {
  const chart = new Chart("spread");
  let asked = 0;

  async function work() {
    asked += 1;
    const question = asked;
    const table = shown.table;
    if (!table) return;
    const residual = await residualsOf(table);
    if (question !== asked) return;
    const rows = Array.from(table.places.keys()).filter((row) => Number.isFinite(residual?.[row] ?? NaN) || Number.isFinite(table.moderated?.[row] ?? NaN));
    if (rows.length === 0) {
      const why = "neither residual nor moderated standard deviations are known here";
      chart.show(() => empty(why), why, "spread");
      return;
    }
    const about = `within the groups of ${table.variable}${table.spread.hasOnlyGroups ? "" : ", before further columns of the model are taken out"}`;
    const moderated = (row) => (table.moderated ? table.moderated[row] / 10_000 : NaN);
    const prior = table.spread.prior;
    const df = table.spread.dfPrior === null ? "infinite" : table.spread.dfPrior.toFixed(1);
    chart.show(
      () => spreadOption(chart, table, rows, residual, moderated),
      `${table.id}: residual standard deviations ${about}, and the moderated ones, against average expression; prior ${prior === null ? "not known" : prior.toFixed(4)} with ${df} degrees of freedom`,
      fileName(`spread.${table.id}`),
      () => [
        ["gene_symbols", "feature_id", "AveExpr", "residual_sd", "moderated_sd"],
        ...rows.map((row) => [
          study.symbols[table.places[row]], study.ids[table.places[row]], fixedOf(table.mean[row], 3),
          numberText(residual ? residual[row] : NaN), Number.isNaN(moderated(row)) ? "NA" : moderated(row).toFixed(4),
        ]),
      ],
    );
  }

  chart.view.on("click", ({ seriesIndex, dataIndex }) => {
    const row = chart.option().series[seriesIndex]?.rows?.[dataIndex];
    if (row !== undefined) chosen.toggle(shown.table.places[row]);
  });
  chosen.listeners.push(() => chart.draw());
  shown.listeners.push(() => { if (chart.isNear) work(); });
  chart.onceNear(work);
}

/** Pooled over the groups of the contrast's variable among its samples; `null` where groups are not known. */
async function residualsOf(table) {
  const grouping = contents.groupings.find((one) => one.variable === table.variable);
  if (!grouping || !contents.expression) return null;
  const own = new Set(table.samples);
  const levels = [...new Set(grouping.levels)];
  const groups = levels.map((level) => contents.samples.map((_, at) => at).filter((at) => grouping.levels[at] === level && own.has(contents.samples[at])));
  const found = new Float64Array(table.places.length).fill(NaN);
  for (let row = 0; row < found.length; row += 1) {
    const values = await valuesOf(table.places[row]);
    if (values) found[row] = pooled(values, groups) / 1000;
  }
  return found;
}

function pooled(values, groups) {
  let [squares, df] = [0, 0];
  for (const group of groups) {
    const own = group.map((at) => values[at]).filter((value) => !Number.isNaN(value));
    if (own.length < 2) continue;
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    squares += own.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    df += own.length - 1;
  }
  return df === 0 ? NaN : Math.sqrt(squares / df);
}

/** Medians of y in windows of equally many points by x. */
function runningMedian(points) {
  const sorted = points.filter((point) => point.every(Number.isFinite)).sort((a, b) => a[0] - b[0]);
  const size = Math.max(20, Math.ceil(sorted.length / N_WINDOWS));
  const middle = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const line = [];
  for (let from = 0; from < sorted.length; from += size) {
    const own = sorted.slice(from, from + size);
    if (own.length >= Math.min(10, size)) line.push([middle(own.map((one) => one[0])), middle(own.map((one) => one[1]))]);
  }
  return line;
}

function spreadOption(chart, table, rows, residual, moderated) {
  const x = (row) => table.mean[row] / 1000;
  const ofResidual = residual ? rows.map((row) => [x(row), residual[row]]) : [];
  const known = rows.filter((row) => Number.isFinite(moderated(row)));
  const ofModerated = known.map((row) => [x(row), moderated(row)]);
  const cloud = (name, tint, opacity, data, own) => ({ type: "scatter", name, symbolSize: 3, large: data.length > 3000, itemStyle: { color: colour(tint), opacity }, data, rows: own });
  const line = (name, tint, type, data) => ({ type: "line", name, symbol: "none", z: 4, data, lineStyle: { color: colour(tint), width: 2, type }, itemStyle: { color: colour(tint) } });
  const least = Math.min(...rows.map(x));
  const most = Math.max(...rows.map(x));
  const series = [cloud("residual", "soft", 0.35, ofResidual, rows), cloud("moderated", "down", 0.35, ofModerated, known)];
  series.push(line("median of the residual ones", "text", "solid", runningMedian(ofResidual)));
  const prior = table.spread.prior;
  if (prior !== null) series.push(line("prior", "up", "dashed", [[least, prior], [most, prior]]));
  const at = (row) => [x(row), residual?.[row] ?? moderated(row)];
  series.push(heldSeries(rows.filter((row) => chosen.places.has(table.places[row])), [], at, (row) => table.places[row]));
  return {
    heading: `${table.id}: spread within the groups of ${table.variable}`,
    grid: { left: 58, right: 18, bottom: chart.legendRoom(series.slice(0, -1).map((one) => one.name)) },
    legend: { bottom: 0, left: 0, itemWidth: 14, itemHeight: 9, data: series.slice(0, -1).map((one) => one.name), textStyle: { color: colour("text") }, selectedMode: false },
    tooltip: {
      formatter: ({ seriesIndex, dataIndex }) => {
        const row = series[seriesIndex].rows?.[dataIndex];
        if (row === undefined) return series[seriesIndex].name;
        const sds = `residual ${numberText(residual?.[row] ?? NaN)}, moderated ${numberText(moderated(row))}`;
        return tip(study.name(table.places[row]), study.ids[table.places[row]], sds);
      },
    },
    xAxis: { type: "value", name: "average log2 expression", scale: true },
    yAxis: { type: "value", name: "standard deviation, log2" },
    series,
  };
}
