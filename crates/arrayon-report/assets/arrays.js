// Boxes of the arrays, and samples in the plane of two components.

function startBoxes() {
  const group = contents.groupings[0];
  const levels = group ? [...new Set(group.levels)] : [];
  const look = (sample) => groupLook(group ? levels.indexOf(group.levels[sample]) : 0);
  for (const [name, title] of [["values", "log2 expression"], ["relative", "relative log2 expression"]]) {
    const boxes = contents.boxes[name];
    const chart = new Chart(name);
    const many = contents.samples.length > 30;
    chart.show(
      () => ({
        heading: group ? `Arrays, coloured by ${group.variable}` : "Arrays",
        grid: { left: 58, right: 12, top: contents.simulated ? 58 : 40, bottom: many ? 30 : 100 },
        tooltip: {
          formatter: ({ dataIndex }) => tip(
            contents.samples[dataIndex],
            group ? `${group.variable}: ${group.levels[dataIndex]}` : "",
            ...["5 %", "25 %", "median", "75 %", "95 %"].map((part, at) => `${part}: ${minus(boxes[dataIndex][at].toFixed(3))}`),
          ),
        },
        xAxis: { type: "category", data: contents.samples, axisLabel: { show: !many, rotate: 60, interval: 0, width: 90, overflow: "truncate", fontSize: 11 } },
        yAxis: { type: "value", scale: true, name: title },
        series: [{
          type: "boxplot",
          data: boxes.map((box, sample) => ({ value: box, itemStyle: { color: colour("panel"), borderColor: look(sample).color } })),
        }],
      }),
      `${title} of ${contents.samples.length} arrays as boxes`,
      name === "values" ? "boxes" : "rle",
    );
  }
}

function startComponents() {
  const { samples, components, scores } = contents.components;
  const chart = new Chart("components");
  const axes = [0, Math.min(1, components.length - 1)];
  const groupings = contents.groupings;
  let group = groupings[0];
  const titles = components.map((one) => `${one.name} (${(one.variance * 100).toFixed(1)} % of variance)`);
  const draw = () => {
    const levels = group ? [...new Set(group.levels)] : ["samples"];
    const levelOf = (sample) => (group ? group.levels[contents.samples.indexOf(sample)] : "samples");
    chart.show(
      () => ({
        heading: group ? `Samples by ${group.variable}` : "Samples",
        grid: { left: 58, right: 18, top: contents.simulated ? 58 : 40, bottom: 84 },
        legend: { bottom: 0, itemWidth: 11, itemHeight: 11, textStyle: { color: colour("text") }, data: levels },
        tooltip: { formatter: ({ data }) => tip(data.sample, levelOf(data.sample)) },
        xAxis: { type: "value", scale: true, name: titles[axes[0]] },
        yAxis: { type: "value", scale: true, name: titles[axes[1]] },
        series: levels.map((level, at) => ({
          type: "scatter",
          name: level,
          symbol: groupLook(at).symbol,
          symbolSize: 11,
          itemStyle: { color: groupLook(at).color },
          label: { show: samples.length <= 40, position: "right", color: colour("text"), fontSize: 11, formatter: ({ data }) => data.sample },
          labelLayout: { hideOverlap: true },
          data: samples.map((sample, row) => ({ value: [scores[row][axes[0]], scores[row][axes[1]]], sample }))
            .filter(({ sample }) => levelOf(sample) === level),
        })),
      }),
      `${samples.length} samples in the plane of ${titles[axes[0]]} and ${titles[axes[1]]}`,
      fileName(`components.${components[axes[0]].name}.${components[axes[1]].name}`),
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
    tools.append(field("Colour by", choice(groupings.map((one) => one.variable), (at) => {
      group = groupings[at];
      draw();
    })));
  }
  draw();
}
