// Which features several contrasts share, with their directions: a bar for each combination (UpSet).

const MOST_IN_UPSET = 12;

/** What a contrast says of each place: 1 up, -1 down, 0 neither; 2 where it was not tested. */
function decisionsOf(table) {
  const decisions = new Int8Array(contents.features.n).fill(2);
  table.places.forEach((place, row) => {
    if (Number.isNaN(table.p.mantissa[row])) return;
    decisions[place] = !table.isCalled(row) ? 0 : table.logFC[row] >= 0 ? 1 : -1;
  });
  return decisions;
}

/** Every combination of directions that occurs among features tested in all, most features first. */
function patternsOf(decisions) {
  const found = new Map();
  const n = contents.features.n;
  for (let place = 0; place < n; place += 1) {
    const own = decisions.map((one) => one[place]);
    if (own.includes(2) || own.every((one) => one === 0)) continue;
    const key = own.join(",");
    if (!found.has(key)) found.set(key, { key, own, places: [] });
    found.get(key).places.push(place);
  }
  const rank = (own) => own.map((one) => (one === 1 ? 0 : one === -1 ? 1 : 2)).join("");
  return [...found.values()].sort((a, b) => b.places.length - a.places.length || (rank(a.own) < rank(b.own) ? -1 : 1));
}

function startUpset() {
  const figure = new Drawing("upset");
  const all = contents.contrasts;
  const isIn = all.map((_, at) => at < MOST_IN_UPSET);
  let most = 20;
  let pressed = null;

  const boxes = all.map((one, at) => {
    const box = make("input", { type: "checkbox" });
    box.checked = isIn[at];
    box.addEventListener("change", () => {
      isIn[at] = box.checked;
      work();
    });
    return make("label", {}, box, ` ${one.id}`);
  });
  const bars = make("input", { type: "number", min: 1, max: 200, value: most });
  bars.addEventListener("change", () => {
    most = Math.max(1, Math.min(200, Number(bars.value) || 20));
    work();
  });
  element("upset-tools").append(
    make("fieldset", { class: "boxes" }, make("legend", {}, "Contrasts"), ...boxes),
    field("Bars at most", bars),
  );

  async function work() {
    const tables = await Promise.all(all.map((_, at) => at).filter((at) => isIn[at]).map(readContrast));
    if (tables.length < 2) {
      figure.show(() => ({ heading: "choose two contrasts or more", paint: (pen, width, top) => top + 20 }), "nothing to compare", "intersections");
      return;
    }
    const patterns = patternsOf(tables.map(decisionsOf));
    const drawn = patterns.slice(0, most);
    const words = (pattern) => {
      const parts = [[1, "up in"], [-1, "down in"], [0, "not found in"]].map(([way, text]) => {
        const names = tables.filter((_, at) => pattern.own[at] === way).map((table) => table.id);
        return names.length > 0 ? `${text} ${names.join(", ")}` : "";
      });
      return `${wholeOf(pattern.places.length)} ${pattern.places.length === 1 ? "feature" : "features"}\n${parts.filter(Boolean).join("\n")}`;
    };
    figure.show(
      () => ({
        heading: `Features of ${tables.length} contrasts by direction, ${drawn.length} of ${patterns.length} combinations`,
        least: Math.min(900, 300 + 27 * drawn.length),
        paint: (pen, width, top) => paintUpset(pen, width, top, figure, tables, drawn, words, pressed, (pattern) => {
          pressed = pattern.key;
          chosen.set(pattern.places);
          figure.draw();
        }),
      }),
      `Intersections of ${tables.map((table) => table.id).join(", ")}: a bar for each combination of directions; each bar chooses its features`,
      "intersections",
      () => [
        [...tables.map((table) => table.id), "features", "feature_ids"],
        ...drawn.map((pattern) => [...pattern.own, pattern.places.length, pattern.places.map((place) => study.ids[place]).join(";")]),
      ],
    );
  }

  chosen.listeners.push(() => {
    if (pressed !== null && chosen.places.size === 0) {
      pressed = null;
      figure.draw();
    }
  });
  figure.onceNear(work);
}

