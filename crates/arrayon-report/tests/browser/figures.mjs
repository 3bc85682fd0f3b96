// Checks of the figures across contrasts and of gene sets: their numbers are those of the files, and
// they leave the page as they stand there.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { isRounded, json, someOf, table } from "./results.mjs";

export const figureOf = (page, name) => page.locator(`[data-figure='${name}']`);

/** The rows that "Save as TSV" of a figure gives, by their head. */
export async function rowsOf({ page, downloaded }, name) {
  const figure = figureOf(page, name);
  await figure.scrollIntoViewIfNeeded();
  const button = figure.getByRole("button", { name: "Save as TSV" });
  await button.waitFor({ state: "visible" });
  const { bytes } = await downloaded(page, () => button.click());
  const [head, ...lines] = bytes.toString("utf8").trimEnd().split("\n").map((line) => line.split("\t"));
  assert.ok(lines.every((cells) => cells.length === head.length), `${name}: ragged`);
  return lines.map((cells) => Object.fromEntries(head.map((key, at) => [key, cells[at]])));
}

export const near = (one, other, most, words) => assert.ok(Math.abs(Number(one) - Number(other)) <= most, `${words}: ${one}, ${other}`);
export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** All checks of figures of features. */
export async function checkFigures(tools) {
  const { page, check, results, contrasts, until, live, chooseNone } = tools;
  const tables = contrasts.map((id) => table(results, `differential/${id}.tsv`));
  const files = json(results, "manifest.json").files.map((file) => file.path);

  await check("volcano, MA and p-values have the numbers of the table", async () => {
    const byId = new Map(tables[0].map((row) => [row.feature_id, row]));
    const { fdr } = json(results, "summary.json").contrasts[0];
    const exact = { logFC: "logFC", AveExpr: "AveExpr", "P.Value": "P.Value", "adj.P.Val": "adj.P.Val" };
    for (const name of ["volcano", "ma"]) {
      const rows = await rowsOf(tools, name);
      assert.equal(rows.length, tables[0].length);
      for (const at of someOf(rows.length, 25)) {
        const row = byId.get(rows[at].feature_id);
        for (const key of Object.keys(exact).filter((key) => key in rows[at])) {
          assert.ok(isRounded(rows[at][key], row[key]), `${name} ${row.feature_id} ${key}: ${rows[at][key]}, ${row[key]}`);
        }
        const called = Number(row["adj.P.Val"]) <= fdr ? (Number(row.logFC) > 0 ? "up" : "down") : "not called";
        assert.equal(rows[at].called, called, row.feature_id);
      }
    }
    const bins = await rowsOf(tools, "histogram");
    const p = tables[0].map((row) => row["P.Value"]).filter((text) => text !== "NA").map(Number);
    for (const { from, to, features } of bins) {
      const n = p.filter((one) => one >= Number(from) && (one < Number(to) || (Number(to) === 1 && one <= 1))).length;
      assert.equal(Number(features), n, `p from ${from}`);
    }
  });

  if (contrasts.length > 1 && files.includes("differential/intersections.json")) {
    await check("intersections are those of the file, and a bar chooses its features", async () => {
      const found = json(results, "differential/intersections.json");
      const shown = found.contrast_ids.slice(0, 12);
      await figureOf(page, "upset").scrollIntoViewIfNeeded();
      await until(page, () => document.querySelector("[data-figure='upset'] [data-key]"));
      const rows = await rowsOf(tools, "upset");
      if (shown.length === found.contrast_ids.length) {
        const patterns = found.patterns.filter((pattern) => pattern.decisions.some((one) => one !== 0)).slice(0, 20);
        assert.equal(rows.length, patterns.length);
        patterns.forEach((pattern, at) => {
          assert.equal(Number(rows[at].features), pattern.n_features);
          assert.deepEqual(found.contrast_ids.map((id) => Number(rows[at][id])), pattern.decisions);
          assert.deepEqual(rows[at].feature_ids.split(";").sort(), [...pattern.feature_ids].sort());
        });
      }
      const first = figureOf(page, "upset").locator("[data-key]").first();
      await first.focus();
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Enter");
      await until(page, (n) => document.getElementById("live").textContent === `${n} features chosen`, rows[1].features);
      const pressed = await page.$$eval("[data-figure='upset'] [aria-pressed='true']", (all) => all.map((one) => one.getAttribute("aria-label")));
      assert.equal(pressed.length, 1);
      assert.ok(pressed[0].replaceAll(",", "").startsWith(`${rows[1].features} feature`), pressed[0]);
      await chooseNone();
    });

    await check("fold changes of two contrasts are those of their tables", async () => {
      const rows = await rowsOf(tools, "pair");
      const [one, other] = tables.slice(0, 2).map((rows) => new Map(rows.map((row) => [row.feature_id, row])));
      assert.equal(rows.length, [...one.values()].filter((row) => row.logFC !== "NA" && (other.get(row.feature_id)?.logFC ?? "NA") !== "NA").length);
      for (const at of someOf(rows.length, 25)) {
        near(rows[at][`logFC.${contrasts[0]}`], one.get(rows[at].feature_id).logFC, 0.00051, "first");
        near(rows[at][`logFC.${contrasts[1]}`], other.get(rows[at].feature_id).logFC, 0.00051, "second");
      }
      const said = await figureOf(page, "pair").locator(".canvas").getAttribute("aria-label");
      const xs = rows.map((row) => Number(row[`logFC.${contrasts[0]}`]));
      const ys = rows.map((row) => Number(row[`logFC.${contrasts[1]}`]));
      const [mx, my] = [mean(xs), mean(ys)];
      const sum = (of) => xs.reduce((total, _, at) => total + of(xs[at] - mx, ys[at] - my), 0);
      const r = sum((x, y) => x * y) / Math.sqrt(sum((x) => x * x) * sum((_, y) => y * y));
      near(said.match(/correlation (\S+);/)[1].replace("\u2212", "-"), r, 0.0006, "correlation");
    });
  }

  const grouping = existsSync(join(results, "clusters/pca.json")) ? json(results, "clusters/pca.json") : null;
  const expression = files.includes("expression.tsv") ? new Map(table(results, "expression.tsv").map((row) => [row.feature_id, row])) : null;
  if (expression) {
    await check("every sample of a random feature has the value of expression.tsv", async () => {
      for (const at of someOf(tables[0].length, 6, 7)) {
        const { feature_id: id } = tables[0][at];
        await page.fill(`#contrast-tools textarea`, id);
        await page.click("#contrast-tools button:text-is('Choose')");
        const said = tables[0][at].gene_symbols || id;
        await until(page, (name) => {
          const words = document.querySelector("[data-figure='gene'] .canvas").getAttribute("aria-label");
          return words.includes(name) || words === "this page holds no values of that feature";
        }, said);
        // of very many samples the page holds the features of smallest p-value, and says so
        const words = await figureOf(page, "gene").locator(".canvas").getAttribute("aria-label");
        if (!words.includes(said)) {
          assert.match(await page.textContent("dl.glance"), /The values in single samples/);
          continue;
        }
        const rows = await rowsOf(tools, "gene");
        for (const row of rows) assert.ok(isRounded(row.log2, expression.get(id)[row.sample]), `${id} ${row.sample}: ${row.log2}`);
        assert.ok(rows.length > 0);
      }
      await page.fill(`#contrast-tools textarea`, "");
      await chooseNone();
    });

    await check("the heat map shows values less their means, of the first or the chosen features", async () => {
      const rows = await rowsOf(tools, "heat");
      const n = Math.max(2, Math.min(50, Math.floor(30_000 / grouping.samples.length)));
      const top = tables[0].slice(0, n).map((row) => row.feature_id);
      assert.deepEqual(rows.map((row) => row.feature_id).sort(), [...top].sort());
      for (const at of someOf(rows.length, 10)) {
        const { gene_symbols: _, feature_id: id, ...shown } = rows[at];
        const values = Object.keys(shown).map((name) => Number(expression.get(id)[name]));
        Object.values(shown).forEach((value, sample) => near(value, values[sample] - mean(values), 0.002, id));
      }
      await page.fill(`#contrast-tools textarea`, top.slice(3, 9).join(" "));
      await page.click("#contrast-tools button:text-is('Choose')");
      await until(page, () => document.querySelector("[data-figure='heat'] .canvas").getAttribute("aria-label").includes("6 chosen features"));
      const chosen = await rowsOf(tools, "heat");
      assert.deepEqual(chosen.map((row) => row.feature_id).sort(), top.slice(3, 9).sort());
      const names = await figureOf(page, "heat").locator("svg text").allTextContents();
      for (const row of chosen) assert.ok(names.includes(row.gene_symbols || row.feature_id), row.feature_id);
      await page.click("#contrast-tools button:text-is('Choose none')");
    });

    await check("standard deviations are those of the values and of the table", async () => {
      const rows = await rowsOf(tools, "spread");
      const document = json(results, `differential/${contrasts[0]}.json`);
      const known = grouping?.groupings.find((one) => one.variable === document.variable);
      const own = new Set(document.model.samples);
      const byId = new Map(document.features.map((row) => [row.feature_id, row]));
      const ratios = [];
      for (const at of someOf(rows.length, 25)) {
        const row = rows[at];
        if (known && row.residual_sd !== "NA") {
          const groups = new Map();
          grouping.samples.forEach((name, sample) => {
            if (!own.has(name)) return;
            const level = known.levels[sample];
            groups.set(level, [...(groups.get(level) ?? []), Number(expression.get(row.feature_id)[name])]);
          });
          let [squares, df] = [0, 0];
          for (const values of groups.values()) {
            if (values.length < 2) continue;
            squares += values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0);
            df += values.length - 1;
          }
          near(row.residual_sd, Math.sqrt(squares / df), 0.0015, row.feature_id);
        }
        const feature = byId.get(row.feature_id);
        if (row.moderated_sd !== "NA" && feature.t && !feature.moderated_t) ratios.push(Number(row.moderated_sd) / (feature.log_fc / feature.t));
      }
      for (const ratio of ratios) near(ratio, ratios[0], ratios[0] * 0.002, "standard error over moderated deviation");
    });
  }

  const withLeftOut = contrasts.filter((id) => json(results, `differential/${id}.json`).leave_one_out);
  // of very many arrays the page says that it is left out
  const isShown = await page.$("[data-figure='influence']");
  if (withLeftOut.length > 0 && !isShown) {
    await check("what each list owes to each array is in the files, as the page says", async () => {
      assert.match(await page.textContent("#answers"), /what each list owes to each of \d+ arrays/i);
    });
  }
  if (withLeftOut.length > 0 && isShown) {
    await check("what each list owes to each array is that of the files", async () => {
      const rows = await rowsOf(tools, "influence");
      for (const id of withLeftOut) {
        for (const array of json(results, `differential/${id}.json`).leave_one_out.left_out_arrays) {
          if (!array.found_without) continue;
          const row = rows.find((one) => one.sample === array.sample);
          assert.equal(Number(row[`lost.${id}`]), array.found_without.n_lost);
          assert.equal(Number(row[`gained.${id}`]), array.found_without.n_gained);
        }
      }
    });
  }

  if (files.includes("genesets/members.tsv") && await page.$("#sets-table")) {
    await check("a gene set is marked in the figures, and its running sum is that of the ranked features", async () => {
      const tests = await page.$$eval("#sets-tools select option", (all) => all.map((one) => one.textContent));
      const at = Math.max(0, tests.findIndex((name) => name.endsWith(": preranked")));
      await page.selectOption("#sets-tools select", String(at));
      await until(page, () => document.querySelector("#sets-table tbody tr[data-at]"));
      await page.locator("#sets-table tbody tr[data-at='0']").click();
      await until(page, () => /features marked$/.test(document.getElementById("live").textContent));
      const [collection, id] = await page.$$eval("#sets-table tbody tr[data-at='0'] td", (cells) => cells.slice(0, 2).map((cell) => cell.textContent));
      const members = table(results, "genesets/members.tsv").find((row) => row.collection === collection && row.set_id === id);
      const ids = members.feature_ids.split(";");
      const contrast = tests[at].split(": ")[0];
      await until(page, (id) => document.querySelector("[data-figure='enrichment'] .canvas").getAttribute("aria-label").includes(id), contrast);
      const rows = await rowsOf(tools, "enrichment");
      assert.deepEqual(rows.map((row) => row.feature_id).sort(), [...ids].sort());
      const ranks = rows.map((row) => Number(row.rank));
      assert.deepEqual(ranks, [...ranks].sort((a, b) => a - b));
      const said = await figureOf(page, "enrichment").locator(".canvas").getAttribute("aria-label");
      const score = Number(said.match(/enrichment score (\S+),/)[1].replace("\u2212", "-"));
      // the score anew, out of the ranks and z
      const n = table(results, `differential/${contrast}.tsv`).filter((row) => row["P.Value"] !== "NA").length;
      const whole = rows.reduce((sum, row) => sum + Math.abs(Number(row.z)), 0);
      let [sum, before, top, bottom] = [0, 0, 0, 0];
      for (const row of rows) {
        sum -= (Number(row.rank) - 1 - before) / (n - rows.length);
        bottom = Math.min(bottom, sum);
        sum += Math.abs(Number(row.z)) / whole;
        top = Math.max(top, sum);
        before = Number(row.rank);
      }
      near(score, top >= -bottom ? top : bottom, 0.01, "score");
      if (tests[at].endsWith(": preranked")) {
        const result = json(results, `genesets/${contrast}.json`).preranked.find((row) => row.set_id === id && row.collection === collection);
        near(score, result.enrichment_score, 0.01, "score of the file");
      }
      await page.getByRole("button", { name: "Choose the leading edge" }).click();
      const n_leading = rows.filter((row) => row.leads === "true").length;
      assert.equal(await live(page), `${n_leading} features chosen`);
      await chooseNone();
      await page.locator("#sets-table tbody tr[data-at='0']").click();
    });
  }

  const doses = files.filter((path) => /^differential\/dose\..*\.json$/.test(path));
  for (const [number, path] of doses.entries()) {
    await check(`means along a dose are those of ${path}`, async () => {
      const dose = json(results, path);
      const rows = await rowsOf(tools, `dose-${number}`);
      assert.ok(rows.length > 0);
      for (const row of rows) {
        const feature = dose.features.find((one) => one.feature_id === row.feature_id);
        dose.group_sizes.forEach(({ group }, at) => near(row[group], feature.change[at], 0.00051, row.feature_id));
      }
    });
  }

  await check("every figure leaves as PNG and SVG, as large as it stands there", async () => {
    // a page without a policy reads the files, as other programs do
    const reader = await page.context().browser().newPage();
    for (const figure of await page.locator(".chart:visible").all()) {
      const name = await figure.getAttribute("data-figure");
      await figure.scrollIntoViewIfNeeded();
      await new Promise((done) => setTimeout(done, 120));
      const { bytes: png } = await tools.downloaded(page, () => figure.getByRole("button", { name: "Save as PNG" }).click());
      assert.deepEqual([...png.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47], name);
      assert.ok(png.length > 2000, `${name}: ${png.length} bytes`);
      const { bytes: svg } = await tools.downloaded(page, () => figure.getByRole("button", { name: "Save as SVG" }).click());
      const read = await reader.evaluate((text) => {
        const { documentElement } = new DOMParser().parseFromString(text, "image/svg+xml");
        return { root: documentElement.tagName, n: documentElement.querySelectorAll("*").length, text: documentElement.textContent };
      }, svg.toString("utf8"));
      assert.equal(read.root, "svg", `${name}: ${read.text.slice(0, 200)}`);
      assert.ok(read.n > 3, name);
      assert.equal(read.text.includes("SIMULATED"), json(results, "summary.json").is_simulated, name);
      const width = png.readUInt32BE(16);
      const shown = await figure.locator(".canvas").evaluate((canvas) => canvas.querySelector("svg")?.getBoundingClientRect().width ?? canvas.clientWidth);
      near(width, shown * 3, 4, `${name}: width`);
    }
    await reader.close();
  });
}
