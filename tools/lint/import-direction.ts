import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import type { Rule } from "eslint";
import { type Room, rooms } from "./rooms.ts";

const root = resolve(import.meta.dirname, "../..");

/** Reports imports against the directions of DESIGN.md, static, re-exporting and dynamic ones alike. */
export const importDirection: Rule.RuleModule = {
  meta: {
    type: "problem",
    docs: { description: "imports follow the directions of DESIGN.md" },
    messages: { forbidden: "{{from}} may not import {{target}}: {{rule}}." },
    schema: [],
  },
  create(context) {
    const file = fromRoot(context.filename);
    const from = file === undefined ? undefined : roomOf(file);
    if (from === undefined) return {};
    const check = (node: Rule.Node, source: unknown): void => {
      if (typeof source !== "string") return;
      const target = targetOf(source, context.filename);
      if (target === undefined || isAllowed(from, target, source)) return;
      context.report({
        node,
        messageId: "forbidden",
        data: { from: from.name, target: typeof target === "string" ? target : target.name, rule: from.rule },
      });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source.value),
      ExportNamedDeclaration: (node) => check(node, node.source?.value),
      ExportAllDeclaration: (node) => check(node, node.source.value),
      ImportExpression: (node) => check(node, node.source.type === "Literal" ? node.source.value : undefined),
      CallExpression: (node) => {
        const [source] = node.arguments;
        const isRequire = node.callee.type === "Identifier" && node.callee.name === "require";
        if (isRequire && source?.type === "Literal") check(node, source.value);
      },
      // The type `import("…").Name`. ESLint's own types do not know TypeScript's nodes.
      TSImportType: (node: Rule.Node) => check(node, property(property(node, "source"), "value")),
    };
  },
};

/** Path relative to the project with `/`; undefined outside of it. */
function fromRoot(path: string): string | undefined {
  const inside = relative(root, path);
  return inside.startsWith("..") || isAbsolute(inside) ? undefined : inside.split(sep).join("/");
}

function roomOf(file: string): Room | undefined {
  return rooms.find(({ files }) => files.test(file));
}

/** The room or the package that an import leads to; undefined for a file of no room. */
function targetOf(source: string, importer: string): Room | string | undefined {
  if (!source.startsWith(".")) return source;
  const file = fromRoot(resolve(dirname(importer), source));
  return file === undefined ? source : roomOf(file);
}

function isAllowed(from: Room, target: Room | string, source: string): boolean {
  if (typeof target === "string") return !from.forbidden.some((pattern) => pattern.test(source));
  return target === from || from.rooms === "all" || from.rooms.includes(target.name);
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