/** Bars above, below them a row of dots for each contrast; to the left the size of each list. */
function paintUpset(pen, width, top, figure, tables, patterns, words, pressed, press) {
  const names = Math.min(width * 0.3, Math.max(...tables.map((table) => widthOf(table.id))) + 6);
  const sizes = Math.min(90, width * 0.15);
  const left = names + sizes + 54;
  const step = Math.max(20, Math.min(34, (width - left - 4) / Math.max(1, patterns.length)));
  const high = 170;
  const row = 24;
  const foot = top + 16 + high;
  const tallest = Math.max(1, ...patterns.map((pattern) => pattern.places.length));
  const [up, down, soft, line] = ["up", "down", "soft", "line"].map(colour);
  for (const tick of ticksOf(0, tallest, 4)) {
    const y = foot - (tick / tallest) * high;
    pen.line(left, y, left + step * patterns.length, y, line, { "stroke-opacity": 0.5 });
    pen.text(left - 5, y + 4, wholeOf(tick), { "text-anchor": "end" });
  }
  pen.text(0, 0, "features", { transform: `translate(${round(left - 42)} ${round(foot - high / 2)}) rotate(-90)`, "text-anchor": "middle" });
  const largest = Math.max(1, ...tables.map((table) => table.nUp + table.nDown));
  tables.forEach((table, at) => {
    const y = foot + 12 + at * row;
    if (at % 2 === 0) pen.rect(0, y, left + step * patterns.length, row, colour("panel"));
    pen.text(names, y + row / 2 + 4, fitted(table.id, names), { "text-anchor": "end" });
    const size = pen.within({ "data-tip": `${table.id}\n${wholeOf(table.nUp)} up, ${wholeOf(table.nDown)} down in all` });
    const ends = names + 6 + sizes;
    const wide = (n) => (n / largest) * sizes;
    size.rect(ends - wide(table.nUp), y + 4, wide(table.nUp), row - 8, up);
    size.rect(ends - wide(table.nUp) - wide(table.nDown), y + 4, wide(table.nDown), row - 8, down);
  });
  patterns.forEach((pattern, at) => {
    const x = left + step * (at + 0.5);
    const part = figure.button(pen, pattern.key, words(pattern), pattern.key === pressed, () => press(pattern));
    const n = pattern.places.length;
    const height = Math.max(1, (n / tallest) * high);
    const bottom = foot + 12 + tables.length * row;
    part.rect(x - step / 2, top, step, bottom - top, "transparent");
    part.rect(x - step * 0.34, foot - height, step * 0.68, height, pattern.key === pressed ? colour("mark") : colour("text"));
    part.text(x, foot - height - 4, wholeOf(n), { "text-anchor": "middle", "font-size": step < 26 ? 9 : 11 });
    const held = pattern.own.map((way, list) => (way === 0 ? null : foot + 12 + list * row + row / 2)).filter((y) => y !== null);
    if (held.length > 1) part.line(x, held[0], x, held.at(-1), soft, { "stroke-width": 2 });
    pattern.own.forEach((way, list) => {
      const y = foot + 12 + list * row + row / 2;
      if (way === 0) part.mark("circle", x, y, 2.5, line);
      else part.mark(way > 0 ? "triangle" : "down", x, y, 6.5, way > 0 ? up : down);
    });
  });
  const bottom = foot + 12 + tables.length * row;
  const key = bottom + 16;
  pen.mark("triangle", names + 12, key, 6, up);
  pen.text(names + 22, key + 4, "up");
  pen.mark("down", names + 52, key, 6, down);
  pen.text(names + 62, key + 4, "down");
  pen.mark("circle", names + 108, key, 2.5, line);
  pen.text(names + 116, key + 4, "not found, which is not unchanged");
  return key + 14;
}
