// Takes pictures of a report for people to look at: every part of the page, light and dark, at the width of a
// screen and of a phone, and the page as it prints.
//
//     node look.mjs REPORT.html FOLDER

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

/** Higher pictures are cut here, so that no part makes the browser run out of memory. */
const HIGHEST = 8_000;

const [report, folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 390]) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    page.on("pageerror", (error) => { throw error; });
    await page.goto(pathToFileURL(resolve(report)).href);
    for (let at = 0; at < 200; at += 1) {
      if (await page.evaluate(() => document.documentElement.dataset.script === "ready")) break;
      await new Promise((done) => setTimeout(done, 50));
    }
    await page.screenshot({ path: join(folder, `${colorScheme}.${width}.0-top.png`) });
    const row = page.locator("#features tbody tr[data-at='1']");
    if (await row.count()) await row.click();
    const set = page.locator("#sets-table tbody tr[data-at='0']");
    if (await set.count()) await set.click();
    // figures are drawn when they come near the window
    for (const figure of await page.$$(".chart")) {
      await figure.scrollIntoViewIfNeeded();
      await new Promise((done) => setTimeout(done, 60));
    }
    await page.evaluate(() => scrollTo(0, 0));
    const parts = await page.$$eval("main > section", (all) => all.map((one) => {
      const { top, height } = one.getBoundingClientRect();
      return { id: one.id, top: top + scrollY, height };
    }));
    for (const [at, { id, top, height }] of parts.entries()) {
      console.log(`${colorScheme} ${width} ${id}: ${Math.round(height)} px high`);
      await page.screenshot({
        path: join(folder, `${colorScheme}.${width}.${at + 1}-${id}.png`),
        fullPage: true,
        clip: { x: 0, y: top, width, height: Math.min(height, HIGHEST) },
      });
    }
    if (width === 1440 && colorScheme === "dark") await page.pdf({ format: "A4", preferCSSPageSize: true, path: join(folder, "print.pdf") });
    await context.close();
  }
}
await browser.close();
