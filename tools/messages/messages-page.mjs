// The page docs/messages.md, from the messages that the sources contain.

/** What the messages of a folder are about; the order of the page. */
const topics = {
  'libs/cli': 'Command lines',
  'apps/td-master': 'Jobs',
  'libs/work': 'Workers, scenes and what is sent to hosts',
  'libs/remote': 'Hosts and connections',
  'libs/render': 'POV-Ray',
  'libs/lockfile': 'The job folder',
  'libs/imaging': 'Parts and images',
  'libs/partition': 'Cutting rows',
  'libs/band': 'Lines between commands',
  'libs/history': 'Logs of jobs',
  'libs/report': 'Reports',
  'apps/td-view': 'The page of a job',
  'apps/td-worker': 'The commands on a host',
};

/** @param {readonly { file: string, text: string }[]} messages @returns {string} Markdown */
export function messagesPage(messages) {
  const byTopic = grouped(messages);
  const order = [...new Set([...Object.values(topics), ...byTopic.keys()])];
  const sections = order.flatMap((topic) => {
    const texts = byTopic.get(topic)?.map(({ text }) => text) ?? [];
    return texts.length === 0 ? [] : [`## ${topic}\n\n${list(texts)}\n`];
  });
  return `${intro}\n${sections.join('\n')}`;
}

const intro = `# Messages

What the commands can say on stderr, as their sources have it. \`<words>\` stand for values: names, numbers, and the words of POV-Ray, of
ssh, or of the system. The command's name comes first, then often the host, the rows or the file that the message is about; a way
out, such as \`leave out --via ssh\`, comes last, after a semicolon. This page is made by \`npm run docs:messages\`.
`;

function topicOf(file) {
  const folder = file.split('/').slice(0, 2).join('/');
  return topics[folder] ?? folder;
}

function grouped(messages) {
  const groups = new Map();
  for (const message of messages) {
    const topic = topicOf(message.file);
    groups.set(topic, [...(groups.get(topic) ?? []), message]);
  }
  return groups;
}

/** One item for each text, the same one once. */
function list(texts) {
  return [...new Set(texts)].map((text) => `- ${inCode(text)}`).join('\n');
}

function inCode(text) {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}
