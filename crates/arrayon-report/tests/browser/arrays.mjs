// Checks of what the page says of the arrays: every figure and table has the numbers of the files.

import assert from "node:assert/strict";
import { figureOf, mean, near, rowsOf } from "./figures.mjs";
import { isRounded, json, someOf, table } from "./results.mjs";

/** R's quantile of type 7. */
function quantile(sorted, part) {
  const at = part * (sorted.length - 1);
  const below = Math.floor(at);
  return sorted[below] + (at - below) * (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]);
}

const sorted = (values) => [...values].sort((a, b) => a - b);

/** All checks of the arrays. */
export async function checkArrays(tools) {
  const { page, check, results, until } = tools;
  const files = json(results, "manifest.json").files.map((file) => file.path);
  const has = (name) => page.evaluate((name) => document.querySelector(`[data-figure='${name}']`) !== null, name);

  if (files.includes("qc.json") && json(results, "qc.json").arrays.length > 0) {
    await check("the table of the arrays is that of qc.json", async () => {
      const quality = json(results, "qc.json");
      const head = await page.$$eval("#arrays table.sortable th[scope='col']", (all) => all.map((one) => one.textContent));
      const shown = await page.$$eval("#arrays div:first-of-type table.sortable tbody tr", (all) => all.map((row) => [...row.cells].map((cell) => cell.firstChild?.textContent.trim() ?? "")));
      for (const at of someOf(quality.arrays.length, 8)) {
        const array = quality.arrays[at];
        const row = shown.find((cells) => cells[0] === array.sample);
        for (const one of array.checks) {
          const place = head.indexOf(one.metric.replaceAll("_", " "));
          if (place < 0) {
            // of no array: said below the table
            assert.equal(one.value ?? null, null, one.metric);
            assert.ok((await page.textContent("#arrays")).includes(`${one.metric.replaceAll("_", " ")}: ${one.reason}`), one.metric);
            continue;
          }
          if (one.value === null || one.value === undefined) assert.ok(row[place].startsWith("\u2013"), `${array.sample} ${one.metric}`);
          else assert.ok(isRounded(row[place], String(one.value)), `${array.sample} ${one.metric}: ${row[place]}, ${one.value}`);
        }
      }
    });
  }

  if (files.includes("expression.tsv")) {
    const values = table(results, "expression.tsv");
    const samples = Object.keys(values[0]).filter((name) => name !== "feature_id");
    const numbers = values.map((row) => samples.map((name) => (row[name] === "NA" ? NaN : Number(row[name]))));
    const complete = numbers.filter((row) => row.every(Number.isFinite));

    await check("boxes are quantiles of the values, and of the values less the median of their feature", async () => {
      const medians = complete.map((row) => quantile(sorted(row), 0.5));
      for (const [name, of] of [["values", (row, at) => row[at]], ["relative", (row, at, place) => row[at] - medians[place]]]) {
        const rows = await rowsOf(tools, name);
        assert.deepEqual(rows.map((row) => row.sample), samples);
        for (const at of someOf(samples.length, 5)) {
          const own = sorted(complete.map((row, place) => of(row, at, place)));
          for (const [key, part] of [["p5", 0.05], ["p25", 0.25], ["median", 0.5], ["p75", 0.75], ["p95", 0.95]]) near(rows[at][key], quantile(own, part), 0.00006, `${name} ${samples[at]} ${key}`);
        }
      }
    });

    await check("densities count every value of an array, and name the array under the mouse", async () => {
      const rows = await rowsOf(tools, "densities");
      assert.deepEqual(rows.map((row) => row.sample), samples);
      for (const at of someOf(samples.length, 5)) {
        const own = numbers.map((row) => row[at]).filter(Number.isFinite);
        const steps = Object.keys(rows[at]).filter((key) => key.startsWith("from_"));
        assert.equal(steps.reduce((sum, key) => sum + Number(rows[at][key]), 0), own.length);
        const [place] = someOf(steps.length - 1, 1, at + 2);
        const [from, to] = [steps[place], steps[place + 1]].map((key) => Number(key.slice(5)));
        // the edges are written with two digits: a value there may go either way
        const within = (gap) => own.filter((value) => value >= from - gap && value < to + gap).length;
        const n = Number(rows[at][steps[place]]);
        assert.ok(within(-0.011) <= n && n <= within(0.011), `${samples[at]} from ${from}: ${n}`);
      }
      const figure = figureOf(page, "densities");
      await figure.evaluate((one) => one.scrollIntoView({ block: "center" }));
      const frame = await figure.locator("svg").boundingBox();
      let said = "";
      for (let y = 60; y < 300 && !said; y += 6) {
        await page.mouse.move(frame.x + frame.width * 0.45, frame.y + y);
        said = await figure.locator(".bubble").evaluate((bubble) => (bubble.hidden ? "" : bubble.innerText));
      }
      assert.ok(samples.includes(said.split("\n")[0]), said);
      await page.selectOption("#densities-tools select", String(samples.length));
      assert.ok((await figure.locator("svg text").allTextContents()).some((text) => text.endsWith(samples.at(-1).slice(-3))));
      await page.selectOption("#densities-tools select", "0");
    });

    if (await has("distances")) {
      await check("distances are mean absolute differences, also under the mouse and in another order", async () => {
        const of = (one, other) => mean(numbers.map((row) => Math.abs(row[one] - row[other])).filter(Number.isFinite));
        for (const order of ["0", "1"]) {
          await page.selectOption("#distances-tools select", order);
          const rows = await rowsOf(tools, "distances");
          assert.deepEqual(rows.map((row) => row.sample).sort(), [...samples].sort());
          for (const at of someOf(samples.length * samples.length, 12)) {
            const [one, other] = [Math.floor(at / samples.length), at % samples.length];
            const row = rows.find((row) => row.sample === samples[one]);
            near(row[samples[other]], of(one, other), 0.00006, `${samples[one]}, ${samples[other]}`);
          }
        }
        await page.selectOption("#distances-tools select", "0");
        const figure = figureOf(page, "distances");
        await figure.locator("svg image").evaluate((cells) => cells.scrollIntoView({ block: "start" }));
        const frame = await figure.locator("svg image").boundingBox();
        const each = frame.width / samples.length;
        await page.mouse.move(frame.x + each * 1.5, frame.y + each * 0.5);
        const [one, other, number] = (await figure.locator(".bubble").innerText()).split("\n");
        assert.deepEqual([one, other], [samples[0], samples[1]]);
        assert.ok(isRounded(number, String(of(0, 1))), number);
      });
    }
  }

  if (files.includes("clusters/pca.json")) {
    await check("components are those of pca.json, of any two", async () => {
      const pca = json(results, "clusters/pca.json");
      const last = pca.components.length - 1;
      for (const [across, up] of [[0, Math.min(1, last)], [last, 0]]) {
        await page.selectOption("#components-tools label:has-text('Across') select", String(across));
        await page.selectOption("#components-tools label:has-text('Up') select", String(up));
        const rows = await rowsOf(tools, "components");
        assert.deepEqual(rows.map((row) => row.sample), pca.samples);
        for (const at of someOf(rows.length, 8)) {
          near(rows[at][pca.components[across].name], pca.scores[at][across], 1e-9, pca.samples[at]);
          near(rows[at][pca.components[up].name], pca.scores[at][up], 1e-9, pca.samples[at]);
        }
      }
      await page.selectOption("#components-tools label:has-text('Across') select", "0");
      await page.selectOption("#components-tools label:has-text('Up') select", String(Math.min(1, last)));
    });
  }

  if (await page.$("#arrays .drawing img")) {
    await check("pictures of the folder are there and say what they show", async () => {
      await until(page, () => [...document.querySelectorAll(".drawing img")].every((one) => one.complete && one.naturalWidth > 0));
      assert.deepEqual(await page.$$eval(".drawing img", (all) => all.filter((one) => !one.alt).length), 0);
    });
  }
}
