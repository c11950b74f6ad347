/** C0 and C1 controls, delete, and the line and direction marks that can disguise a text. */
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const allControls = new RegExp(controls, 'g');

/** Whether the text contains characters that a terminal or a line reader would interpret. */
export function hasControls(text: string): boolean {
  return controls.test(text);
}

/** The text with visible control characters (`\x1b`, `\u202e`), so that it cannot control a terminal. */
export function escapeControls(text: string): string {
  return text.replace(allControls, (control) => {
    const code = control.codePointAt(0)!;
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
