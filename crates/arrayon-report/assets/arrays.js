// Boxes of the arrays, and samples in the plane of two components.

function startBoxes() {
  const group = contents.groupings[0];
  const levels = group ? [...new Set(group.levels)] : [];
  const look = (sample) => groupLook(group ? levels.indexOf(group.levels[sample]) : 0);
  for (const [name, title] of [["values", "log2 expression"], ["relative", "relative log2 expression"]]) {
    const boxes = contents.boxes[name];
    const chart = new Chart(name);
    const many = contents.samples.length > 30;
    const told = toldApart(contents.samples, 100);
    chart.show(
      () => ({
        heading: group ? `Arrays, coloured by ${group.variable}` : "Arrays",
        grid: { left: 58, right: 12, bottom: 100 },
        tooltip: {
          formatter: ({ dataIndex }) => tip(
            contents.samples[dataIndex],
            group ? `${group.variable}: ${group.levels[dataIndex]}` : "",
            ...["5 %", "25 %", "median", "75 %", "95 %"].map((part, at) => `${part}: ${minus(boxes[dataIndex][at].toFixed(3))}`),
          ),
        },
        xAxis: { type: "category", data: contents.samples, axisLabel: { rotate: 60, interval: many ? "auto" : 0, formatter: (_, at) => told[at] ?? "", fontSize: 11 } },
        yAxis: { type: "value", scale: true, name: title },
        series: [{
          type: "boxplot",
          data: boxes.map((box, sample) => ({ value: box, itemStyle: { color: colour("panel"), borderColor: look(sample).color } })),
        }],
      }),
      `${title} of ${contents.samples.length} arrays as boxes`,
      name === "values" ? "boxes" : "rle",
      () => [["sample", "p5", "p25", "median", "p75", "p95"], ...boxes.map((box, sample) => [contents.samples[sample], ...box.map((value) => value.toFixed(4))])],
    );
  }
}

function startComponents() {
  const { samples, components, scores } = contents.components;
  const chart = new Chart("components");
  const axes = [0, Math.min(1, components.length - 1)];
  const groupings = contents.groupings;
  let tinted = groupings[0];
  let shaped = groupings[0];
  const titles = components.map((one) => `${one.name} (${(one.variance * 100).toFixed(1)} % of variance)`);
  const levelsOf = (grouping) => (grouping ? [...new Set(grouping.levels)] : ["samples"]);
  const levelOf = (grouping, sample) => (grouping ? grouping.levels[contents.samples.indexOf(sample)] : "samples");
  const isOne = () => tinted === shaped;
  const nameOf = (sample) => (isOne() ? levelOf(tinted, sample) : `${levelOf(tinted, sample)}, ${levelOf(shaped, sample)}`);

  /** One series for each pair of a colour and a mark that occurs. */
  function series() {
    const [tints, shapes] = [levelsOf(tinted), levelsOf(shaped)];
    const told = toldApart(samples, chart.view.getWidth() * 0.35);
    const across = scores.map((row) => row[axes[0]]);
    const middle = (Math.min(...across) + Math.max(...across)) / 2;
    return [...new Set(samples.map(nameOf))].map((name) => {
      const own = samples.map((sample, row) => ({ sample, row })).filter(({ sample }) => nameOf(sample) === name);
      const tint = groupLook(tints.indexOf(levelOf(tinted, own[0].sample)));
      const shape = isOne() ? tint.symbol : GROUP_MARKS[shapes.indexOf(levelOf(shaped, own[0].sample)) % GROUP_MARKS.length];
      return {
        type: "scatter",
        name,
        symbol: shape,
        symbolSize: 11,
        itemStyle: { color: tint.color },
        label: { show: samples.length <= 40, position: "right", color: colour("text"), fontSize: 11, formatter: ({ data }) => told[samples.indexOf(data.sample)] },
        labelLayout: { hideOverlap: true },
        data: own.map(({ sample, row }) => ({
          value: [scores[row][axes[0]], scores[row][axes[1]]],
          sample,
          // towards the middle, so that no name leaves the figure
          label: { position: scores[row][axes[0]] > middle ? "left" : "right" },
        })),
      };
    });
  }

  const draw = () => {
    const by = groupings.length === 0 ? "" : isOne() ? ` by ${tinted.variable}` : `, coloured by ${tinted.variable}, marked by ${shaped.variable}`;
    const repeats = !isOne() && levelsOf(shaped).length > GROUP_MARKS.length ? `; marks repeat after ${GROUP_MARKS.length} groups` : "";
    chart.show(
      () => {
        const drawn = series();
        return {
          heading: `Samples${by}${repeats}`,
          grid: { left: 58, right: 18, bottom: chart.legendRoom(drawn.map((one) => one.name)) },
          legend: { bottom: 0, left: 0, formatter: chart.legendName(drawn.map((one) => one.name)), itemWidth: 11, itemHeight: 11, textStyle: { color: colour("text") }, data: drawn.map((one) => one.name) },
          tooltip: { formatter: ({ data }) => tip(data.sample, nameOf(data.sample)) },
          xAxis: { type: "value", scale: true, name: titles[axes[0]] },
          yAxis: { type: "value", scale: true, name: titles[axes[1]] },
          series: drawn,
        };
      },
      `${samples.length} samples in the plane of ${titles[axes[0]]} and ${titles[axes[1]]}${by}${repeats}`,
      fileName(`components.${components[axes[0]].name}.${components[axes[1]].name}`),
      () => [
        ["sample", ...groupings.map((one) => one.variable), components[axes[0]].name, components[axes[1]].name],
        ...samples.map((sample, row) => [sample, ...groupings.map((one) => levelOf(one, sample)), ...axes.map((axis) => scores[row][axis])]),
      ],
    );
  };
  const tools = element("components-tools");
  ["Across", "Up"].forEach((label, axis) => {
    const select = choice(titles, (at) => {
      axes[axis] = at;
      draw();
    });
    select.value = String(axes[axis]);
    tools.append(field(label, select));
  });
  if (groupings.length > 1) {
    const variables = groupings.map((one) => one.variable);
    const mark = choice(variables, (at) => {
      shaped = groupings[at];
      draw();
    });
    const tint = choice(variables, (at) => {
      // marks follow the colours until they are chosen by themselves
      if (isOne()) {
        shaped = groupings[at];
        mark.value = String(at);
      }
      tinted = groupings[at];
      draw();
    });
    tools.append(field("Colour by", tint), field("Mark by", mark));
  }
  draw();
}

