/** Rows of texts about what was rendered, the first with the column heads; what is not exact comes first. */
export function tableOf(results) {
  const rendered = results.filter(({ pixels }) => pixels?.one !== undefined);
  const order = ({ pixels }) => (pixels.one.bands.pixels > 0 ? 0 : pixels.several.bands.pixels > 0 ? 1 : 2);
  const rows = rendered.toSorted((a, b) => order(a) - order(b)).map(rowOf);
  return [heads, ...rows];
}

/** Scenes that were not rendered, by the reason. */
export function notRendered(results) {
  return results.flatMap(({ scene, pixels }) => (pixels?.reason ? [[scene, pixels.reason]] : []));
}

const heads = [
  'scene',
  'exact',
  'two uncut, one thread',
  'bands, one thread',
  'two uncut, four threads',
  'bands, four threads',
  'warned',
];

function rowOf({ scene, pixels: { one, several }, warnings }) {
  const figures = [one.uncut, one.bands, several.uncut, several.bands].map(figureOf);
  return [scene, exactnessOf(one.bands, several.bands), ...figures, warnedOf(warnings)];
}

function figureOf({ pixels, largest }) {
  return pixels === 0 ? '0' : `${pixels} by ${largest}`;
}

function exactnessOf(one, several) {
  if (one.pixels > 0) return 'no';
  return several.pixels > 0 ? 'with one thread' : 'yes';
}

function warnedOf(warnings) {
  const always = causesIn(warnings?.one);
  const others = causesIn(warnings?.several).filter((cause) => !always.includes(cause));
  const parts = [...always, ...others.map((cause) => `${cause} (several threads)`)];
  return parts.length === 0 ? 'no' : parts.join(', ');
}

/** `because of crand (s.pov, line 1), photons (s.pov, line 9);` */
function causesIn(lines = []) {
  return lines.flatMap((line) =>
    [...line.matchAll(/(?:because of|\),) ([^(]+?) \(/g)].map((match) => match[1]),
  );
}
