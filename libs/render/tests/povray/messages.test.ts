import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { bestReason } from '../../src/povray/complaints.ts';
import { PovrayMessages } from '../../src/povray/messages.ts';

test('reads how long parsing and tracing took, and the processor time of tracing', () => {
  const messages = new PovrayMessages();
  const text = `  Parse Time:       0 hours  0 minutes  0 seconds (0.028 seconds)
              using 1 thread(s) with 0.008 CPU-seconds total
  Photon Time:      No photons
  Trace Time:       0 hours  0 minutes  0 seconds (0.142 seconds)
              using 1 thread(s) with 0.026 CPU-seconds total
`;
  messages.write(Buffer.from(text));
  expect(messages.report.seconds).toEqual({ parse: 0.028, trace: 0.142, traceCpu: 0.026 });
});

test('reads an error whose path POV-Ray has broken at the end of a line', () => {
  const messages = new PovrayMessages();
  const folder = '/home/pi/.cache/task-distributor/scenes/c7655436a4ac6172aa2a87becc2686d6';
  const [path, name] = [`${folder}/home/me/b.pov`, `${'long-'.repeat(24)}name.inc`];
  const text = `File '${path}' line 1: Parse Error: Cannot open include file ${name}.\n`;
  messages.write(Buffer.from(`${brokenAsByPovray(text)}Render failed\n`));
  messages.end();
  expect(messages.report.complaints.errors).toEqual([text.trim(), 'Render failed']);
});

/** As textstreambuffer.cpp of POV-Ray 3.7 does. */
function brokenAsByPovray(text: string): string {
  if (text.length <= 81) return text;
  const space = text.slice(61, 81).lastIndexOf(' ');
  const end = space === -1 ? 80 : 61 + space;
  return `${text.slice(0, end)}\n${brokenAsByPovray(text.slice(end))}`;
}

test.each([60, 72, 73, 74, 75, 76, 78, 80, 120, 151, 160, 200])(
  'finds the reason in a scene whose path has %i characters',
  async (length) => {
    let folder = temporaryFolder();
    while (folder.length + 55 < length) folder = join(folder, 'a'.repeat(50));
    folder = join(folder, 'b'.repeat(Math.max(1, length - folder.length - 7)));
    await mkdir(folder, { recursive: true });
    const scene = join(folder, 'a.pov');
    await writeFile(scene, '#include "missing.inc"\n');
    const words = [`+I${scene}`, '+W8', '+H8', '-D', '+O-'];
    const { stderr } = await execa('povray', words, { reject: false, encoding: 'buffer' });
    const messages = new PovrayMessages();
    messages.write(stderr);
    messages.end();
    const reason = bestReason(messages.report.complaints);
    expect(reason).toBe(`File '${scene}' line 1: Parse Error: Cannot open include file missing.inc.`);
  },
);
