// A heat map of the chosen features, or of the first of the contrast shown, between their trees.

const MOST_HEAT_FEATURES = 200;
const MOST_HEAT_CELLS = 30_000;
const MOST_CLUSTERED = 300;

/** Blue over white to red: ColorBrewer's RdBu, as in the heat maps of the result folder. */
const RED_BLUE = [[33, 102, 172], [67, 147, 195], [146, 197, 222], [209, 229, 240], [247, 247, 247], [253, 219, 199], [244, 165, 130], [214, 96, 77], [178, 24, 43]];
const MISSING_COLOUR = "#969696";

function redBlue(part) {
  if (Number.isNaN(part)) return MISSING_COLOUR;
  const along = ((Math.max(-1, Math.min(1, part)) + 1) / 2) * (RED_BLUE.length - 1);
  const below = Math.min(RED_BLUE.length - 2, Math.floor(along));
  const mixed = RED_BLUE[below].map((low, at) => Math.round(low + (along - below) * (RED_BLUE[below + 1][at] - low)));
  return `#${mixed.map((one) => one.toString(16).padStart(2, "0")).join("")}`;
}

function startHeat() {
  const figure = new Drawing("heat");
  const state = { top: 50, scale: 0, samples: 0 };
  let asked = 0;
  const top = make("input", { type: "number", min: 2, max: MOST_HEAT_FEATURES, value: state.top });
  top.addEventListener("change", () => {
    state.top = Math.max(2, Math.min(MOST_HEAT_FEATURES, Number(top.value) || 50));
    work();
  });
  const pick = (key) => (at) => {
    state[key] = at;
    work();
  };
  element("heat-tools").append(
    field("Features where fewer than two are chosen", top),
    field("Values", choice(["log2, less the feature's mean", "standard deviations from the feature's mean"], pick("scale"))),
    field("Samples", choice(["all", "of the contrast shown"], pick("samples"))),
  );

  async function work() {
    asked += 1;
    const question = asked;
    const table = shown.table;
    if (!table) return;
    const isChosen = chosen.places.size >= 2;
    const wanted = isChosen ? [...chosen.places] : table.byP.slice(0, state.top).map((row) => table.places[row]);
    const own = state.samples === 1 ? new Set(table.samples) : null;
    const samples = contents.samples.map((_, at) => at).filter((at) => !own || own.has(contents.samples[at]));
    const most = Math.max(2, Math.min(MOST_HEAT_FEATURES, Math.floor(MOST_HEAT_CELLS / Math.max(1, samples.length))));
    const rows = [];
    for (const place of wanted.slice(0, most)) {
      const values = await valuesOf(place);
      if (values) rows.push({ place, values: samples.map((at) => values[at] / 1000) });
    }
    if (question !== asked) return;
    if (rows.length < 2 || samples.length < 2) {
      const why = "this page holds the values of fewer than two of these features";
      figure.show(() => ({ heading: why, paint: (pen, width, y) => y + 10 }), why, "heat_map");
      return;
    }
    for (const row of rows) row.values = scaled(row.values, state.scale === 1);
    const what = isChosen ? `${rows.length} chosen features` : `the ${rows.length} features of smallest p in ${table.id}`;
    const left = isChosen && wanted.length > rows.length ? ` of ${wanted.length}` : "";
    const heat = {
      rows,
      samples,
      unit: state.scale === 1 ? "standard deviations from the feature's mean" : "log2, less the feature's mean",
      featureTree: averageTree(correlationDistances(rows.map((row) => row.values))),
      sampleTree: samples.length <= MOST_CLUSTERED
        ? averageTree(meanDistances(samples.map((_, at) => rows.map((row) => row.values[at]))))
        : { order: samples.map((_, at) => at) },
    };
    heat.limit = limitOf(rows.flatMap((row) => row.values));
    const heading = `${what}${left}, ${samples.length} samples`;
    figure.show(
      () => ({ heading, least: 360 + Math.min(samples.length, 40) * 8, paint: (pen, width, y) => paintHeat(pen, width, y, heat) }),
      `Heat map of ${heading}; features by 1 \u2212 correlation, samples by mean difference, both by average linkage`,
      fileName(`heat_map.${isChosen ? "chosen" : table.id}`),
      () => [
        ["gene_symbols", "feature_id", ...heat.sampleTree.order.map((at) => contents.samples[samples[at]])],
        ...heat.featureTree.order.map((at) => {
          const { place, values } = rows[at];
          return [study.symbols[place], study.ids[place], ...heat.sampleTree.order.map((sample) => numberText(values[sample]))];
        }),
      ],
    );
  }

  chosen.listeners.push(() => { if (figure.isNear) work(); });
  shown.listeners.push(() => { if (figure.isNear) work(); });
  figure.onceNear(work);
}

const numberText = (value) => (Number.isNaN(value) ? "NA" : value.toFixed(3));

