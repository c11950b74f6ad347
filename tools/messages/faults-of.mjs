// The rules for messages that a program can check.

const rules = [
  ['is longer than one line', (text) => /[\n\r]/.test(text)],
  [
    'ends with a full stop',
    (text) => /[^.]\.$/.test(text) && !/<[^>]*>\.$/.test(text) && !/known hosts\.$/.test(text),
  ],
  ['says what was expected, but not what came', (text) => /^Expected\b.*/.test(text) && !saysWhatCame(text)],
  ['blames', (text) => /\b(invalid|illegal|bad|wrong input|oops|please|sorry|fatal)\b/i.test(text)],
  ['has two spaces', (text) => /\S {2,}\S/.test(text)],
  ['has a space at an end', (text) => text.trim() !== text],
];

/** @param {string} text of a message @returns {string[]} the rules that it breaks */
export function faultsOf(text) {
  return rules.filter(([, breaks]) => breaks(text)).map(([name]) => name);
}

function saysWhatCame(text) {
  return /\b(got|but)\b/.test(text);
}
