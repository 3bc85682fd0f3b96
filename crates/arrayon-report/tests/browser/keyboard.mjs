// The keyboard alone reaches every control of the page and works it.

import assert from "node:assert/strict";

const MOST_PRESSES = 3000;

/** All checks of the keyboard, on a page whose figures are drawn. */
export async function checkKeyboard({ page, check, contrasts, until, live, downloaded }) {
  await check("Tab reaches every control", async () => {
    await page.evaluate(() => {
      window.reached = new WeakSet();
      document.addEventListener("focusin", (event) => window.reached.add(event.target));
      document.activeElement?.blur?.();
      getSelection().removeAllRanges();
      scrollTo(0, 0);
    });
    const missed = () => page.evaluate(() => {
      const all = document.querySelectorAll("a[href], button, select, input, textarea, summary, [tabindex='0']");
      const isThere = (one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true });
      return [...all].filter((one) => isThere(one) && !window.reached.has(one)).map((one) => one.outerHTML.slice(0, 120));
    });
    await page.locator("a.skip").focus();
    for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
      await page.keyboard.press("Tab");
      // asking each time would take longer than walking
      if (presses % 50 === 49 && (await missed()).length === 0) break;
    }
    assert.deepEqual(await missed(), []);
  });

  await check("keys change colours, unfold and sort", async () => {
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const before = await ground();
    await page.locator("#theme").focus();
    await page.keyboard.press("Enter");
    assert.notEqual(await ground(), before);
    await page.keyboard.press("Space");
    assert.equal(await ground(), before);
    const part = page.locator("main details").first();
    const isOpen = await part.evaluate((one) => one.open);
    await part.locator("summary").first().focus();
    await page.keyboard.press("Enter");
    assert.equal(await part.evaluate((one) => one.open), !isOpen);
    await page.keyboard.press("Enter");
    const head = page.locator("table.sortable:visible th button").first();
    const order = () => head.evaluate((button) => button.parentElement.getAttribute("aria-sort"));
    await head.focus();
    await page.keyboard.press("Enter");
    const once = await order();
    await page.keyboard.press("Space");
    assert.deepEqual([once, await order()].sort(), ["ascending", "descending"]);
  });

  if (contrasts.length === 0) return;

  await check("keys change the contrast, filter, choose by a list and save", async () => {
    const which = page.locator("#contrast-tools label:has-text('Contrast') select");
    await which.focus();
    if (contrasts.length > 1) {
      await page.keyboard.press("ArrowDown");
      await until(page, (id) => document.getElementById("live").textContent === `contrast ${id}`, contrasts[1]);
      await page.keyboard.press("ArrowUp");
      await until(page, (id) => document.getElementById("live").textContent === `contrast ${id}`, contrasts[0]);
    }
    const id = await page.$eval("#features tbody tr[data-at='3']", (row) => row.cells[1].textContent);
    await page.locator("#table-tools label:has-text('contains') input").focus();
    await page.keyboard.type(id);
    assert.ok((await page.textContent("#features .count")).startsWith("1 of "));
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Delete");
    await page.locator("#contrast-tools textarea").focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.type(id);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await live(page), "1 features chosen");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await live(page), "0 features chosen");
    await page.locator("#contrast-tools textarea").focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Delete");
    const save = page.locator("[data-figure='volcano']").getByRole("button", { name: "Save as SVG" });
    const { bytes } = await downloaded(page, async () => {
      await save.focus();
      await page.keyboard.press("Enter");
    });
    assert.ok(bytes.toString("utf8").startsWith("<svg"));
  });

  if (await page.$("#sets-table tbody tr[data-at]")) {
    await check("keys mark a gene set", async () => {
      await page.locator("#sets-table tbody tr[tabindex='0']").focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await until(page, () => /features marked$/.test(document.getElementById("live").textContent));
      assert.equal(await page.$$eval("#sets-table tr[aria-selected='true']", (all) => all.length), 1);
      await page.keyboard.press("Enter");
      assert.equal(await page.$$eval("#sets-table tr[aria-selected='true']", (all) => all.length), 0);
    });
  }
}
