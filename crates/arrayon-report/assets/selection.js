// What all figures and tables show: the chosen features, the contrast, the gene set that is marked.

const chosen = {
  places: new Set(),
  /** The feature whose values are shown: the last that was chosen. */
  last: null,
  listeners: [],

  changed() {
    for (const listener of chosen.listeners) listener();
  },

  toggle(place) {
    if (chosen.places.delete(place)) {
      chosen.last = chosen.last === place ? ([...chosen.places].pop() ?? null) : chosen.last;
    } else {
      chosen.places.add(place);
      chosen.last = place;
    }
    chosen.changed();
    announce(`${chosen.places.size} features chosen`);
  },

  set(places) {
    chosen.places = new Set(places);
    chosen.last = places.length > 0 ? places[0] : null;
    chosen.changed();
    announce(`${chosen.places.size} features chosen`);
  },
};

/** The contrast that is shown feature by feature, as a table of `readContrast`. */
const shown = {
  table: null,
  listeners: [],

  set(table) {
    shown.table = table;
    for (const listener of shown.listeners) listener();
  },
};

/** The gene set that volcano and MA mark: `{ name, places }`, or `null`. */
const markedSet = {
  now: null,
  listeners: [],

  set(set) {
    markedSet.now = set;
    for (const listener of markedSet.listeners) listener();
  },
};
