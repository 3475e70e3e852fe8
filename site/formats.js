// How numbers are written in what the page says.

/** @param {number} bytes */
export const size = (bytes) => (bytes < 1e6 ? `${Math.round(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`);

/** @param {number} value */
export const whole = (value) => value.toLocaleString('en');

/** @param {number} share */
export const percent = (share) => `${Math.round(100 * share)}\u00a0%`;

/** How sure a classifier is: it is never quite sure. @param {number} share */
export const certainty = (share) => percent(Math.min(0.99, share));

/** How far a training is: 5000 is "5k". @param {number} images */
export const imagesSeen = (images) =>
  images >= 1e6 ? `${Number((images / 1e6).toFixed(2))}M` : images >= 1000 ? `${Math.round(images / 1000)}k` : String(images);
