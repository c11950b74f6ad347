import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * An object type, as an interface or as `{ ... }`, has at most so many fields, those of what it extends or intersects
 * included. Longer ones fall apart by subject. What another file of the same folder tree declares is looked up there;
 * types of packages are not looked into.
 * @type {import('eslint').Rule.RuleModule}
 */
export const maxFields = {
  meta: {
    type: 'suggestion',
    schema: [{ type: 'integer', minimum: 1 }],
    messages: { tooMany: 'Expected at most {{max}} fields in {{name}}, got {{count}}: split it by subject.' },
  },
  create(context) {
    const max = context.options[0] ?? 8;
    const { ast } = context.sourceCode;
    const file = { path: context.filename, body: ast.body, parser: context.languageOptions.parser };
    const check = (node) => {
      const name = (node.id ?? node.parent.id)?.name ?? 'an object type';
      const count = fieldsOf(node, file, new Set()).size;
      if (count > max) context.report({ node, messageId: 'tooMany', data: { max, name, count } });
    };
    return {
      TSInterfaceDeclaration: check,
      TSIntersectionType: check,
      ':not(TSIntersectionType) > TSTypeLiteral': check,
    };
  },
};

/** Names of the fields of a type; what cannot be looked up has none. */
function fieldsOf(node, file, seen) {
  if (!node || seen.has(node)) return new Set();
  seen.add(node);
  const parts = (nodes) => new Set(nodes.flatMap((part) => [...fieldsOf(part, file, seen)]));
  switch (node.type) {
    case 'TSInterfaceDeclaration':
      return new Set([...parts(node.extends), ...namesOf(node.body.body)]);
    case 'TSTypeLiteral':
      return namesOf(node.members);
    case 'TSIntersectionType':
      return parts(node.types);
    case 'TSTypeAliasDeclaration':
      return parts([node.typeAnnotation]);
    case 'TSInterfaceHeritage':
      return referredTo(node.expression.name, node.typeArguments, file, seen);
    case 'TSTypeReference':
      return referredTo(node.typeName.name, node.typeArguments, file, seen);
    default:
      return new Set();
  }
}

function namesOf(members) {
  const keys = members.filter(({ type }) => type === 'TSPropertySignature' || type === 'TSMethodSignature');
  return new Set(keys.map(({ key }) => key.name ?? key.value));
}

/** The fields of the type of a name, wherever it is declared. */
function referredTo(name, typeArguments, file, seen) {
  const [first, second] = typeArguments?.params ?? [];
  if (sameFields.includes(name)) return fieldsOf(first, file, seen);
  if (name === 'Pick' || name === 'Omit') {
    const literals = (second?.type === 'TSUnionType' ? second.types : [second]).map(
      (type) => type?.literal?.value,
    );
    const fields = fieldsOf(first, file, seen);
    return new Set([...fields].filter((field) => literals.includes(field) === (name === 'Pick')));
  }
  for (const statement of file.body) {
    const declaration = statement.declaration ?? statement;
    if (declaration.id?.name === name) return fieldsOf(declaration, file, seen);
    const imported = statement.type === 'ImportDeclaration' && nameOfImport(statement, name);
    if (imported && statement.source.value.startsWith('.')) {
      return referredTo(
        imported,
        undefined,
        parse(resolve(dirname(file.path), statement.source.value), file.parser),
        seen,
      );
    }
  }
  return new Set();
}

const sameFields = ['Partial', 'Readonly', 'Required'];

function nameOfImport({ specifiers }, name) {
  return specifiers.find(({ local }) => local.name === name)?.imported?.name;
}

/** A file that is not there, or cannot be parsed, declares nothing. */
function parse(path, parser) {
  try {
    const { ast } = parser.parseForESLint(readFileSync(path, 'utf8'), { sourceType: 'module' });
    return { path, body: ast.body, parser };
  } catch {
    return { path, body: [], parser };
  }
}
