/**
 * The exponent e of the power law cpuSeconds = c * size^e that fits best: the slope of the logarithms, by least squares. It is
 * the processor's time, which other programs disturb less. What a command takes to start makes the exponent smaller; that
 * of the last two sizes, least.
 * @param {readonly { size: number, cpuSeconds: number }[]} results
 */
export function exponent(results) {
  const points = results.map(({ size, cpuSeconds }) => [Math.log(size), Math.log(cpuSeconds)]);
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [0, 1].map((axis) => mean(points.map((point) => point[axis])));
  const above = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return above / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
