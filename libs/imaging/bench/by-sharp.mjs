import sharp from 'sharp';

// Composes or crops as somebody would do it with sharp.
const [verb, output, ...args] = process.argv.slice(2);
const input = { limitInputPixels: false, sequentialRead: true };
if (verb === 'compose') {
  await sharp(args, { ...input, join: { across: 1 } })
    .png()
    .toFile(output);
} else {
  const [path, width, first, last] = args;
  const region = { left: 0, top: first - 1, width: Number(width), height: last - first + 1 };
  await sharp(path, input).extract(region).png().toFile(output);
}
