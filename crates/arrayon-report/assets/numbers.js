// Numbers as people read them, as the words of the page write them.

const minus = (text) => text.replace("-", "\u2212");

/** A number that is stored in units of its last digit. */
function fixedOf(units, digits) {
  if (Number.isNaN(units)) return "NA";
  const text = String(Math.abs(units)).padStart(digits + 1, "0");
  const point = text.length - digits;
  const sign = units < 0 ? "\u2212" : "";
  return `${sign}${text.slice(0, point)}.${text.slice(point)}`;
}

/** A p-value with three digits. */
function pOf(p, at) {
  const mantissa = p.mantissa[at];
  if (Number.isNaN(mantissa)) return "NA";
  if (mantissa === 0) return "0";
  if (p.value[at] >= 0.001) return p.value[at].toPrecision(3);
  const short = (mantissa / 1e6).toFixed(2);
  return short === "10.00" ? `1.00e${p.power[at] + 1}` : `${short}e${p.power[at]}`;
}

/** Any number with so many digits; whole ones are written whole. */
function numberOf(value, digits = 3) {
  if (value === null || Number.isNaN(value)) return "NA";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 0.001 && size < 1e6) {
    const rounded = Number(value.toPrecision(digits));
    const after = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(rounded))));
    return minus(rounded.toFixed(after));
  }
  const [short, power] = value.toExponential(digits - 1).split("e");
  return minus(`${short}e`) + Number(power);
}

/** Whole numbers with a comma between thousands. */
const wholeOf = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

/** The fold change of a log2 fold change, below -1 where it goes down. */
const foldOf = (logFC) => (logFC < 0 ? -(2 ** -logFC) : 2 ** logFC);

/** Round numbers from one to the other, about so many: multiples of 1, 2 or 5 times a power of ten. */
function ticksOf(least, most, wanted) {
  const range = most - least;
  if (!(range > 0)) return [least];
  const power = 10 ** Math.floor(Math.log10(range / wanted));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((one) => one >= (range / wanted) * (1 - 1e-9));
  const ticks = [];
  for (let at = Math.ceil(least / step - 1e-9); at * step <= most + step * 1e-9; at += 1) ticks.push(Number((at * step).toPrecision(12)));
  return ticks;
}

/** Pearson's correlation; NaN where there is none. */
function correlationOf(xs, ys) {
  const n = xs.length;
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / n;
  const [mx, my] = [mean(xs), mean(ys)];
  let [xx, yy, xy] = [0, 0, 0];
  for (let at = 0; at < n; at += 1) {
    const [x, y] = [xs[at] - mx, ys[at] - my];
    xx += x * x;
    yy += y * y;
    xy += x * y;
  }
  return xy / Math.sqrt(xx * yy);
}
