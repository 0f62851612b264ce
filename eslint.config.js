// What `npm run check` asks of the source besides types (tsconfig.json) and format (.prettierrc.json).
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";
import { importDirection } from "./tools/lint/import-direction.ts";
import { noOutputToString } from "./tools/lint/no-output-to-string.ts";

/** Files that a stack consists of: not its tools, tests and provider. */
const program = ["index.ts", "config.ts", "config/**", "model/**", "components/**", "flux/**", "telegraf/**"];

const configOnly = "Only config.ts reads configuration: take what you need from Settings.";
const noClock = "model/ is pure: the same settings give the same model, at any time and anywhere.";

const configurationReaders = [
  { object: "process", property: "env", message: configOnly },
  ...["Config", "allConfig", "getConfig", "isConfigSecret"].map((property) => ({
    property,
    message: configOnly,
  })),
];

export default defineConfig(
  globalIgnores(["node_modules/", ".local/", "**/*.d.ts"]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.{ts,mjs,js}"],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: {
      monitoring: { rules: { "import-direction": importDirection, "no-output-to-string": noOutputToString } },
    },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Never comes to an end with types that hold themselves, such as JSON.
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      eqeqeq: "error",
      "no-console": "off",
      "no-var": "error",
      "prefer-const": "error",
      "object-shorthand": "error",
      "monitoring/import-direction": "error",
      "monitoring/no-output-to-string": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/consistent-type-exports": [
        "error",
        { fixMixedExportsWithInlineTypeSpecifier: true },
      ],
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/no-unused-vars": [
        "error",
        {
          argsIgnorePattern: "^_",
          varsIgnorePattern: "^_",
          caughtErrorsIgnorePattern: "^_",
          ignoreRestSiblings: true,
        },
      ],
      // An Output in a template string is an error; numbers are what they look like.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/restrict-plus-operands": ["error", { allowNumberAndString: true }],
      // node:test's describe and it return promises that the runner awaits by itself.
      "@typescript-eslint/no-floating-promises": [
        "error",
        {
          allowForKnownSafeCalls: [
            "describe",
            "it",
            "test",
            "suite",
            "before",
            "after",
            "beforeEach",
            "afterEach",
          ].map((name) => ({ from: "package", name, package: "node:test" })),
        },
      ],
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
    },
  },
  {
    files: program,
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-properties": ["error", ...configurationReaders],
      "no-restricted-imports": [
        "error",
        {
          paths: ["process", "node:process"].map((name) => ({ name, message: configOnly })),
        },
      ],
      // Not by no-restricted-imports: it takes `import * as pulumi` for an import of Config.
      "no-restricted-syntax": [
        "error",
        { selector: "ImportSpecifier[imported.name=/^(Config|allConfig|getConfig)$/]", message: configOnly },
      ],
    },
  },
  {
    files: ["config.ts", "config/**"],
    rules: {
      "no-restricted-properties": "off",
      "no-restricted-imports": "off",
      "no-restricted-syntax": "off",
    },
  },
  {
    files: ["model/**"],
    rules: {
      "no-restricted-globals": [
        "error",
        ...["Date", "performance", "process", "fetch", "crypto", "setTimeout", "setInterval", "console"].map(
          (name) => ({
            name,
            message: noClock,
          }),
        ),
      ],
      "no-restricted-properties": [
        "error",
        ...configurationReaders,
        { object: "Math", property: "random", message: noClock },
      ],
    },
  },
);
