import { expect, test } from 'vitest';
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
