/**
 * No `...{ a, b }` and no `...['x', 'y']`: such a spread says nothing, and is there for the formatter. A spread that depends
 * on something, `...(isLong ? { a } : {})`, stays.
 * @type {import('eslint').Rule.RuleModule}
 */
export const noLiteralSpread = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { literal: 'Expected no spread of a literal: what it holds can stand there without it.' },
  },
  create(context) {
    const report = (node) => context.report({ node, messageId: 'literal' });
    return {
      'SpreadElement > ObjectExpression.argument': report,
      'SpreadElement > ArrayExpression.argument': report,
      // `...([1, 2] as const)`
      'SpreadElement > TSAsExpression.argument > :matches(ObjectExpression, ArrayExpression).expression':
        report,
    };
  },
};
