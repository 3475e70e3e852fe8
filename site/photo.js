// From a photograph of handwriting to ink alone: the paper's shade, which light makes uneven, is taken away, whichever of
// ink and paper is the darker, and so are specks.

const stride = 3;             // every third pixel, each way, tells enough of the paper
const orders = [1, 1, 3, 3, 6, 6, 6]; // terms of the surface in each fit: flat, sloping, bent; each forgives what is far off
const faintest = 0.08;        // of the whole range: a contrast below it is no writing
const leastOfLargest = 0.05;  // a part of the writing is at least so large, beside the largest

/** 1, x, y, x², xy, y² with x and y from -1 to 1. @param {number} i @param {number} width @param {number} height */
function terms(i, width, height) {
  const x = (2 * (i % width)) / width - 1;
  const y = (2 * Math.floor(i / width)) / height - 1;
  return [1, x, y, x * x, x * y, y * y];
}

/**
 * Solves a small system of equations, symmetric and positive definite.
 * @param {number[][]} rows [n, n + 1], the right side last
 */
function solved(rows) {
  const n = rows.length;
  for (let pivot = 0; pivot < n; ++pivot) {
    for (let row = 0; row < n; ++row) {
      if (row === pivot) continue;
      const factor = rows[row][pivot] / (rows[pivot][pivot] || 1e-12);
      for (let column = pivot; column <= n; ++column) rows[row][column] -= factor * rows[pivot][column];
    }
  }
  return rows.map((row, i) => row[n] / (row[i] || 1e-12));
}

/** @param {ArrayLike<number>} values @param {number} share 0.5: the median */
function quantile(values, share) {
  const sorted = Float32Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/**
 * How much lighter each pixel is than the paper there, and how much the paper itself varies. The paper is a bent surface
 * fitted to the commoner shade: each fit leaves out what the one before found to be far from it.
 * @param {Float32Array} grey
 * @param {number} width
 * @param {number} height
 */
function apartFromPaper(grey, width, height) {
  /** @type {number[]} */
  const sample = [];
  for (let y = 0; y < height; y += stride) for (let x = 0; x < width; x += stride) sample.push(y * width + x);
  const basis = sample.map((i) => terms(i, width, height));
  const shade = (/** @type {number[]} */ term, /** @type {number[]} */ by) => by.reduce((sum, factor, k) => sum + factor * term[k], 0);
  let factors = [quantile(sample.map((i) => grey[i]), 0.5)];
  let spread = 0;
  for (const order of orders) {
    const distances = sample.map((i, n) => Math.abs(grey[i] - shade(basis[n], factors)));
    spread = 1.5 * quantile(distances, 0.5); // of normal noise, its standard deviation
    const rows = Array.from({ length: order }, () => Array(order + 1).fill(0));
    sample.forEach((i, n) => {
      if (distances[n] > 2 * spread + 0.01) return;
      for (let a = 0; a < order; ++a) {
        for (let b = 0; b < order; ++b) rows[a][b] += basis[n][a] * basis[n][b];
        rows[a][order] += basis[n][a] * grey[i];
      }
    });
    factors = solved(rows);
  }
  return { apart: grey.map((value, i) => value - shade(terms(i, width, height), factors)), spread };
}

/**
 * Sets to zero what hangs together in small parts only.
 * @param {Float32Array} ink
 * @param {number} width
 */
function withoutSpecks(ink, width) {
  const part = new Int32Array(ink.length);
  const sizes = [0];
  for (let begin = 0; begin < ink.length; ++begin) {
    if (part[begin] || ink[begin] === 0) continue;
    const number = sizes.length;
    let size = 0;
    const open = [begin];
    part[begin] = number;
    for (let i = open.pop(); i !== undefined; i = open.pop()) {
      size += ink[i];
      const x = i % width;
      for (const next of [x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1, i - width, i + width]) {
        if (next < 0 || next >= ink.length || part[next] || ink[next] === 0) continue;
        part[next] = number;
        open.push(next);
      }
    }
    sizes.push(size);
  }
  const least = leastOfLargest * Math.max(...sizes);
  return ink.map((value, i) => (sizes[part[i]] >= least ? value : 0));
}

/**
 * @param {Float32Array} grey 0 black to 1 white
 * @param {number} width
 * @param {number} height
 * @returns {Float32Array | undefined} ink, 0 to 1; undefined where nothing is written
 */
export function inkOfPhoto(grey, width, height) {
  const { apart, spread } = apartFromPaper(grey, width, height);
  // Ink covers less than paper does, and stands farther from it.
  const [dark, light] = [-quantile(apart, 0.005), quantile(apart, 0.995)];
  const contrast = Math.max(dark, light);
  if (contrast < Math.max(faintest, 4 * spread)) return undefined;
  const sign = dark > light ? -1 : 1;
  // Softly: what is surely paper is 0, what is surely ink 1, the edge of a stroke lies between.
  const least = Math.max(0.25 * contrast, Math.min(2.5 * spread, 0.4 * contrast));
  const ink = apart.map((value) => Math.min(1, Math.max(0, (sign * value - least) / (0.85 * contrast - least))));
  return withoutSpecks(ink, width);
}
