// The chosen features, which all figures and tables show.

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
