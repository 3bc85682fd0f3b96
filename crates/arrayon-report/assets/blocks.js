// The blocks of the page: base64, then deflated; whole numbers plane by plane.

const element = (id) => document.getElementById(id);
const contents = JSON.parse(element("contents").textContent);
const inflated = new Map();

/** The bytes of a block, inflated once. */
function bytesOf(number) {
  if (!inflated.has(number)) {
    inflated.set(number, inflate(element(`block-${number}`).textContent));
  }
  return inflated.get(number);
}

async function inflate(text) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function textOf(number) {
  return new TextDecoder().decode(await bytesOf(number));
}

async function linesOf(number, n) {
  return n === 0 ? [] : (await textOf(number)).split("\n");
}

/** Whole numbers; none at all is NaN. */
async function integersOf(packed) {
  const bytes = await bytesOf(packed.block);
  const { n, planes } = packed;
  const values = new Float64Array(n);
  for (let plane = planes - 1; plane >= 0; plane -= 1) {
    const from = plane * n;
    for (let at = 0; at < n; at += 1) values[at] = values[at] * 256 + bytes[from + at];
  }
  for (let at = 0; at < n; at += 1) {
    const folded = values[at] - 1;
    values[at] = folded < 0 ? NaN : folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
  }
  return values;
}

/** Places that were stored as steps from one to the next. */
async function placesOf(packed) {
  const places = await integersOf(packed);
  let place = -1;
  for (let at = 0; at < places.length; at += 1) {
    place += places[at];
    places[at] = place;
  }
  return places;
}

/** P-values: seven digits, and the power of ten of the first. */
async function pValuesOf(packed) {
  const mantissa = await integersOf(packed.mantissa);
  const power = await integersOf(packed.exponent);
  const value = new Float64Array(mantissa.length);
  const log = new Float64Array(mantissa.length);
  for (let at = 0; at < value.length; at += 1) {
    value[at] = Number.isNaN(mantissa[at]) ? NaN : Number(`${mantissa[at]}e${power[at] - 6}`);
    log[at] = Math.log10(mantissa[at]) - 6 + power[at];
  }
  return { mantissa, power, value, log };
}
