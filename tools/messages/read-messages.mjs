// Finds the messages that users can get, in the sources: what errors are created with, and what is passed to `warn` and `notify`.
import { relative } from 'node:path';
import ts from 'typescript';

/** @typedef {{ file: string, line: number, text: string }} Message a text with `<name>` where values are put in */

/**
 * @param {string} workspace absolute path
 * @returns {Message[]} in the order of files and lines
 */
export function readMessages(workspace) {
  const program = createProgram(workspace);
  const checker = program.getTypeChecker();
  const found = new Map();
  for (const source of program.getSourceFiles()) {
    const file = relative(workspace, source.fileName);
    if (!/^(apps|libs)\/[^/]+\/src\//.test(file) || file.startsWith('libs/testing/')) continue;
    visit(source, (node) => {
      for (const { text, from } of saidTexts(node, checker)) {
        if (!isSentence(text)) continue;
        const place = from.getSourceFile();
        const line = place.getLineAndCharacterOfPosition(from.getStart()).line + 1;
        const name = relative(workspace, place.fileName);
        found.set(`${name}:${line}:${text}`, { file: name, line, text });
      }
    });
  }
  return [...found.values()].toSorted(
    (a, b) => compare(a.file, b.file) || a.line - b.line || compare(a.text, b.text),
  );
}

/** The texts that users may get to read because of this node itself. */
function* saidTexts(node, checker) {
  const message = messageArgument(node);
  if (message !== null) yield* textsOf(message, checker, 0);
  for (const value of valuesOfTable(node)) {
    yield* ts.isFunctionLike(value) ? returnedTexts(value, checker, 0) : textsOf(value, checker, 0);
  }
}

/** The values of a table whose name ends in `Messages`, and of fields that say what to do. */
function valuesOfTable(node) {
  if (ts.isPropertyAssignment(node) && ['wayOut', 'advice'].includes(node.name.getText()))
    return [node.initializer];
  const table =
    ts.isVariableDeclaration(node) && /Messages$/.test(node.name.getText()) ? node.initializer : null;
  const object = table && ts.isAsExpression(table) ? table.expression : table;
  if (!object || !ts.isObjectLiteralExpression(object)) return [];
  return object.properties.filter(ts.isPropertyAssignment).map(({ initializer }) => initializer);
}

function createProgram(workspace) {
  const { config } = ts.readConfigFile(`${workspace}/tsconfig.json`, ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, workspace);
  return ts.createProgram(fileNames, options);
}

/** Functions whose first argument the user gets to read. */
const speakers = new Set(['warn', 'notify', 'onHost']);

/** The expression that a user may get to read; null = the node is about nothing that is said. */
function messageArgument(node) {
  if (ts.isNewExpression(node) && /^(?!RangeError)\w*Error$/.test(node.expression.getText()))
    return node.arguments?.[0] ?? null;
  if (!ts.isCallExpression(node)) return null;
  const name = node.expression
    .getText()
    .split(/[.?#]+/)
    .at(-1);
  return speakers.has(name) ? (node.arguments[0] ?? null) : null;
}

/** All texts that an expression can have. */
function* textsOf(node, checker, depth) {
  const literal = literalText(node);
  if (literal !== null) yield { text: literal, from: node };
  else if (ts.isConditionalExpression(node)) {
    yield* textsOf(node.whenTrue, checker, depth);
    yield* textsOf(node.whenFalse, checker, depth);
  } else if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node)) {
    yield* textsOf(node.expression, checker, depth);
  } else if (ts.isBinaryExpression(node) && /^(\?\?|\|\|)$/.test(node.operatorToken.getText())) {
    yield* textsOf(node.left, checker, depth);
    yield* textsOf(node.right, checker, depth);
  } else if (ts.isFunctionLike(node)) yield* returnedTexts(node, checker, depth);
  else if (depth < 4) yield* textsBehind(node, checker, depth + 1);
}

/** Follows a name to what it was declared with, and a call to what the function returns. */
function* textsBehind(node, checker, depth) {
  const called = ts.isCallExpression(node);
  const name = called ? node.expression : node;
  let symbol = checker.getSymbolAtLocation(ts.isPropertyAccessExpression(name) ? name.name : name);
  if (symbol === undefined) return;
  if (symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  for (const declaration of symbol.declarations ?? []) {
    const { initializer } = declaration;
    if (called) yield* returnedTexts(initializer ?? declaration, checker, depth);
    else if (initializer) yield* textsOf(initializer, checker, depth);
  }
}

function* returnedTexts(fn, checker, depth) {
  const body = fn.body;
  if (body === undefined) return;
  if (!ts.isBlock(body)) {
    yield* textsOf(body, checker, depth);
    return;
  }
  const returned = [];
  visit(body, (node) => {
    if (ts.isReturnStatement(node) && node.expression) returned.push(node.expression);
  });
  for (const expression of returned) yield* textsOf(expression, checker, depth);
}

/** A string, a template or a sum of them, with `<name>` for each value; null = another expression. */
function literalText(node) {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.templateSpans.reduce(
      (text, span) => text + slot(span.expression) + span.literal.text,
      node.head.text,
    );
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return [node.left, node.right].map((side) => literalText(side) ?? slot(side)).join('');
  }
  return ts.isParenthesizedExpression(node) ? literalText(node.expression) : null;
}

/** @param {ts.Node} expression such as `hosts.length` */
function slot(expression) {
  const call = ts.isCallExpression(expression) ? expression.expression : expression;
  const words = call.getText().match(/[A-Za-z]\w*/g) ?? ['value'];
  const name = words.at(-1) === 'length' ? 'number' : words.at(-1);
  return `<${name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()}>`;
}

/** Whether a text is more than a value that is passed on. */
function isSentence(text) {
  return (text.replaceAll(/<[^>]*>/g, '').match(/[A-Za-z]{2,}/g) ?? []).length > 1;
}

function visit(node, see) {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

function compare(a, b) {
  return a < b ? -1 : Number(a > b);
}
