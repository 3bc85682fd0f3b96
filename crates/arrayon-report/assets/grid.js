// A long table of which only the rows in view are in the page. Keys: arrows, Page Up, Page Down, Home
// and End go from row to row, Space and Enter choose.

const ROW_HEIGHT = 32;

class Grid {
  /** `columns`: key, title, isNumber, text(row), value(row). `choose(row)` is called by keys and clicks. */
  constructor(host, label, choose, isChosen) {
    this.choose = choose;
    this.isChosen = isChosen;
    this.label = label;
    this.count = make("p", { class: "count", "aria-live": "polite" });
    this.frame = make("div", { class: "grid" });
    this.body = make("tbody");
    this.head = make("tr", { "aria-rowindex": 1 });
    this.table = make(
      "table",
      { role: "grid", "aria-label": label, "aria-multiselectable": "true" },
      make("thead", {}, this.head),
      this.body,
    );
    this.frame.append(this.table);
    host.replaceChildren(this.count, this.frame);
    this.frame.addEventListener("scroll", () => this.render(), { passive: true });
    this.body.addEventListener("click", (event) => this.clicked(event));
    this.body.addEventListener("keydown", (event) => this.pressed(event));
    this.current = 0;
    this.order = [];
  }

  /** Other columns and rows; sorted as the rows come until a column is chosen. */
  show(columns, rows, key = null, isRising = true) {
    this.columns = columns;
    this.key = key;
    this.isRising = isRising;
    this.all = rows;
    this.head.replaceChildren(
      ...columns.map((column) => {
        const sort = make("button", { type: "button", class: "sort", onclick: () => this.sortBy(column) }, column.title);
        return make("th", { scope: "col", class: column.isNumber ? "number" : "", title: column.hint }, sort);
      }),
    );
    this.keep(this.is ?? (() => true));
  }

  /** Only rows for which `is` holds. */
  keep(is) {
    this.is = is;
    this.order = this.all.filter(is);
    this.sort();
    this.current = 0;
    this.frame.scrollTop = 0;
    this.table.setAttribute("aria-rowcount", this.order.length + 1);
    this.count.textContent = `${wholeOf(this.order.length)} of ${wholeOf(this.all.length)} rows`;
    this.render();
  }

  sortBy(column) {
    this.isRising = this.key === column.key ? !this.isRising : !column.fallsFirst;
    this.key = column.key;
    this.keep(this.is);
    announce(`sorted by ${column.title}, ${this.isRising ? "ascending" : "descending"}`);
  }

  sort() {
    this.columns.forEach((column, at) => {
      const state = column.key !== this.key ? null : this.isRising ? "ascending" : "descending";
      if (state) this.head.children[at].setAttribute("aria-sort", state);
      else this.head.children[at].removeAttribute("aria-sort");
    });
    const column = this.columns.find((one) => one.key === this.key);
    if (!column) return;
    const sign = this.isRising ? 1 : -1;
    const isNone = (value) => value === null || value === "" || Number.isNaN(value);
    const keyed = this.order.map((row, at) => [column.value(row), row, at]);
    keyed.sort(([a, , x], [b, , y]) => {
      if (isNone(a) || isNone(b)) return isNone(a) && isNone(b) ? x - y : isNone(a) ? 1 : -1;
      return a < b ? -sign : a > b ? sign : x - y;
    });
    this.order = keyed.map(([, row]) => row);
  }

  render() {
    const n = this.order.length;
    const height = this.frame.clientHeight || 480;
    const first = Math.max(0, Math.min(n - 1, Math.floor(this.frame.scrollTop / ROW_HEIGHT)) - 8);
    const last = Math.min(n, first + Math.ceil(height / ROW_HEIGHT) + 16);
    const held = document.activeElement?.closest?.("tr[data-at]");
    const hasFocus = held && this.body.contains(held);
    const rows = [];
    for (let at = first; at < last; at += 1) rows.push(this.rowAt(at));
    this.body.replaceChildren(this.gap(first), ...rows, this.gap(n - last));
    if (n === 0) {
      this.body.replaceChildren(make("tr", {}, make("td", { colspan: this.columns.length }, "no rows")));
    }
    if (hasFocus) this.body.querySelector(`[data-at="${this.current}"]`)?.focus({ preventScroll: true });
  }

  gap(n) {
    const cell = make("td", { colspan: this.columns.length });
    cell.style.height = `${n * ROW_HEIGHT}px`;
    const row = make("tr", { class: "gap", "aria-hidden": "true" }, cell);
    row.hidden = n === 0;
    return row;
  }

  rowAt(at) {
    const row = this.order[at];
    const made = make("tr", {
      "aria-rowindex": at + 2,
      "aria-selected": String(this.isChosen(row)),
      tabindex: at === this.current ? 0 : -1,
      "data-at": at,
    });
    for (const column of this.columns) {
      made.append(make("td", { class: column.isNumber ? "number" : "" }, column.text(row)));
    }
    return made;
  }

  clicked(event) {
    const row = event.target.closest("tr[data-at]");
    if (!row) return;
    this.current = Number(row.dataset.at);
    this.choose(this.order[this.current]);
    this.render();
  }

  pressed(event) {
    const page = Math.max(1, Math.floor(this.frame.clientHeight / ROW_HEIGHT) - 2);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in steps) {
      this.goTo(this.current + steps[event.key]);
    } else if (event.key === " " || event.key === "Enter") {
      this.choose(this.order[this.current]);
      this.render();
    } else {
      return;
    }
    event.preventDefault();
  }

  goTo(at) {
    this.current = Math.max(0, Math.min(this.order.length - 1, at));
    const top = this.current * ROW_HEIGHT;
    const view = this.frame.clientHeight - 2 * ROW_HEIGHT;
    if (top < this.frame.scrollTop) this.frame.scrollTop = top;
    else if (top > this.frame.scrollTop + view) this.frame.scrollTop = top - view;
    this.render();
    this.body.querySelector(`[data-at="${this.current}"]`)?.focus({ preventScroll: true });
  }

  save(name) {
    saveTable(name, this.columns, this.order);
  }
}
