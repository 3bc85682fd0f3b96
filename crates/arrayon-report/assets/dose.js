// Features along a dose: the mean of each group less that of the lowest dose.

const N_DOSE_LINES = 8;

function startDose(dose, number) {
  const chart = new Chart(`dose-${number}`);
  let places = null;
  let changes = null;
  const n = dose.groups.length;
  const titles = dose.groups.map((group, at) => (String(dose.doses[at]) === group ? group : `${group} (${dose.doses[at]})`));

  /** The chosen features, or else the first ones, whose trends are the surest. */
  function rowsShown() {
    const own = [];
    places.forEach((place, row) => { if (chosen.places.has(place)) own.push(row); });
    const isChosen = own.length > 0;
    return { isChosen, rows: (isChosen ? own : Array.from(places.keys())).slice(0, N_DOSE_LINES), n: own.length };
  }

  function draw() {
    if (places === null) return;
    const { isChosen, rows, n: nChosen } = rowsShown();
    const what = isChosen ? `${rows.length} of ${nChosen} chosen features` : `the ${rows.length} features of smallest p`;
    const value = (row, group) => changes[row * n + group];
    chart.show(
      () => ({
        heading: `${what} along ${dose.variable}`,
        grid: { left: 58, right: 18, bottom: 84 },
        legend: { bottom: 0, left: 0, formatter: chart.legendName(), textStyle: { color: colour("text") }, selectedMode: false },
        tooltip: { formatter: ({ seriesName, dataIndex, value: y }) => tip(seriesName, `${titles[dataIndex]}: ${minus(Number(y).toFixed(3))}`) },
        xAxis: { type: "category", data: titles, name: dose.variable, boundaryGap: false },
        yAxis: { type: "value", name: "log2, less the lowest dose" },
        series: rows.map((row, at) => ({
          type: "line",
          name: study.name(places[row]) === study.ids[places[row]] ? study.ids[places[row]] : `${study.name(places[row])} (${study.ids[places[row]]})`,
          symbol: GROUP_MARKS[at % GROUP_MARKS.length],
          symbolSize: 8,
          itemStyle: { color: GROUP_COLOURS[at] },
          lineStyle: { color: GROUP_COLOURS[at], type: at % 2 === 0 ? "solid" : "dashed" },
          data: dose.groups.map((_, group) => (Number.isNaN(value(row, group)) ? null : value(row, group) / 1000)),
        })),
      }),
      `Means along ${dose.variable} of ${what}`,
      fileName(`dose.${dose.variable}`),
      () => [
        ["gene_symbols", "feature_id", ...dose.groups],
        ...rows.map((row) => [study.symbols[places[row]], study.ids[places[row]], ...dose.groups.map((_, group) => fixedOf(value(row, group), 3))]),
      ],
    );
  }

  chosen.listeners.push(draw);
  chart.onceNear(async () => {
    [places, changes] = await Promise.all([integersOf(dose.places), integersOf(dose.changes)]);
    draw();
  });
}
