import { type Blocks, blocksAfter } from './blocks.ts';
import { SceneLexer } from './scene-lexer.ts';

/** The name of a file in the text of a scene. */
export interface SceneName {
  readonly name: string;
  /** The word before the name: `include`, `png`, `ttf`; null = another token. */
  readonly before: string | null;
  /** How the scene opens it for writing; null = it does not. */
  readonly opened: 'write' | 'append' | null;
  /** From 1 on. */
  readonly line: number;
  /** The conditions, loops and macros around it, the outermost first. */
  readonly blocks: Blocks;
}

/** The string literals of a scene's text, in order, except those that can only be texts: any other may be the name of a file. */
export function* sceneNames(text: Uint8Array): Generator<SceneName> {
  const lexer = new SceneLexer(text);
  let before: string | null = null;
  let last: Named | null = null;
  let isOpening = false;
  let blocks: Blocks = [];
  while (lexer.next()) {
    const { kind } = lexer;
    const word = kind === 'word' || kind === 'directive' ? lexer.text : null;
    if (last !== null) yield { ...last, opened: isOpening && isWriting(word) ? word : null };
    const isText: boolean = isAfterFont(last) || messages.has(before ?? '');
    last = kind === 'string' && !isText ? { name: lexer.text, before, line: lexer.line, blocks } : null;
    // `#fopen FILE "name" write`
    if (word !== null && /^(fopen|read|write|append)$/.test(word)) isOpening = word === 'fopen';
    before = word;
    if (kind === 'directive') blocks = blocksAfter(lexer.text, blocks);
    // `#write (FILE, "text")`
    if (kind === 'directive' && word === 'write') skipParentheses(lexer);
  }
  if (last !== null) yield { ...last, opened: null };
}

type Named = Omit<SceneName, 'opened'>;

function isWriting(word: string | null): word is 'write' | 'append' {
  return word === 'write' || word === 'append';
}

/** `text { ttf "font" "text"` */
function isAfterFont(last: Named | null): boolean {
  return last?.before === 'ttf';
}

function skipParentheses(lexer: SceneLexer): void {
  let depth = 0;
  while (lexer.next()) {
    if (lexer.kind !== 'mark') continue;
    if (lexer.text === '(') depth += 1;
    if (lexer.text === ')') depth -= 1;
    if (depth <= 0) return;
  }
}

/** Directives that print a text. */
const messages: ReadonlySet<string> = new Set(['debug', 'error', 'render', 'statistics', 'warning']);
