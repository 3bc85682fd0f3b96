// Every test of every gene set, as a table. The set that is marked shows in volcano, MA and as a curve.

async function startSets(contrasts) {
  const grid = new Grid(element("sets-table"), "Gene sets", (row) => mark(row), (row) => row === current);
  let current = null;
  let test = contents.sets[0];
  let members = null;
  let columns = [];

  const which = choice(contents.sets.map((one) => `${one.contrast}: ${one.test}`), (at) => show(contents.sets[at]));
  const text = make("input", { type: "search" });
  text.addEventListener("input", () => grid.keep(isShown));
  const genes = make("button", { type: "button", disabled: true, onclick: () => chooseGenes() }, "Show the genes of the chosen set");
  element("sets-tools").append(
    field("Test", which),
    field("Set contains", text),
    genes,
    make("button", { type: "button", onclick: () => grid.save(fileName(`${test.contrast}.${test.test}.tsv`)) }, "Save these rows as TSV"),
  );

  const cell = (key, row) => columns.find((column) => column.key === key)?.cells[row];
  const isShown = (row) => {
    const wanted = text.value.trim().toLowerCase();
    return wanted === "" || ["collection", "set_id", "description"]
      .some((key) => String(cell(key, row) ?? "").toLowerCase().includes(wanted));
  };

  /** The features of a set: all that were tested, or else those that the test names. */
  async function featuresOf(row) {
    const [collection, id] = [cell("collection", row), cell("set_id", row)];
    if (contents.members) {
      members ??= await readMembers();
      const found = members.get(`${collection}\t${id}`);
      if (found) return { places: new Set(found), isWhole: true };
    }
    const text = cell("overlap_genes", row) || cell("leading_edge", row) || "";
    return { places: new Set(text.split(";").filter(Boolean).flatMap((name) => placesNamed(name))), isWhole: false };
  }

  async function mark(row) {
    current = current === row ? null : row;
    grid.render();
    const at = contents.contrasts.findIndex((one) => one.id === test.contrast);
    if (current === null) {
      genes.disabled = true;
      markedSet.set(null);
      return;
    }
    const { places, isWhole } = await featuresOf(row);
    if (current !== row) return;
    genes.disabled = places.size === 0;
    if (at >= 0 && shown.table?.id !== test.contrast) await contrasts.showContrast(at);
    const name = cell("description", row) || cell("set_id", row);
    markedSet.set(places.size > 0 ? { name, id: cell("set_id", row), places, isWhole } : null);
    announce(`${name}: ${places.size} features marked`);
  }

  function chooseGenes() {
    chosen.set([...(markedSet.now?.places ?? [])]);
    element("explorer").scrollIntoView();
  }

  async function show(table) {
    test = table;
    current = null;
    genes.disabled = true;
    markedSet.set(null);
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

  await show(test);
}

/** The tested features of each set, by its collection and id. */
async function readMembers() {
  const sets = new Map();
  for (const line of await linesOf(contents.members.block, contents.members.n)) {
    const [collection, id, steps] = line.split("\t");
    let place = -1;
    const places = steps === "" ? [] : steps.split(" ").map((step) => {
      place += Number(step);
      return place;
    });
    sets.set(`${collection}\t${id}`, places);
  }
  return sets;
}
