// Pictures made coarse as super-resolution is trained on them: each pixel the mean over a block.

/**
 * @param {Float32Array} images square ones
 * @param {number} side in pixels
 * @param {number} block in pixels
 */
export function blockMeans(images, side, block) {
  const small = side / block;
  const means = new Float32Array(images.length / block ** 2);
  images.forEach((value, i) => {
    const [picture, y, x] = [Math.floor(i / side ** 2), Math.floor((i % side ** 2) / side), i % side];
    means[picture * small ** 2 + Math.floor(y / block) * small + Math.floor(x / block)] += value / block ** 2;
  });
  return means;
}
