/**
 * The exponent e of the power law seconds = c * size^e that fits best: the slope of the logarithms, by least squares. What a
 * command takes to start makes it smaller; that of the last two sizes, least.
 * @param {readonly { size: number, seconds: number }[]} results
 */
export function exponent(results) {
  const points = results.map(({ size, seconds }) => [Math.log(size), Math.log(seconds)]);
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [0, 1].map((axis) => mean(points.map((point) => point[axis])));
  const above = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return above / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
