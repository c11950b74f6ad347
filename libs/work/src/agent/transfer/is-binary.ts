import { closeSync, openSync, readSync } from 'node:fs';

/** Whether a program is an executable of its own, and no script, which could start something else each time. @throws the system's error */
export function isBinary(program: string): boolean {
  const file = openSync(program, 'r');
  try {
    const start = Buffer.alloc(elf.length);
    readSync(file, start);
    return start.equals(elf);
  } finally {
    closeSync(file);
  }
}

/** Source: elf(5), e_ident. */
const elf = Buffer.from('\x7fELF', 'latin1');
