// Every test of every gene set, as a table; genes of a set can be chosen where the test names them.

async function startSets(contrasts) {
  const grid = new Grid(element("sets-table"), "Gene sets", (row) => mark(row), (row) => row === current);
  let current = null;
  let shown = contents.sets[0];
  let columns = [];

  const which = choice(contents.sets.map((one) => `${one.contrast}: ${one.test}`), (at) => show(contents.sets[at]));
  const text = make("input", { type: "search" });
  text.addEventListener("input", () => grid.keep(isShown));
  const genes = make("button", { type: "button", disabled: true, onclick: () => chooseGenes() }, "Show the genes of the chosen set");
  element("sets-tools").append(
    field("Test", which),
    field("Set contains", text),
    genes,
    make("button", { type: "button", onclick: () => grid.save(fileName(`${shown.contrast}.${shown.test}.tsv`)) }, "Save these rows as TSV"),
  );

  const cell = (key, row) => columns.find((column) => column.key === key)?.cells[row];
  const isShown = (row) => {
    const wanted = text.value.trim().toLowerCase();
    return wanted === "" || ["collection", "set_id", "description"]
      .some((key) => String(cell(key, row) ?? "").toLowerCase().includes(wanted));
  };

  function mark(row) {
    current = current === row ? null : row;
    genes.disabled = current === null || !cell("overlap_genes", current) && !cell("leading_edge", current);
  }

  async function chooseGenes() {
    const text = cell("overlap_genes", current) || cell("leading_edge", current) || "";
    const at = contents.contrasts.findIndex((one) => one.id === shown.contrast);
    if (at >= 0) await contrasts.showContrast(at);
    chosen.set(text.split(";").flatMap((name) => placesNamed(name)));
    element("explorer").scrollIntoView();
  }

  async function show(table) {
    shown = table;
    current = null;
    genes.disabled = true;
    columns = JSON.parse(await textOf(table.block));
    const written = (column) => (row) => {
      const value = column.cells[row];
      if (value === null) return "NA";
      if (!column.isNumber) return String(value);
      return column.isWhole ? String(value) : numberOf(value);
    };
    grid.show(
      columns.map((column) => ({
        key: column.key,
        title: column.header.replaceAll("_", " "),
        hint: column.description,
        isNumber: column.isNumber,
        text: written(column),
        value: (row) => column.cells[row],
      })),
      Array.from({ length: table.n }, (_, row) => row),
    );
    grid.keep(isShown);
  }

  await show(shown);
}
