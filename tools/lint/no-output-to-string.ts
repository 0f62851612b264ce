import type { Rule } from "eslint";
import type ts from "typescript";

/**
 * Reports `String(output)`, `output.toString()` and `JSON.stringify(output)` of a Pulumi Output: they give a text about
 * `apply` instead of the value, and only at run time. Template strings and `+` are seen by typescript-eslint's
 * restrict-template-expressions and restrict-plus-operands; these three are not, because an Output has a toString.
 */
export const noOutputToString: Rule.RuleModule = {
  meta: {
    type: "problem",
    docs: { description: "a Pulumi Output does not become a string outside of apply" },
    messages: {
      output:
        "This is a Pulumi Output, not its value: use pulumi.interpolate, pulumi.jsonStringify or apply.",
    },
    schema: [],
  },
  create(context) {
    const typeOf = typeReader(context.sourceCode.parserServices);
    if (typeOf === undefined) return {};
    return {
      CallExpression(node) {
        const { callee } = node;
        const [argument] = node.arguments;
        const name =
          callee.type === "MemberExpression" && callee.property.type === "Identifier"
            ? callee.property.name
            : "";
        const turned =
          callee.type === "MemberExpression" && (name === "toString" || name === "toJSON")
            ? callee.object
            : (callee.type === "Identifier" && callee.name === "String") || name === "stringify"
              ? argument
              : undefined;
        if (turned !== undefined && isOutput(typeOf(turned))) context.report({ node, messageId: "output" });
      },
    };
  },
};

/** The type checker behind the parser; undefined for a file without types. */
function typeReader(services: unknown): ((node: unknown) => ts.Type) | undefined {
  if (typeof services !== "object" || services === null || !("getTypeAtLocation" in services))
    return undefined;
  // ESLint knows nothing of the parser's services; with types they have this method.
  const { getTypeAtLocation } = services as { getTypeAtLocation: (node: unknown) => ts.Type };
  return getTypeAtLocation;
}

function isOutput(type: ts.Type): boolean {
  if (type.isUnionOrIntersection()) return type.types.some(isOutput);
  return type.getSymbol()?.getName() === "OutputInstance";
}
