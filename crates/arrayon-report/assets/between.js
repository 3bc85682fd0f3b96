// Arrays against each other: the distribution of the values of each, and how far each is from each.

/** Pixels that the name of an array needs. */
const NAME_HEIGHT = 11;

/** The groups of the arrays, by whose colours they are drawn: `look(array)`, `level(array)`. */
function groupsOfArrays() {
  const grouping = contents.groupings[0];
  const levels = grouping ? [...new Set(grouping.levels)] : [];
  return {
    strips: grouping ? [grouping] : [],
    look: (array) => groupLook(grouping ? levels.indexOf(grouping.levels[array]) : 0),
    level: (array) => (grouping ? `${grouping.variable}: ${grouping.levels[array] || "unknown"}` : ""),
  };
}

async function startDensities() {
  const { start, step, steps, counts } = contents.densities;
  const figure = new Drawing("densities");
  const names = contents.samples;
  const groups = groupsOfArrays();
  const all = await integersOf(counts);
  const shares = names.map((_, array) => {
    const own = all.subarray(array * steps, (array + 1) * steps);
    const n = own.reduce((sum, count) => sum + count, 0);
    return Array.from(own, (count) => (n === 0 ? 0 : count / n / step));
  });
  const most = Math.max(...shares.flatMap((own) => Math.max(...own))) || 1;
  let marked = -1;
  const pick = choice(["none", ...names], (at) => {
    marked = at - 1;
    figure.draw();
    announce(marked < 0 ? "no array marked" : `${names[marked]} marked`);
  });
  element("densities-tools").append(field("Mark an array", pick));

  const paint = (pen, width, top) => {
    const [left, high, bottom] = [52, 250, top + 262];
    const x = (value) => left + ((value - start) / (step * steps)) * (width - left - 8);
    const y = (density) => bottom - (density / most) * high;
    for (const tick of ticksOf(0, most, 4)) {
      pen.line(left, y(tick), width - 8, y(tick), colour("line"), { "stroke-opacity": 0.5 });
      pen.text(left - 6, y(tick) + 4, String(tick), { "text-anchor": "end" });
    }
    for (const tick of ticksOf(start, start + step * steps, width < 600 ? 5 : 10)) {
      pen.line(x(tick), bottom, x(tick), bottom + 4, colour("soft"));
      pen.text(x(tick), bottom + 17, minus(String(tick)), { "text-anchor": "middle" });
    }
    pen.line(left, bottom, width - 8, bottom, colour("soft"));
    pen.text(left + (width - left) / 2, bottom + 34, "log2 expression", { "text-anchor": "middle" });
    pen.text(0, 0, "density", { transform: `translate(11 ${round(bottom - high / 2)}) rotate(-90)`, "text-anchor": "middle" });
    const middle = (at) => x(start + step * (at + 0.5));
    const line = (array, more) => pen.path(shares[array].map((share, at) => `${at === 0 ? "M" : "L"}${round(middle(at))} ${round(y(share))}`).join(""), more);
    const faint = marked < 0 ? Math.max(0.25, Math.min(0.8, 20 / names.length)) : 0.2;
    names.forEach((_, array) => { if (array !== marked) line(array, { stroke: groups.look(array).color, "stroke-opacity": faint }); });
    if (marked >= 0) {
      line(marked, { stroke: colour("mark"), "stroke-width": 2.5 });
      pen.text(width - 10, top + 12, fitted(names[marked], width - left - 20), { "text-anchor": "end", fill: colour("mark"), "font-weight": 700 });
    }
    // the line next to the mouse
    figure.near = (px, py) => {
      const at = Math.floor(((px - left) / (width - left - 8)) * steps);
      if (at < 0 || at >= steps || py > bottom) return -1;
      let [best, distance] = [-1, 12];
      shares.forEach((own, array) => {
        const away = Math.abs(y(own[at]) - py);
        if (away < distance) [best, distance] = [array, away];
      });
      return best;
    };
    return paintGroups(pen, bottom + 46, width, groups.strips);
  };
  figure.sayAt = (px, py) => {
    const array = figure.near?.(px, py) ?? -1;
    return array < 0 ? "" : `${names[array]}\n${groups.level(array)}`.trim();
  };
  figure.pressAt = (px, py) => {
    marked = figure.near?.(px, py) ?? -1;
    pick.value = String(marked + 1);
    figure.draw();
  };
  figure.show(
    () => ({ heading: `Values of ${names.length} arrays, a line each`, paint }),
    `Distributions of the values of ${names.length} arrays over each other; the tool above marks one`,
    "densities",
    () => [
      ["sample", ...Array.from({ length: steps }, (_, at) => `from_${(start + step * at).toFixed(2)}`)],
      ...names.map((name, array) => [name, ...all.subarray(array * steps, (array + 1) * steps)]),
    ],
  );
}

