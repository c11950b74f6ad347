// Writes docs/messages.md, the list of all messages, from the sources. With --check it changes nothing: it exits 1 if the page
// differs, or if a message breaks a rule.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { faultsOf } from './messages/faults-of.mjs';
import { messagesPage } from './messages/messages-page.mjs';
import { readMessages } from './messages/read-messages.mjs';

const workspace = join(import.meta.dirname, '..');
const path = join(workspace, 'docs/messages.md');
const messages = readMessages(workspace);
const page = messagesPage(messages);

for (const { file, line, text } of messages) {
  for (const fault of faultsOf(text)) fail(`${file}:${line}: ${fault}: ${text}`);
}
if (process.argv.includes('--check')) {
  const current = await readFile(path, 'utf8').catch(() => '');
  if (current !== page) fail('docs/messages.md differs from the sources: run npm run docs:messages');
} else await writeFile(path, page);

function fail(reason) {
  console.error(reason);
  process.exitCode = 1;
}
