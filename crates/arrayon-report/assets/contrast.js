// One contrast: volcano, MA, p-values and the table of all features, linked by what is chosen.

async function startContrasts() {
  const volcano = new Chart("volcano");
  const ma = new Chart("ma");
  const histogram = new Chart("histogram");
  const grid = new Grid(element("features"), "Features of the contrast", (row) => chosen.toggle(table.places[row]),
    (row) => chosen.places.has(table.places[row]));
  const limits = { text: "", rate: Infinity, fold: 0, onlyChosen: false };
  let table = await readContrast(0);
  let nLabels = N_LABELS;

  const which = choice(contents.contrasts.map((one) => one.id), (at) => showContrast(at));
  const names = make("textarea", { rows: 1, placeholder: "symbols or feature ids" });
  const labels = make("input", { type: "number", min: 0, max: 200, value: N_LABELS });
  labels.addEventListener("change", () => {
    nLabels = Math.max(0, Math.min(200, Number(labels.value) || 0));
    draw();
  });
  element("contrast-tools").append(
    field("Contrast", which),
    field("Names on the first", labels),
    field("Choose by a list", names, true),
    make("button", { type: "button", onclick: () => chooseNamed() }, "Choose"),
    make("button", { type: "button", onclick: () => chosen.set([]) }, "Choose none"),
  );

  const text = make("input", { type: "search" });
  const rate = make("input", { type: "number", min: 0, max: 1, step: "any", placeholder: "1" });
  const fold = make("input", { type: "number", min: 0, step: "any", placeholder: "0" });
  const only = make("input", { type: "checkbox" });
  for (const input of [text, rate, fold, only]) input.addEventListener("input", filter);
  element("table-tools").append(
    field("Gene or feature contains", text),
    field("Adjusted p at most", rate),
    field("log2 fold change at least (either way)", fold),
    field("Only chosen ones", only),
    make("button", { type: "button", onclick: () => grid.save(`${fileName(table.id)}.shown.tsv`) }, "Save these rows as TSV"),
  );

  function filter() {
    limits.text = text.value.trim().toLowerCase();
    limits.rate = rate.value === "" ? Infinity : Number(rate.value);
    limits.fold = fold.value === "" ? 0 : Number(fold.value) * 1000;
    limits.onlyChosen = only.checked;
    grid.keep(isShown);
  }

  function isShown(row) {
    const place = table.places[row];
    if (limits.onlyChosen && !chosen.places.has(place)) return false;
    if (limits.rate < Infinity && !(table.q.value[row] <= limits.rate)) return false;
    if (limits.fold > 0 && !(Math.abs(table.logFC[row]) >= limits.fold)) return false;
    return limits.text === ""
      || study.symbols[place].toLowerCase().includes(limits.text)
      || study.ids[place].toLowerCase().includes(limits.text);
  }

  function chooseNamed() {
    const wanted = names.value.split(/[\s,;]+/).filter((name) => name !== "");
    const found = wanted.map((name) => placesNamed(name));
    chosen.set(found.flat());
    const unknown = wanted.filter((_, at) => found[at].length === 0);
    if (unknown.length > 0) announce(`not in this page: ${unknown.join(", ")}`);
    names.setAttribute("aria-description", unknown.length > 0 ? `not in this page: ${unknown.join(", ")}` : "");
    names.setCustomValidity(unknown.length > 0 ? `not in this page: ${unknown.join(", ")}` : "");
    if (unknown.length > 0) names.reportValidity();
  }
  names.addEventListener("input", () => names.setCustomValidity(""));

  const columns = () => {
    const fixed = (key, title, values, digits, hint) => ({
      key, title, isNumber: true, hint, text: (row) => fixedOf(values[row], digits), value: (row) => values[row],
    });
    const list = [
      { key: "gene_symbols", title: "gene", text: (row) => study.symbols[table.places[row]], value: (row) => study.symbols[table.places[row]].toLowerCase() },
      { key: "feature_id", title: "feature", text: (row) => study.ids[table.places[row]], value: (row) => study.ids[table.places[row]] },
      { ...fixed("logFC", "log2 fold change", table.logFC, 3), fallsFirst: true },
      { key: "fold_change", title: "fold change", isNumber: true, hint: "below \u22121 where it goes down; out of the log2 fold change as shown",
        text: (row) => numberOf(foldOf(table.logFC[row] / 1000)), value: (row) => table.logFC[row] },
      fixed("CI.L", "95 % from", table.left, 3),
      fixed("CI.R", "to", table.right, 3),
      { ...fixed("AveExpr", "average log2", table.mean, 3), fallsFirst: true },
      { ...fixed("t", "t", table.t, 2), fallsFirst: true },
      { key: "P.Value", title: "p", isNumber: true, text: (row) => pOf(table.p, row), value: (row) => table.p.log[row] },
      { key: "adj.P.Val", title: "adjusted p", isNumber: true, text: (row) => pOf(table.q, row), value: (row) => table.q.log[row] },
      { ...fixed("B", "B", table.b, 2, "log-odds that the feature is differentially expressed"), fallsFirst: true },
    ];
    if (table.lostWithout) {
      const standing = (row) => {
        if (!table.isCalled(row)) return "";
        const without = table.lost.get(table.places[row]);
        return without ? `not without ${inBrief(without)}` : "stays";
      };
      list.push({ key: "without_one_array", title: "without one array", hint: "whether it stays found whichever array is left out", text: standing, value: standing });
    }
    return list;
  };

  async function showContrast(at) {
    table = await readContrast(at);
    which.value = String(at);
    grid.show(columns(), table.byP, "P.Value", true);
    grid.keep(isShown);
    draw();
    shown.set(table);
    announce(`contrast ${table.id}`);
  }

  function draw() {
    const counts = `${wholeOf(table.nUp)} up, ${wholeOf(table.nDown)} down of ${wholeOf(table.n)}`;
    const words = `${table.id}: ${table.direction}; ${counts}`;
    const set = markedSet.now ? `; marked: ${markedSet.now.name}` : "";
    volcano.show(() => points("volcano"), `Volcano of ${words}${set}; the table below holds every point`, fileName(`volcano.${table.id}`), () => numbers("volcano"));
    ma.show(() => points("ma"), `MA of ${words}${set}; the table below holds every point`, fileName(`ma.${table.id}`), () => numbers("ma"));
    histogram.show(() => pHistogram(table), `p-values of ${words}`, fileName(`p_values.${table.id}`), () => binsOf(table));
  }

  /** What a figure shows, feature by feature, in the order of the p-values. */
  function numbers(kind) {
    const axes = kind === "volcano"
      ? [["logFC", (row) => fixedOf(table.logFC[row], 3)], ["P.Value", (row) => pOf(table.p, row)]]
      : [["AveExpr", (row) => fixedOf(table.mean[row], 3)], ["logFC", (row) => fixedOf(table.logFC[row], 3)]];
    const called = (row) => (!table.isCalled(row) ? "not called" : table.logFC[row] > 0 ? "up" : "down");
    return [
      ["gene_symbols", "feature_id", ...axes.map(([name]) => name), "adj.P.Val", "called"],
      ...table.byP.map((row) => [
        study.symbols[table.places[row]], study.ids[table.places[row]], ...axes.map(([, text]) => text(row)), pOf(table.q, row), called(row),
      ]),
    ];
  }

  /** Points of either figure: unchanged ones, then those up and down, then the chosen. */
  function points(kind) {
    const at = kind === "volcano"
      ? (row) => [table.logFC[row] / 1000, -table.p.log[row]]
      : (row) => [table.mean[row] / 1000, table.logFC[row] / 1000];
    const rows = table.byP.filter((row) => at(row).every(Number.isFinite));
    const groups = [
      { name: "not called", color: colour("soft"), opacity: 0.35, rows: rows.filter((row) => !table.isCalled(row)) },
      { name: "up", color: colour("up"), opacity: 0.8, rows: rows.filter((row) => table.isCalled(row) && table.logFC[row] > 0) },
      { name: "down", color: colour("down"), opacity: 0.8, rows: rows.filter((row) => table.isCalled(row) && table.logFC[row] < 0) },
    ];
    const symbols = { "not called": "circle", up: "triangle", down: "rect" };
    const series = groups.map((group) => ({
      type: "scatter",
      name: group.name,
      symbol: symbols[group.name],
      symbolSize: group.name === "not called" ? 4 : 7,
      large: group.rows.length > 3000,
      itemStyle: { color: group.color, opacity: group.opacity },
      data: group.rows.map(at),
      rows: group.rows,
    }));
    const inSet = markedSet.now ? rows.filter((row) => markedSet.now.places.has(table.places[row])) : [];
    series.push({
      type: "scatter",
      name: markedSet.now?.name ?? "",
      symbol: "diamond",
      symbolSize: 9,
      z: 4,
      itemStyle: { color: "transparent", borderColor: colour("both"), borderWidth: 1.5 },
      data: inSet.map(at),
      rows: inSet,
    });
    const marked = rows.filter((row) => chosen.places.has(table.places[row]));
    const named = [...table.byP.slice(0, nLabels), ...marked.slice(0, 100)].filter((row) => at(row).every(Number.isFinite));
    series.push(heldSeries(marked, named, at, (row) => table.places[row]));
    // below the title of the axis once there is a set, whose name takes its room
    const chart = kind === "volcano" ? volcano : ma;
    const bottom = markedSet.now ? chart.legendRoom(["up", "down", "not called", fitted(markedSet.now.name, 180)]) : 48;
    return {
      heading: `${table.id}: ${table.direction}`,
      grid: { left: 58, right: 18, bottom },
      legend: { bottom: 0, right: 0, itemWidth: 9, itemHeight: 9, data: ["up", "down", "not called", ...(markedSet.now ? [markedSet.now.name] : [])], formatter: (name) => fitted(name, 180), textStyle: { color: colour("text") }, selectedMode: false },
      tooltip: {
        formatter: ({ seriesIndex, dataIndex }) => {
          const row = series[seriesIndex].rows[dataIndex];
          const place = table.places[row];
          const lost = table.lost.get(place);
          const lines = [
            study.name(place),
            study.ids[place],
            `log2 fold change ${fixedOf(table.logFC[row], 3)} (${fixedOf(table.left[row], 3)} to ${fixedOf(table.right[row], 3)})`,
            `p ${pOf(table.p, row)}, adjusted ${pOf(table.q, row)}`,
          ];
          if (lost) lines.push(`not found without ${inBrief(lost)}`);
          return tip(...lines);
        },
      },
      brush: lassoBrush(),
      // names stand above their points, also above the highest
      xAxis: kind === "volcano"
        ? { type: "value", name: "log2 fold change" }
        : { type: "value", name: "average log2 expression", scale: true },
      yAxis: kind === "volcano"
        ? { type: "value", name: "\u2212log10 p", boundaryGap: [0, "8%"] }
        : { type: "value", name: "log2 fold change", boundaryGap: ["4%", "8%"] },
      dataZoom: [{ type: "inside", xAxisIndex: 0, zoomOnMouseWheel: "ctrl", moveOnMouseMove: false, preventDefaultMouseMove: false }],
      series,
    };
  }

  for (const [chart, kind] of [[volcano, "volcano"], [ma, "ma"]]) {
    chart.view.on("click", ({ seriesIndex, dataIndex }) => {
      const row = chart.option().series[seriesIndex]?.rows[dataIndex];
      if (row !== undefined) chosen.toggle(table.places[row]);
    });
    addLasso(chart, (inside) => {
      const at = kind === "volcano"
        ? (row) => [table.logFC[row] / 1000, -table.p.log[row]]
        : (row) => [table.mean[row] / 1000, table.logFC[row] / 1000];
      chosen.set(table.byP.filter((row) => inside(at(row))).map((row) => table.places[row]));
    });
  }

  markedSet.listeners.push(draw);
  chosen.listeners.push(() => {
    draw();
    if (limits.onlyChosen) grid.keep(isShown);
    else grid.render();
  });
  for (const button of document.querySelectorAll("button.choose")) {
    button.addEventListener("click", async () => {
      const at = contents.contrasts.findIndex((one) => one.id === button.dataset.contrast);
      if (at >= 0) await showContrast(at);
      const places = button.dataset.features.split("\n").map((id) => study.places.get(id));
      chosen.set(places.filter((place) => place !== undefined));
      element("explorer").scrollIntoView();
    });
  }
  await showContrast(0);
  return { showContrast };
}

