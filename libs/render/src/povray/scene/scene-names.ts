import { SceneLexer } from './scene-lexer.ts';

/** The name of a file in the text of a scene. */
export interface SceneName {
  readonly name: string;
  /** The word before the name: `include`, `png`, `ttf`; null = another token. */
  readonly before: string | null;
  /** Whether the scene writes the file. */
  readonly isWritten: boolean;
}

/** All string literals of a scene's text, in order: any of them may be the name of a file. */
export function* sceneNames(text: Uint8Array): Generator<SceneName> {
  const lexer = new SceneLexer(text);
  let before: string | null = null;
  let last: Omit<SceneName, 'isWritten'> | null = null;
  let isOpening = false;
  while (lexer.next()) {
    const { kind } = lexer;
    const word = kind === 'word' || kind === 'directive' ? lexer.text : null;
    if (last !== null) yield { ...last, isWritten: isOpening && (word === 'write' || word === 'append') };
    last = kind === 'string' ? { name: lexer.text, before } : null;
    // `#fopen FILE "name" write`
    if (word !== null && /^(fopen|read|write|append)$/.test(word)) isOpening = word === 'fopen';
    before = word;
  }
  if (last !== null) yield { ...last, isWritten: false };
}
