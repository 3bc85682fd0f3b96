// Opens a report in Chromium and does with it what people do.
//
//     node check.mjs RESULTS [REPORT.html]
//
// RESULTS is the result folder that the page was made of: numbers are compared with its files.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { checkArrays } from "./arrays.mjs";
import { checkFigures } from "./figures.mjs";
import { checkKeyboard } from "./keyboard.mjs";
import { isRounded, json, someOf, table } from "./results.mjs";

const [results, report = join(results, "report.html")] = process.argv.slice(2);
const address = pathToFileURL(resolve(report)).href;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const summary = json(results, "summary.json");
// of more than 24 the page has the counts alone, and says so
const contrasts = summary.contrasts.map((one) => one.contrast).slice(0, 24);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-webgl", "--disable-software-rasterizer",
    "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
  ],
});
let failed = 0;

async function check(name, work) {
  const begun = performance.now();
  try {
    await work();
    const seconds = (performance.now() - begun) / 1000;
    console.log(`pass  ${name}${seconds > 3 ? `  (${seconds.toFixed(0)} s)` : ""}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}\n      ${error.stack ?? error}`);
  }
}

/** A page, and what it said and asked for. */
async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const said = [];
  page.on("console", (message) => said.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => said.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (request.url() !== address && !/^(blob|data):/.test(request.url())) said.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  await until(page, () => document.documentElement.dataset.script === "ready");
  return { page, context, said };
}

/** The page's policy forbids what `waitForFunction` does: ask again and again. */
async function until(page, is, argument) {
  for (let at = 0; at < 200; at += 1) {
    if (await page.evaluate(is, argument)) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`not so after 10 s: ${is}`);
}

const rows = (page, host = "#features") => page.$$eval(`${host} tbody tr[data-at]`, (found) => found.map((row) => [...row.cells].map((cell) => cell.textContent)));
const count = (page) => page.textContent("#features .count");
const live = (page) => page.textContent("#live");
const label = (name) => `label:has-text("${name}")`;