/** The first names, and how many more there are. */
const inBrief = (names) => (names.length > 3 ? `${names.slice(0, 2).join(", ")} or ${names.length - 2} others` : names.join(" or "));

const N_BINS = 40;

/** How many p-values lie in each of equal bins. */
function countsOf(table) {
  const counts = new Array(N_BINS).fill(0);
  for (const p of table.p.value) {
    if (!Number.isNaN(p)) counts[Math.min(N_BINS - 1, Math.floor(p * N_BINS))] += 1;
  }
  return counts;
}

const binsOf = (table) => [["from", "to", "features"], ...countsOf(table).map((count, at) => [at / N_BINS, (at + 1) / N_BINS, count])];

function pHistogram(table) {
  const counts = countsOf(table);
  return {
    heading: `${table.id}: p-values in ${N_BINS} equal bins`,
    tooltip: {
      formatter: ({ dataIndex }) => tip(`p from ${dataIndex / N_BINS} to ${(dataIndex + 1) / N_BINS}`, `${wholeOf(counts[dataIndex])} features`),
    },
    xAxis: { type: "category", name: "p", data: counts.map((_, at) => String(at / N_BINS)), axisLabel: { interval: 7 } },
    yAxis: { type: "value", name: "features" },
    series: [{ type: "bar", data: counts, barCategoryGap: "8%", itemStyle: { color: colour("down") } }],
  };
}
