// What figures of features have in common: rings and names of those chosen, and the lasso.

const N_LABELS = 10;

/** The chosen ones ringed, and names on those that are named; `place(row)` is the feature. */
function heldSeries(marked, named, at, place) {
  const names = new Set(named);
  const held = [...new Set([...marked, ...named])];
  return {
    type: "scatter",
    name: "chosen",
    symbolSize: 11,
    z: 5,
    itemStyle: { color: "transparent", borderColor: colour("mark"), borderWidth: 2 },
    label: {
      show: false,
      position: "top",
      color: colour("text"),
      textBorderColor: colour("ground"),
      textBorderWidth: 2,
      fontSize: 11,
      formatter: ({ dataIndex }) => study.name(place(held[dataIndex])),
    },
    labelLayout: { hideOverlap: true },
    data: held.map((row) => ({
      value: at(row),
      label: { show: names.has(row) },
      itemStyle: chosen.places.has(place(row)) ? undefined : { borderWidth: 0 },
    })),
    rows: held,
  };
}

const lassoBrush = () => ({
  xAxisIndex: 0,
  brushStyle: { borderWidth: 1, color: "rgba(120,120,120,.15)", borderColor: colour("text") },
  throttleType: "debounce",
});

/** A lasso: drawn by the mouse once the button is pressed; gives the points inside. */
function addLasso(chart, choose) {
  const button = chart.addButton("Lasso", () => setOn(button.getAttribute("aria-pressed") !== "true"));
  button.setAttribute("aria-pressed", "false");
  function setOn(isOn) {
    button.setAttribute("aria-pressed", String(isOn));
    const brushOption = isOn ? { brushType: "polygon", brushMode: "single" } : { brushType: false };
    chart.view.dispatchAction({ type: "takeGlobalCursor", key: "brush", brushOption });
  }
  chart.view.on("brushEnd", ({ areas }) => {
    if (areas.length === 0) return;
    const corners = areas[0].coordRange ?? [];
    setOn(false);
    chart.view.dispatchAction({ type: "brush", areas: [] });
    if (corners.length > 2) choose((point) => isInside(point, corners));
  });
}

/** Whether a point lies in a polygon: a ray from it crosses the border an odd number of times. */
function isInside([x, y], corners) {
  let inside = false;
  corners.forEach(([ax, ay], at) => {
    const [bx, by] = corners[(at + corners.length - 1) % corners.length];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  });
  return inside;
}
