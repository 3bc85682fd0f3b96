// The result files, read by themselves: what the page says is compared with them.

import { readFileSync } from "node:fs";
import { join } from "node:path";

export function table(folder, name) {
  const [head, ...lines] = readFileSync(join(folder, name), "utf8").trimEnd().split("\n");
  const columns = head.split("\t");
  return lines.map((line) => {
    const cells = line.split("\t");
    return Object.fromEntries(columns.map((column, at) => [column, cells[at]]));
  });
}

export const json = (folder, name) => JSON.parse(readFileSync(join(folder, name), "utf8"));

/** Random places below n, the same on every run. */
export function someOf(n, count, seed = 1) {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647;
    return state % n;
  });
}

/** Whether a shown number is the file's, rounded to the digits shown; a tie may go either way. */
export function isRounded(shown, exact) {
  const text = shown.replace("\u2212", "-").replaceAll(",", "");
  if (text === "NA") return exact === "NA" || exact === "";
  const [short, power = "0"] = text.split("e");
  const digits = (short.split(".")[1] ?? "").length;
  const unit = 10 ** (Number(power) - digits);
  return Math.abs(Number(text) - Number(exact)) <= unit * 0.5 * (1 + 1e-6);
}
