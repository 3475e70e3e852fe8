// Ways between two latent vectors.

/** @typedef {ArrayLike<number>} Vector */

const norm = (/** @type {Vector} */ z) => Math.hypot(...Array.from(z));

/**
 * (1 - t) a + t b.
 * @param {Vector} a
 * @param {Vector} b
 * @param {number} t
 */
export function linear(a, b, t) {
  return Float32Array.from(a, (value, i) => value + t * (b[i] - value));
}

/**
 * Spherical linear interpolation (Shoemake 1985, for latent vectors White 2016): the direction turns evenly, the length
 * goes evenly from |a| to |b|. Parallel vectors have no plane to turn in: then the straight line.
 * @param {Vector} a
 * @param {Vector} b
 * @param {number} t
 */
export function spherical(a, b, t) {
  const [lengthA, lengthB] = [norm(a), norm(b)];
  let dot = 0;
  for (let i = 0; i < a.length; ++i) dot += (a[i] / lengthA) * (b[i] / lengthB);
  const angle = Math.acos(Math.min(1, Math.max(-1, dot)));
  const sine = Math.sin(angle);
  if (!(sine > 1e-4)) return linear(a, b, t);
  const length = lengthA + t * (lengthB - lengthA);
  const [fromA, fromB] = [Math.sin((1 - t) * angle) / sine / lengthA, Math.sin(t * angle) / sine / lengthB];
  return Float32Array.from(a, (value, i) => length * (fromA * value + fromB * b[i]));
}

export const lengthOf = norm;