async function downloaded(page, click) {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

const { page, said } = await open();

await check("nothing rests on WebGL", async () => {
  assert.equal(await page.evaluate(() => document.createElement("canvas").getContext("webgl")), null);
});

await check("words come first, numbers soon", async () => {
  const times = await page.evaluate(() => ({
    paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
    ready: performance.getEntriesByName("ready")[0].startTime,
  }));
  console.log(`      first paint ${Math.round(times.paint)} ms, all drawn ${Math.round(times.ready)} ms`);
});

await check("the answers are those of summary.json", async () => {
  const words = await page.textContent("#answers");
  for (const contrast of summary.contrasts) {
    assert.ok(words.includes(contrast.contrast));
    const whole = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
    if (contrast.n_up + contrast.n_down > 0) {
      assert.ok(words.includes(`${whole(contrast.n_up)} up and ${whole(contrast.n_down)} down of ${whole(contrast.n_tested)}`));
    }
    for (const sentence of contrast.theme_sentences) assert.ok(words.includes(sentence), sentence);
  }
  for (const cluster of summary.sample_clusters) assert.ok(words.includes(cluster.headline));
  for (const warning of summary.warnings) assert.ok(words.includes(warning));
  // as it is shown: the script of the page has these words, too
  assert.equal((await page.innerText("body")).includes("SIMULATED ARRAYS"), summary.is_simulated);
});

await check("links lead to their evidence", async () => {
  const dead = await page.$$eval("a[href^='#']", (links) => links
    .map((link) => decodeURIComponent(link.getAttribute("href").slice(1)))
    .filter((id) => !document.getElementById(id)));
  assert.deepEqual(dead, []);
  const twice = await page.$$eval("[id]", (all) => all.map((one) => one.id).filter((id, at, ids) => ids.indexOf(id) !== at));
  assert.deepEqual(twice, []);
});

if (contrasts.length > 0) {
  const first = table(results, `differential/${contrasts[0]}.tsv`);

  await check("random features have the numbers of the table", async () => {
    const shown = { logFC: 2, "CI.L": 4, "CI.R": 5, AveExpr: 6, t: 7, "P.Value": 8, "adj.P.Val": 9, B: 10 };
    for (const at of [0, first.length - 1, ...someOf(first.length, 25)]) {
      const row = first[at];
      await page.fill(`#table-tools ${label("contains")} input`, row.feature_id);
      const [cells] = (await rows(page)).filter((cells) => cells[1] === row.feature_id);
      assert.equal(cells[0], row.gene_symbols ?? "");
      for (const [column, place] of Object.entries(shown)) {
        assert.ok(isRounded(cells[place], row[column]), `${row.feature_id} ${column}: ${cells[place]}, ${row[column]}`);
      }
    }
    await page.fill(`#table-tools ${label("contains")} input`, "");
  });

  await check("the rate of the study gives the counts of the study", async () => {
    const { fdr, n_up, n_down } = summary.contrasts[0];
    await page.fill(`#table-tools ${label("Adjusted p")} input`, String(fdr));
    assert.ok((await count(page)).replaceAll(",", "").startsWith(`${n_up + n_down} of ${first.length} `), await count(page));
    await page.fill(`#table-tools ${label("fold change at least")} input`, "1");
    const expected = first.filter((row) => Number(row["adj.P.Val"]) <= fdr && Math.abs(Number(Number(row.logFC).toFixed(3))) >= 1);
    assert.ok((await count(page)).startsWith(`${expected.length} of`), await count(page));
    await page.fill(`#table-tools ${label("Adjusted p")} input`, "");
    await page.fill(`#table-tools ${label("fold change at least")} input`, "");
  });

  await check("columns sort both ways", async () => {
    const sort = page.locator("#features th button", { hasText: "log2 fold change" });
    const head = page.locator("#features th").filter({ hasText: "log2 fold change" });
    const number = (text) => Number(text.replace("\u2212", "-"));
    await sort.click();
    assert.equal(await head.getAttribute("aria-sort"), "descending");
    let values = (await rows(page)).map((cells) => number(cells[2]));
    assert.equal(values[0], Number(Math.max(...first.map((row) => Number(row.logFC))).toFixed(3)));
    assert.deepEqual(values, [...values].sort((a, b) => b - a));
    await sort.click();
    assert.equal(await head.getAttribute("aria-sort"), "ascending");
    values = (await rows(page)).map((cells) => number(cells[2]));
    assert.deepEqual(values, [...values].sort((a, b) => a - b));
    await page.locator("#features th button", { hasText: /^p$/ }).click();
    assert.equal((await rows(page))[0][1], first[0].feature_id);
  });

  await check("the keyboard alone goes through the table and chooses", async () => {
    await page.locator("#features tbody tr[tabindex='0']").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    const marked = await page.$$eval("#features tr[aria-selected='true']", (found) => found.map((row) => row.cells[1].textContent));
    assert.deepEqual(marked, [first[2].feature_id]);
    assert.equal(await live(page), "1 features chosen");
    await page.keyboard.press("End");
    const last = await page.evaluate(() => document.activeElement.cells[1].textContent);
    assert.equal(last, first.at(-1).feature_id);
    await page.keyboard.press("Home");
    assert.equal(await page.evaluate(() => document.activeElement.cells[1].textContent), first[0].feature_id);
  });

  await check("a chosen feature shows every sample's value", async () => {
    const [expression] = table(results, "expression.tsv").filter((row) => row.feature_id === first[2].feature_id);
    const levels = json(results, "clusters/pca.json").groupings[0].levels;
    const names = json(results, "clusters/pca.json").samples;
    await until(page, () => document.querySelector("#gene-values td"));
    const shown = await page.$$eval("#gene-values tbody tr", (found) => found.map((row) => [...row.cells].map((cell) => cell.textContent)));
    for (const [group, n, mean] of shown) {
      const own = names.filter((_, at) => levels[at] === group).map((name) => Number(expression[name]));
      assert.equal(Number(n), own.length);
      const expected = own.reduce((sum, value) => sum + value, 0) / own.length;
      assert.ok(Math.abs(Number(mean) - expected) < 0.0011, `${group}: ${mean}, ${expected}`);
    }
  });

  await check("a list chooses, and what is unknown is said", async () => {
    const symbol = first.find((row) => row.gene_symbols && !row.gene_symbols.includes(";")).gene_symbols;
    await page.fill(`#contrast-tools textarea`, `${symbol.toUpperCase()}, ${first[5].feature_id}`);
    await page.click("#contrast-tools button:text-is('Choose')");
    await page.check(`#table-tools ${label("Only chosen")} input`);
    const ids = (await rows(page)).map((cells) => cells[1]);
    assert.ok(ids.includes(first[5].feature_id) && ids.length >= 2);
    await page.uncheck(`#table-tools ${label("Only chosen")} input`);
    await page.fill(`#contrast-tools textarea`, "no_such_gene");
    await page.click("#contrast-tools button:text-is('Choose')");
    assert.match(await live(page), /no_such_gene/);
    await page.fill(`#contrast-tools textarea`, "");
    await page.click("#contrast-tools button:text-is('Choose none')");
  });

  await check("the lasso chooses, a click chooses, hovering says the numbers", async () => {
    const figure = page.locator("[data-figure='volcano']");
    const inView = () => figure.evaluate((one) => one.scrollIntoView({ block: "center" }));
    await figure.getByRole("button", { name: "Lasso" }).click();
    await inView();
    const box = await figure.locator(".canvas").boundingBox();
    const at = (x, y) => [box.x + x * box.width, box.y + y * box.height];
    // within the plot, below a heading of several lines
    await page.mouse.move(...at(0.14, 0.3));
    await page.mouse.down();
    for (const [x, y] of [[0.48, 0.3], [0.48, 0.75], [0.14, 0.75], [0.14, 0.32]]) await page.mouse.move(...at(x, y), { steps: 6 });
    await page.mouse.up();
    await until(page, () => /^[1-9]\d* features chosen$/.test(document.getElementById("live").textContent));
    const n = parseInt(await live(page), 10);
    await page.check(`#table-tools ${label("Only chosen")} input`);
    assert.ok((await count(page)).replaceAll(",", "").startsWith(`${n} of`), await count(page));
    await page.uncheck(`#table-tools ${label("Only chosen")} input`);
    // the page scrolled to the table meanwhile
    await inView();
    Object.assign(box, await figure.locator(".canvas").boundingBox());
    let said = "";
    for (let x = 0.15; x < 0.95 && !said; x += 0.01) {
      for (const y of [0.5, 0.6, 0.7, 0.8]) {
        await page.mouse.move(...at(x, y));
        await new Promise((done) => setTimeout(done, 20));
        said ||= await page.evaluate(() => document.querySelector("[data-figure='volcano'] .tip")?.innerText ?? "");
      }
    }
    const [, id, change] = said.split("\n");
    const row = first.find((row) => row.feature_id === id);
    assert.ok(row, said);
    assert.ok(isRounded(change.match(/change (\S+)/)[1], row.logFC), said);
    await page.click("#contrast-tools button:text-is('Choose none')");
  });

  await check("figures and rows leave as files, of the contrast shown", async () => {
    const at = contrasts.length - 1;
    await page.selectOption(`#contrast-tools ${label("Contrast")} select`, String(at));
    const other = table(results, `differential/${contrasts[at]}.tsv`);
    await until(page, (id) => document.querySelector("#features tr[data-at='0']").cells[1].textContent === id, other[0].feature_id);
    const tsv = await downloaded(page, () => page.click("#table-tools button:has-text('TSV')"));
    assert.equal(tsv.name, `${contrasts[at].replace(/[\\/:*?"<>|\s]+/g, "_")}.shown.tsv`);
    const lines = tsv.bytes.toString("utf8").trimEnd().split("\n");
    assert.equal(lines.length, other.length + 1);
    assert.ok(lines[0].startsWith("gene_symbols\tfeature_id\tlogFC\t"));
    for (const place of someOf(other.length, 20)) {
      const cells = lines[place + 1].split("\t");
      assert.equal(cells[1], other[place].feature_id);
      assert.ok(isRounded(cells[2], other[place].logFC) && isRounded(cells[8], other[place]["P.Value"]));
    }
    for (const name of ["volcano", "ma", "histogram"]) {
      const figure = page.locator(`[data-figure='${name}']`);
      const png = await downloaded(page, () => figure.getByRole("button", { name: "Save as PNG" }).click());
      assert.deepEqual([...png.bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
      const svg = await downloaded(page, () => figure.getByRole("button", { name: "Save as SVG" }).click());
      const text = svg.bytes.toString("utf8");
      assert.ok(text.startsWith("<svg") && text.trimEnd().endsWith("</svg>"));
      assert.ok(svg.name.includes(contrasts[at].replace(/[\\/:*?"<>|\s]+/g, "_")), svg.name);
      assert.equal(text.includes("SIMULATED"), summary.is_simulated);
    }
    await page.selectOption(`#contrast-tools ${label("Contrast")} select`, "0");
  });
}

await check("static tables sort", async () => {
  const head = page.locator("#arrays table.sortable th button, #origin table.sortable th button").first();
  await head.click();
  assert.equal(await head.evaluate((button) => button.parentElement.getAttribute("aria-sort")), "ascending");
});

if (await page.$("#sets-table")) {
  await check("gene sets are those of the files, and their genes can be shown", async () => {
    const id = contrasts.find((name) => json(results, "manifest.json").files.some((file) => file.path === `genesets/${name}.json`));
    const sets = json(results, `genesets/${id}.json`).over_representation_up.sets;
    const shown = await rows(page, "#sets-table");
    assert.equal(shown[0][1], sets[0].set_id);
    for (const at of [0, ...someOf(Math.min(sets.length, 3000), 10)]) {
      const set = sets[at];
      await page.fill("#sets-tools label:has-text('contains') input", set.set_id);
      const cells = (await rows(page, "#sets-table")).find((cells) => cells[0] === set.collection && cells[1] === set.set_id);
      const columns = await page.$$eval("#sets-table th", (all) => all.map((one) => one.textContent.replaceAll(" ", "_")));
      for (const key of ["n_set", "n_overlap", "expected", "fold_enrichment", "p_value", "adj_p_value"]) {
        const place = columns.indexOf(key);
        if (place >= 0 && typeof set[key] === "number") assert.ok(isRounded(cells[place], String(set[key])), `${set.set_id} ${key}: ${cells[place]}, ${set[key]}`);
      }
    }
    await page.fill("#sets-tools label:has-text('contains') input", "");
    await page.locator("#sets-table tbody tr[data-at='0']").click();
    if (sets[0].overlap_genes.length > 0) {
      await page.getByRole("button", { name: "Show the genes of the chosen set" }).click();
      await until(page, () => /^[1-9]\d* features chosen$/.test(document.getElementById("live").textContent));
    }
  });
}

await checkArrays({ page, check, results, until, live, downloaded });

if (contrasts.length > 0) {
  const chooseNone = () => page.click("#contrast-tools button:text-is('Choose none')");
  await checkFigures({ page, check, results, contrasts, until, live, downloaded, chooseNone });
}

await check("every figure is drawn", async () => {
  for (const figure of await page.$$(".chart")) {
    await figure.scrollIntoViewIfNeeded();
    await new Promise((done) => setTimeout(done, 150));
  }
  const blank = await page.$$eval(".chart", (figures) => figures.filter((figure) => {
    const canvas = figure.querySelector("canvas");
    if (!canvas) return figure.querySelectorAll("svg *").length < 3;
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    return new Set(new Uint32Array(pixels.buffer)).size < 8;
  }).map((figure) => figure.dataset.figure));
  assert.deepEqual(blank, []);
  const broken = await page.$$eval(".drawing img", (all) => all.filter((one) => !one.complete || one.naturalWidth === 0).map((one) => one.alt));
  assert.deepEqual(broken, []);
});

await check("dark and light change by the button", async () => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await ground();
  await page.click("#theme");
  assert.notEqual(await ground(), before);
  await page.click("#theme");
  assert.equal(await ground(), before);
});

await checkKeyboard({ page, check, contrasts, until, live, downloaded });

await check("it prints light, with what was folded, and is as before afterwards", async () => {
  await page.evaluate(() => {
    document.documentElement.dataset.theme = "dark";
    addEventListener("beforeprint", () => {
      window.printed = [getComputedStyle(document.body).backgroundColor, document.querySelectorAll("details.part:not([open])").length];
    });
  });
  const before = await page.$$eval("details[open]", (all) => all.length);
  const pdf = await page.pdf({ format: "A4" });
  assert.ok(pdf.subarray(0, 5).toString() === "%PDF-" && pdf.length > 20_000);
  assert.deepEqual(await page.evaluate(() => window.printed), ["rgb(255, 255, 255)", 0]);
  assert.equal(await page.$$eval("details[open]", (all) => all.length), before);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.$$eval(".tools, .buttons, nav, button:not(.sort)", (all) => all.filter((one) => one.checkVisibility()).length), 0);
  assert.ok(await page.$$eval("table.sortable:not(details *) th button.sort", (all) => all.every((one) => one.checkVisibility())), "heads of tables");
  const cut = await page.$$eval(".chart canvas, .chart svg", (all) => all.filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > one.closest("figure").getBoundingClientRect().right + 1).map((one) => one.closest("figure").dataset.figure));
  assert.deepEqual(cut, [], "cut on paper");
  // all but the canvas that marks where the mouse is, which paper does not show
  const apart = await page.$$eval(".chart .canvas", (all) => all.filter((one) => one.querySelectorAll("canvas:not([data-zr-dom-id^='zr_100000'])").length > 1).map((one) => one.closest("figure").dataset.figure));
  assert.deepEqual(apart, [], "drawn on several canvases, of which paper shows one");
  await page.emulateMedia({ media: null });
});

await check("the page says nothing to the console and asks for nothing", async () => assert.deepEqual([...new Set(said.map((one) => one.slice(0, 300)))], []));

await check("the first key leads past the navigation", async () => {
  const { page, context } = await open();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#main");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.getElementById("main").contains(document.activeElement)));
  await context.close();
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 390]) {
    await check(`no fault of accessibility, nothing wider than the page: ${colorScheme}, ${width} px`, async () => {
      const { page, context } = await open({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
      if (contrasts.length > 0) await page.locator("#features tbody tr[data-at='1']").click();
      await page.$$eval("details", (all) => all.slice(0, 12).forEach((one) => { one.open = true; }));
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
      assert.deepEqual(violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`).join("; ")}`), []);
      await context.close();
    });
  }
}

await browser.close();
console.log(failed === 0 ? "all checks pass" : `${failed} checks fail`);
process.exit(failed === 0 ? 0 : 1);
