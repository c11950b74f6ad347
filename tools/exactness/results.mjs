import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';

/** What is known of each scene, kept as JSON lines, so that a run can continue where it stopped. */
export class Results {
  #path;
  #byScene = new Map();

  static open(path) {
    const results = new Results();
    results.#path = path;
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    // A run that was killed leaves half a line.
    if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
    for (const line of whole.split('\n').slice(0, -1)) results.#merge(JSON.parse(line));
    return results;
  }

  /** @param result the scene, and `pixels` or `warnings` */
  add(result) {
    appendFileSync(this.#path, `${JSON.stringify(result)}\n`);
    this.#merge(result);
  }

  hasPixels(scene) {
    return this.#byScene.get(scene)?.pixels !== undefined;
  }

  hasWarnings(scene) {
    return this.#byScene.get(scene)?.warnings !== undefined;
  }

  of(scenes) {
    return scenes.map((scene) => this.#byScene.get(scene) ?? { scene });
  }

  #merge(result) {
    this.#byScene.set(result.scene, { ...this.#byScene.get(result.scene), ...result });
  }
}
