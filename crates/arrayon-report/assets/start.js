// What the page does by itself: colours, tables that sort, figures of the folder, then the charts.

const root = document.documentElement;

function startTheme() {
  element("theme").addEventListener("click", () => {
    const isDark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
    charts.forEach((chart) => chart.draw());
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach((chart) => chart.draw()));
  addEventListener("beforeprint", () => {
    root.dataset.before = root.dataset.theme ?? "";
    root.dataset.theme = "light";
    document.querySelectorAll("details.part:not([open])").forEach((part) => {
      part.dataset.printed = "";
      part.open = true;
    });
    charts.forEach((chart) => chart.drawAnyway());
  });
  addEventListener("afterprint", () => {
    if (root.dataset.before) root.dataset.theme = root.dataset.before;
    else delete root.dataset.theme;
    document.querySelectorAll("details[data-printed]").forEach((part) => {
      delete part.dataset.printed;
      part.open = false;
    });
    charts.forEach((chart) => chart.draw());
  });
}

/** What a cell sorts by: the number that it begins with, or its text. */
function sortKey(cell) {
  const text = cell.textContent.trim().replaceAll("\u2212", "-").replace(/(\d),(?=\d{3})/g, "$1");
  const number = /^-?\d+(\.\d+)?(e-?\d+)?( %)?( of \d+)?( .*)?$/i.test(text) ? parseFloat(text) : NaN;
  if (text === "\u2013" || text === "NA" || text === "") return null;
  return Number.isNaN(number) ? text.toLowerCase() : number;
}

function startTables() {
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, at) => {
      const sort = make("button", { type: "button", class: "sort" }, head.textContent);
      head.replaceChildren(sort);
      sort.addEventListener("click", () => {
        const sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
        const keyed = [...table.tBodies[0].rows].map((row, place) => [sortKey(row.cells[at]), place, row]);
        keyed.sort(([a, x], [b, y]) => {
          if (a === null || b === null) return a === b ? x - y : a === null ? 1 : -1;
          if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
          return a < b ? -sign : a > b ? sign : x - y;
        });
        table.tBodies[0].append(...keyed.map(([, , row]) => row));
      });
    });
  }
}

/** The figures of the result folder, as pictures: what they hold cannot run. */
async function startDrawings() {
  for (const figure of document.querySelectorAll("[data-drawing]")) {
    const path = figure.dataset.drawing;
    const type = path.endsWith(".png") ? "image/png" : "image/svg+xml";
    const address = URL.createObjectURL(new Blob([await bytesOf(contents.drawings[path])], { type }));
    figure.prepend(make("img", { src: address, alt: figure.dataset.alt }));
  }
}

function startMethods() {
  element("copy-methods")?.addEventListener("click", async () => {
    const [paragraph, list] = element("methods-text").children;
    const works = [...list.children].map((item, at) => `[${at + 1}] ${item.textContent}`);
    const text = `${paragraph.textContent}\n\n${works.join("\n")}\n`;
    try {
      await navigator.clipboard.writeText(text);
      announce("copied");
    } catch {
      // a page from a file may not write to the clipboard: choose the text instead
      getSelection().selectAllChildren(element("methods-text"));
      announce("the paragraph is selected; copy it by the keyboard");
    }
  });
}

/** Opens what a link leads to where it is folded up. */
function openTarget() {
  const target = location.hash.length > 1 ? element(decodeURIComponent(location.hash.slice(1))) : null;
  let wasFolded = false;
  for (let part = target; part; part = part.parentElement) {
    if (part.tagName !== "DETAILS") continue;
    wasFolded ||= !part.open;
    part.open = true;
  }
  if (wasFolded) target.scrollIntoView();
  return target;
}

async function start() {
  root.dataset.script = "on";
  startTheme();
  startTables();
  startMethods();
  openTarget();
  // the words are painted before the numbers are inflated
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  if (contents.boxes) startBoxes();
  if (contents.components) startComponents();
  if (contents.densities) await startDensities();
  if (contents.distances) await startDistances();
  if (contents.influence) startInfluence();
  await readFeatures();
  contents.doses.forEach(startDose);
  let contrasts = null;
  if (contents.contrasts.length > 0) {
    startGene();
    if (contents.contrasts.length > 1) {
      startUpset();
      startPair();
    }
    if (contents.expression) startHeat();
    startSpread();
    if (contents.sets.length > 0) startEnrichment();
    contrasts = await startContrasts();
  }
  if (contents.sets.length > 0) await startSets(contrasts ?? { showContrast() {} });
  const follow = () => {
    const target = openTarget();
    if (contrasts && target?.dataset.contrast) contrasts.showContrast(Number(target.dataset.contrast));
  };
  addEventListener("hashchange", follow);
  follow();
  await startDrawings();
  performance.mark("ready");
  root.dataset.script = "ready";
}

start();
