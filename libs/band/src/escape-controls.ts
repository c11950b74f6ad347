/** C0 and C1 controls, delete, and the line and direction marks with which a text can disguise itself. */
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const allControls = new RegExp(controls, 'g');

/** Whether a terminal, or a reader of lines, would take part of the text for something else than text. */
export function hasControls(text: string): boolean {
  return controls.test(text);
}

/** The text with its control characters shown (`\x1b`, `\u202e`), so that a terminal cannot be driven by it. */
export function escapeControls(text: string): string {
  return text.replace(allControls, (control) => {
    const code = control.codePointAt(0)!;
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
