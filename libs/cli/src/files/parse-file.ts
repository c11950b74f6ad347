import { errorMessage, InputError } from '@task-distributor/band';

/**
 * The keys and values of a settings file. Its extension gives the format; only the parser for that is loaded.
 * @throws InputError that names the file and, if it is known, the line
 */
export async function parseFile(path: string, text: string): Promise<Record<string, unknown>> {
  const format = path.slice(path.lastIndexOf('.') + 1) as keyof typeof parsers;
  let content: unknown;
  try {
    content = await parsers[format](text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    const [message] = errorMessage(cause).split('\n') as [string];
    throw new InputError(`${path}${placeOf(cause)}: ${message.replace(/:$/, '')}`, { cause, path });
  }
  // A YAML file that has only comments.
  if (content === null && format !== 'json') return {};
  if (isTable(content)) return content;
  throw new InputError(`${path}: Expected settings as keys with values, got something else`, { path });
}

/** Whether a value has keys of its own. */
export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !(value instanceof Array) && !(value instanceof Date);
}

/** The line of a key in a file; null unless exactly one line can be it. */
export function lineOf(key: string, text: string): number | null {
  const lines = text.split('\n').flatMap((line, i) => {
    const [, , found] = /^[\s{,]*(["']?)(.*?)\1\s*[:=]/.exec(line) ?? [];
    return found === key ? [i + 1] : [];
  });
  return lines.length === 1 ? lines[0]! : null;
}

const parsers = {
  toml: async (text: string): Promise<unknown> => (await import('smol-toml')).parse(text),
  yaml: parseYaml,
  yml: parseYaml,
  json: (text: string): Promise<unknown> => Promise.resolve().then(() => JSON.parse(text) as unknown),
};

async function parseYaml(text: string): Promise<unknown> {
  // Otherwise it would write warnings to stderr.
  const { parse, YAMLParseError } = await import('yaml');
  try {
    return parse(text, { logLevel: 'error' }) as unknown;
  } catch (cause) {
    if (!(cause instanceof YAMLParseError) || cause.code !== 'MULTIPLE_DOCS') throw cause;
    const line = cause.linePos?.[0].line;
    throw Object.assign(new Error('Expected one document, got a second one: remove the line ---'), { line });
  }
}

/** YAML's messages name the line themselves. */
function placeOf(error: unknown): string {
  const { line } = error as { line?: unknown };
  return typeof line === 'number' ? ` line ${line}` : '';
}
