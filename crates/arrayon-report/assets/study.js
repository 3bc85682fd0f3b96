// The study as the script knows it: features, contrasts, expression. All is read when first asked for.

const study = {
  ids: [],
  symbols: [],
  /** What a feature is called: its genes, or itself. */
  name: (place) => study.symbols[place] || study.ids[place],
};
let expression = null;
const tables = new Map();

async function readFeatures() {
  const { n, ids, symbols } = contents.features;
  study.ids = await linesOf(ids, n);
  study.symbols = await linesOf(symbols, n);
  study.places = new Map(study.ids.map((id, place) => [id, place]));
  study.bySymbol = new Map();
  study.symbols.forEach((text, place) => {
    for (const symbol of text.split(";")) {
      if (!symbol) continue;
      const key = symbol.toLowerCase();
      if (!study.bySymbol.has(key)) study.bySymbol.set(key, []);
      study.bySymbol.get(key).push(place);
    }
  });
}

/** The features of a name: an id, or a symbol in any case. */
function placesNamed(name) {
  if (study.places.has(name)) return [study.places.get(name)];
  return study.bySymbol.get(name.toLowerCase()) ?? [];
}

/** A contrast's columns; `row` finds the row of a feature. */
function readContrast(at) {
  if (!tables.has(at)) tables.set(at, unpackContrast(contents.contrasts[at]));
  return tables.get(at);
}

async function unpackContrast(packed) {
  const places = await placesOf(packed.steps);
  const [logFC, lower, more, mean, t, b] = await Promise.all(
    ["logFC", "lower", "more", "mean", "t", "b"].map((column) => integersOf(packed[column])),
  );
  const table = { ...packed, places, logFC, mean, t, b };
  table.left = logFC.map((value, at) => value - lower[at]);
  table.right = logFC.map((value, at) => value + lower[at] + more[at]);
  table.moderated = packed.spread.moderated ? await integersOf(packed.spread.moderated) : null;
  table.packedZ = packed.z;
  table.p = await pValuesOf(packed.p);
  table.q = await pValuesOf(packed.q);
  table.row = new Map();
  places.forEach((place, row) => table.row.set(place, row));
  table.isCalled = (row) => table.q.value[row] <= table.fdr;
  // as the tables have them: by p-value, then by id, those without a p-value last
  table.byP = Array.from(places.keys()).sort((a, b) => {
    const difference = table.p.log[a] - table.p.log[b];
    if (Number.isNaN(table.p.log[a])) return Number.isNaN(table.p.log[b]) ? a - b : 1;
    if (Number.isNaN(table.p.log[b])) return -1;
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
    return study.ids[places[a]] < study.ids[places[b]] ? -1 : 1;
  });
  table.lost = new Map();
  for (const [sample, lost] of packed.lostWithout ?? []) {
    for (const place of lost) {
      if (!table.lost.has(place)) table.lost.set(place, []);
      table.lost.get(place).push(sample);
    }
  }
  return table;
}

/** Every sample's log2 value of a feature; `null` where the page does not hold it. */
async function valuesOf(place) {
  if (!contents.expression) return null;
  expression ??= unpackExpression(contents.expression);
  const { row, means, differences } = await expression;
  if (!row.has(place)) return null;
  const at = row.get(place);
  const n = contents.samples.length;
  return Array.from({ length: n }, (_, sample) => means[at] + differences[at * n + sample]);
}

async function unpackExpression(packed) {
  const places = await placesOf(packed.steps);
  const row = new Map();
  places.forEach((place, at) => row.set(place, at));
  const [means, differences] = await Promise.all([
    integersOf(packed.means),
    integersOf(packed.differences),
  ]);
  return { row, means, differences };
}