/** Values less their mean; on request over their standard deviation. */
function scaled(values, isStandard) {
  const known = values.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sd = isStandard ? Math.sqrt(squares / Math.max(1, known.length - 1)) || 1 : 1;
  return values.map((value) => (value - mean) / sd);
}

/** Within which 98 of 100 values lie. */
function limitOf(values) {
  const sizes = values.map(Math.abs).filter(Number.isFinite).sort((a, b) => a - b);
  return sizes[Math.ceil(0.98 * sizes.length) - 1] || sizes.at(-1) || 1;
}

function paintHeat(pen, width, top, { rows, samples, unit, limit, featureTree, sampleTree }) {
  const names = rows.map(({ place }) => study.name(place));
  const right = Math.min(140, Math.max(...names.map((name) => widthOf(name)))) + 10;
  const tree = Math.min(90, width * 0.14);
  const n = samples.length;
  const step = Math.min(34, (width - tree - right - 6) / n);
  const row = 14;
  const left = tree + 4;
  const strips = contents.groupings.slice(0, 2);
  const order = sampleTree.order;
  const hasTree = sampleTree.root !== undefined;
  const cellsTop = top + 34 + (hasTree ? 54 : 0) + strips.length * 12 + 4;
  const soft = colour("soft");
  paintScale(pen, 0, top, unit, limit);
  if (hasTree) {
    const y = top + 34;
    pen.path(treePath(sampleTree, (at) => left + step * (at + 0.5), (part) => y + 50 * (1 - part), false), { stroke: soft });
  }
  strips.forEach((grouping, at) => {
    const levels = [...new Set(grouping.levels)];
    const y = cellsTop - 4 - (strips.length - at) * 12;
    order.forEach((sample, column) => {
      const level = grouping.levels[samples[sample]];
      pen.rect(left + step * column, y, step + 0.3, 10, groupLook(levels.indexOf(level)).color, { "data-tip": `${contents.samples[samples[sample]]}\n${grouping.variable}: ${level}` });
    });
    pen.text(left + step * n + 5, y + 9, fitted(grouping.variable, right - 6), { "font-size": 10 });
  });
  pen.path(treePath(featureTree, (at) => cellsTop + row * (at + 0.5), (part) => tree - tree * part + (part === 1 ? 1 : 0), true), { stroke: soft });
  featureTree.order.forEach((feature, line) => {
    const { place, values } = rows[feature];
    const y = cellsTop + row * line;
    order.forEach((sample, column) => {
      const value = values[sample];
      const said = `${names[feature]} (${study.ids[place]})\n${contents.samples[samples[sample]]}\n${Number.isNaN(value) ? "missing" : minus(value.toFixed(3))}`;
      pen.rect(left + step * column, y, step + 0.3, row + 0.3, redBlue(value / limit), { "data-tip": said });
    });
    pen.text(left + step * n + 5, y + row - 3, fitted(names[feature], right - 8), { "data-tip": `${names[feature]} (${study.ids[place]})` });
  });
  const below = cellsTop + row * rows.length + 6;
  const every = Math.ceil(12 / step);
  const told = toldApart(contents.samples, 130);
  let longest = 0;
  order.forEach((sample, column) => {
    if (column % every !== 0) return;
    const name = told[samples[sample]];
    longest = Math.max(longest, widthOf(name));
    pen.text(0, 0, name, { transform: `translate(${round(left + step * (column + 0.5) - 4)} ${round(below)}) rotate(90)` });
  });
  return paintGroups(pen, below + longest + 14, width, strips);
}

/** What the colours of cells mean. */
function paintScale(pen, x, y, unit, limit) {
  for (let at = 0; at < 60; at += 1) pen.rect(x + at * 2, y, 2.3, 10, redBlue(at / 29.5 - 1));
  pen.text(x, y + 22, minus((-limit).toFixed(2)));
  pen.text(x + 60, y + 22, "0", { "text-anchor": "middle" });
  pen.text(x + 120, y + 22, limit.toFixed(2), { "text-anchor": "end" });
  pen.text(x + 128, y + 9, unit);
  pen.text(x + 128, y + 22, "98 % of values within; grey: missing", { fill: colour("soft"), "font-size": 10 });
}

/** The colours of the groups; gives the bottom. */
function paintGroups(pen, top, width, groupings) {
  let y = top;
  for (const grouping of groupings) {
    let x = widthOf(`${grouping.variable}:`) + 8;
    pen.text(0, y + 9, `${grouping.variable}:`);
    const levels = [...new Set(grouping.levels)].map((level) => level || "unknown");
    toldApart(levels, Math.max(60, Math.min(360, width - 30))).forEach((name, at) => {
      const wide = widthOf(name) + 26;
      if (x + wide > width) {
        x = 12;
        y += 16;
      }
      pen.mark(groupLook(at).symbol, x + 5, y + 5, 5, groupLook(at).color);
      pen.text(x + 13, y + 9, name);
      x += wide;
    });
    y += 18;
  }
  return y;
}
