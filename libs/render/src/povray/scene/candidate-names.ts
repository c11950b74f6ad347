/**
 * The names that POV-Ray tries for the name of a file, in order. Depending on the word before the name, it adds extensions.
 * Source: POV-Ray 3.7, scene.cpp, SceneData::FindFile; fileutil.cpp, gPOV_File_Extensions.
 * @param before the word before the name: `include`, `png`, `ttf`; null = another token
 */
export function candidateNames(name: string, before: string | null): string[] {
  const extensions = extensionsAfter.get(before ?? '') ?? [];
  const longer = extensions.map((extension) => name + extension);
  const own = name.slice(name.lastIndexOf('.'));
  return extensions.includes(own) ? [name, ...longer] : [...longer, name];
}

const extensionsAfter: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    include: ['.inc'],
    tga: ['.tga'],
    png: ['.png'],
    ppm: ['.ppm'],
    pgm: ['.pgm'],
    gif: ['.gif'],
    pot: ['.gif'],
    iff: ['.iff'],
    jpeg: ['.jpg', '.jpeg'],
    tiff: ['.tif', '.tiff'],
    exr: ['.exr'],
    hdr: ['.hdr'],
    df3: ['.df3'],
    ttf: ['.ttf'],
  }).map(([word, extensions]) => [word, extensions.flatMap((text) => [text, text.toUpperCase()])]),
);