async function startDistances() {
  const figure = new Drawing("distances");
  const names = contents.samples;
  const n = names.length;
  const groups = groupsOfArrays();
  const packed = await integersOf(contents.distances);
  const distance = names.map(() => new Float64Array(n));
  let at = 0;
  for (let one = 0; one < n; one += 1) {
    for (let other = one + 1; other < n; other += 1, at += 1) {
      distance[one][other] = packed[at] / 10 ** contents.distances.digits;
      distance[other][one] = distance[one][other];
    }
  }
  const known = Array.from(packed, (one) => one / 10 ** contents.distances.digits).filter(Number.isFinite);
  const [least, most] = known.reduce(([low, high], one) => [Math.min(low, one), Math.max(high, one)], [Infinity, 0]);
  const part = (value) => (most > least ? (value - least) / (most - least) : 0.5);
  const tint = (one, other) => (one === other ? colour("panel") : redBlue(part(distance[one][other])));
  const inSheet = names.map((_, sample) => sample);
  let order = inSheet;
  element("distances-tools").append(field("Order of the arrays", choice(["as in the sample sheet", "alike next to each other"], (picked) => {
    order = picked === 0 ? inSheet : averageTree(distance).order;
    figure.draw();
  })));

  const paint = (pen, width, top) => {
    const longest = Math.min(150, width * 0.3, Math.max(...names.map((name) => widthOf(name)))) + 8;
    const cell = Math.min(30, (width - longest - 14) / n);
    const [left, head] = [longest + 10, top + 50];
    const every = Math.ceil(NAME_HEIGHT / cell);
    const told = toldApart(names, longest - 8);
    for (let shade = 0; shade < 60; shade += 1) pen.rect(left + shade * 2, top, 2.3, 10, redBlue(shade / 59));
    pen.text(left, top + 22, least.toFixed(2));
    pen.text(left + 120, top + 22, most.toFixed(2), { "text-anchor": "end" });
    pen.text(left + 130, top + 10, "log2");
    if (every > 1) pen.text(0, top + 38, `one of ${every} names has room; hovering says both`, { fill: colour("soft"), "font-size": 10 });
    order.forEach((sample, place) => {
      const middle = cell * (place + 0.5);
      const { color, symbol } = groups.look(sample);
      if (groups.strips.length > 0) {
        const radius = Math.max(1, Math.min(4, cell / 2));
        pen.mark(symbol, left - 6, head + middle, radius, color);
        pen.mark(symbol, left + middle, head + cell * n + 7, radius, color);
      }
      if (place % every !== 0) return;
      pen.text(left - 14, head + middle + 4, told[sample], { "text-anchor": "end" });
      pen.text(0, 0, told[sample], { transform: `translate(${round(left + middle - 4)} ${round(head + cell * n + 15)}) rotate(90)` });
    });
    pen.add("image", { x: left, y: head, width: cell * n, height: cell * n, preserveAspectRatio: "none", "image-rendering": "pixelated", href: cellsOf(order, tint, Math.max(1, Math.round(cell))) });
    figure.cellAt = (px, py) => [px - left, py - head].map((along) => Math.floor(along / cell));
    return paintGroups(pen, head + cell * n + 24 + longest, width, groups.strips);
  };
  figure.sayAt = (px, py) => {
    const [column, row] = figure.cellAt?.(px, py) ?? [-1, -1];
    if (column < 0 || row < 0 || column >= n || row >= n) return "";
    const [one, other] = [order[row], order[column]];
    if (one === other) return names[one];
    return `${names[one]}\n${names[other]}\n${numberText(distance[one][other])}`;
  };
  figure.show(
    () => ({ heading: `Distances between ${n} arrays`, paint }),
    `Mean absolute difference between each two of ${n} arrays, from ${least.toFixed(2)} to ${most.toFixed(2)}; saved as TSV it can be read`,
    "distances",
    () => [["sample", ...order.map((sample) => names[sample])], ...order.map((one) => [names[one], ...order.map((other) => distance[one][other].toFixed(contents.distances.digits))])],
  );
}

/** A picture of cells, each of so many pixels: thousands of shapes would be slow. */
function cellsOf(order, tint, size) {
  const canvas = make("canvas", { width: order.length * size, height: order.length * size });
  const context = canvas.getContext("2d");
  order.forEach((one, row) => order.forEach((other, column) => {
    context.fillStyle = tint(one, other);
    context.fillRect(column * size, row * size, size, size);
  }));
  return canvas.toDataURL("image/png");
}