/** Arrays that the figure shows before it is asked for all. */
const MOST_INFLUENTIAL = 30;

/** Which array each list of features depends on: features lost and gained without it. */
function startInfluence() {
  const { samples, contrasts } = contents.influence;
  const figure = new Drawing("influence");
  const count = (found) => (found ? found.lost + found.gained : 0);
  const largest = Math.max(1, ...contrasts.flatMap((one) => one.without.map(count)));
  const tint = (n) => `rgba(168, 18, 42, ${(0.06 + 0.94 * Math.sqrt(n / largest)).toFixed(3)})`;
  // of many arrays those that some list depends on most, in the order of the sheet
  const lines = samples.map((_, line) => line);
  const most = lines.map((line) => Math.max(...contrasts.map((one) => count(one.without[line]))));
  const first = [...lines].sort((a, b) => most[b] - most[a] || a - b).slice(0, MOST_INFLUENTIAL).sort((a, b) => a - b);
  const hasMore = samples.length > MOST_INFLUENTIAL + 5;
  let drawn = hasMore ? first : lines;
  if (hasMore) {
    const all = figure.addButton(`Show all ${samples.length} arrays`, () => {
      drawn = drawn === first ? lines : first;
      all.setAttribute("aria-pressed", String(drawn === lines));
      figure.draw();
    });
    all.setAttribute("aria-pressed", "false");
  }
  figure.show(
    () => ({
      heading: drawn.length < samples.length
        ? `Features lost and gained without each array: ${drawn.length} of ${samples.length} arrays, those that matter most`
        : "Features lost and gained without each array",
      least: Math.min(1200, 130 + contrasts.length * 60),
      paint: (pen, width, top) => paintInfluence(pen, width, Math.min(width, figure.canvas.clientWidth || width) * 0.4, top, drawn.map((line) => ({ sample: samples[line], line })), contrasts, tint, largest),
    }),
    `Features lost and gained without each of ${samples.length} arrays, for ${contrasts.length} contrasts; the tables of the contrasts have the same numbers`,
    "without_arrays",
    () => [
      ["sample", ...contrasts.flatMap((one) => [`lost.${one.id}`, `gained.${one.id}`])],
      ...samples.map((sample, line) => [sample, ...contrasts.flatMap((one) => (one.without[line] ? [one.without[line].lost, one.without[line].gained] : ["NA", "NA"]))]),
    ],
  );
}

function paintInfluence(pen, width, mostName, top, rows, contrasts, tint, largest) {
  const names = Math.min(width * 0.35, mostName, Math.max(...rows.map(({ sample }) => widthOf(sample)))) + 8;
  const step = Math.min(110, (width - names - 4) / contrasts.length);
  const longest = Math.min(150, Math.max(...contrasts.map((one) => widthOf(one.id))));
  const turned = longest > step - 6;
  const head = top + (turned ? longest + 8 : 20);
  contrasts.forEach((one, at) => {
    const x = names + step * (at + 0.5);
    const name = fitted(one.id, 150);
    if (turned) pen.text(0, 0, name, { transform: `translate(${round(x + 4)} ${round(head - 6)}) rotate(-90)` });
    else pen.text(x, head - 6, name, { "text-anchor": "middle" });
  });
  const told = toldApart(rows.map(({ sample }) => sample), names - 8);
  rows.forEach(({ sample, line }, place) => {
    const y = head + place * 18;
    pen.text(names - 8, y + 13, told[place], { "text-anchor": "end", "data-tip": sample });
    contrasts.forEach((one, at) => {
      const found = one.without[line];
      const x = names + step * at;
      if (!found) {
        pen.rect(x + 1, y + 1, step - 2, 16, colour("panel"), { "data-tip": `${sample} is not in ${one.id}` });
        return;
      }
      const n = found.lost + found.gained;
      const part = pen.within({ "data-tip": `${one.id} without ${sample}\n${wholeOf(found.lost)} lost, ${wholeOf(found.gained)} gained` });
      part.rect(x + 1, y + 1, step - 2, 16, "#ffffff");
      part.rect(x + 1, y + 1, step - 2, 16, tint(n));
      // nothing lost and nothing gained is an empty cell
      if (step > 34 && n > 0) part.text(x + step / 2, y + 13, `\u2212${found.lost} +${found.gained}`, { "text-anchor": "middle", "font-size": 10, fill: n / largest > 0.25 ? "#ffffff" : "#000000" });
    });
  });
  return head + rows.length * 18 + 6;
}
