/** What the documents mention exists: npm scripts, files and folders, links, versions. */
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { describe, it } from "node:test";
import { z } from "zod";
import { configurationKeys } from "../../config.ts";
import { alertIds } from "../../model/alerts/catalogue.ts";
import { kinds } from "../../packages/influxdb/kinds/index.ts";
import { projectRoot } from "../../tools/project.ts";
import { versions } from "../../versions.ts";
import { blocksOf, documents, missingLine, proseOf, readDocument } from "./markdown.ts";

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")));

/** Names at the root of the project, and what the program makes there itself. */
const roots = new Set(globSync("*", { cwd: projectRoot }).concat([".ci", ".local"]));

for (const document of documents) {
  describe(document, () => {
    it("mentions npm scripts that there are", () => {
      const named = readDocument(document).matchAll(
        /\bnpm (?:run (?:--silent |-s )?([\w:-]+)|(start|test|stop)\b)/g,
      );
      for (const [text, run, short = ""] of named) assert.ok((run ?? short) in scripts, text);
    });

    it("mentions files and folders that there are", () => {
      const missing = [...proseOf(document).matchAll(/`([^`\s]+)`/g)]
        .map(([, text = ""]) => text)
        .map((path) => path.replace(/#.*$/, ""))
        .filter((path) => roots.has(path.split("/")[0] ?? "") && !path.startsWith(".local"))
        // From the first placeholder on, any name will do.
        .filter(
          (path) =>
            globSync(path.replace(/<[^>]*>/g, "*").replace(/\/$/, ""), { cwd: projectRoot }).length === 0,
        );
      assert.deepEqual(missing, []);
    });

    it("links to files and headings that there are", () => {
      for (const [, target = ""] of proseOf(document).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^https?:/.test(target)) continue;
        const [path = "", heading] = target.split("#");
        const file =
          path === "" ? document : relative(projectRoot, join(projectRoot, dirname(document), path));
        assert.ok(existsSync(join(projectRoot, file)), target);
        if (heading !== undefined) assert.ok(headingsOf(file).includes(heading), target);
      }
    });

    it("names versions that are the pinned ones", () => {
      const text = readDocument(document);
      for (const [name, version] of [...text.matchAll(/\b(pulumi|influxd|node)-(\d+\.\d+\.\d+)\b/g)].map(
        (match) => match.slice(1),
      )) {
        const pinned = {
          pulumi: versions.pulumi.built,
          influxd: versions.influxdb.built,
          node: versions.node.installed,
        };
        assert.equal(version, Object.entries(pinned).find(([key]) => key === name)?.[1], name);
      }
    });

    it("names configuration keys that there are", () => {
      const keys = configurationKeys().map(
        ({ key }) => new RegExp(`^${key.replace(/[.[\]]/g, "\\$&").replace(/<[^>]+>/g, "[^.]+")}$`),
      );
      for (const [key] of readDocument(document).matchAll(/\bmonitoring:[a-z][\w.<> -]*\w/gi)) {
        const name = key.split(" ")[0]?.replace(/\.+$/, "") ?? "";
        if (name.startsWith("monitoring:index") || name === "monitoring:monitoring") continue;
        assert.ok(
          keys.some((pattern) => pattern.test(name)),
          key,
        );
      }
    });
  });
}

/** Anchors of the headings of a document, as GitHub makes them. */
function headingsOf(document: string): string[] {
  return [...proseOf(document).matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe("the documents together", () => {
  it("mention every npm script", () => {
    const all = documents.map(readDocument).join("\n");
    for (const script of Object.keys(scripts)) {
      assert.ok(new RegExp(`npm (run )?${script}\\b`).test(all), script);
    }
  });

  it("are all reached from the README", () => {
    const linked = [...readDocument("README.md").matchAll(/\]\(([^)#\s]+\.md)\)/g)].map(
      ([, path = ""]) => path,
    );
    for (const guide of documents.filter((path) => path.startsWith("docs/")))
      assert.ok(linked.includes(guide), guide);
  });

  it("tell every kind of the provider and every alert", () => {
    for (const { name } of kinds)
      assert.match(readDocument("docs/provider.md"), new RegExp(`\`${name}\``), name);
    for (const id of alertIds)
      assert.match(readDocument("docs/alert-catalogue.md"), new RegExp(`\\b${id}\\b`), id);
  });
});

describe("output blocks", () => {
  it("stand for lines in their order, with placeholders for what varies", () => {
    const printed = "first\nport 8086\nmore\ntook 1.5 s (a lot)\n";
    assert.equal(missingLine("first\nport <port>\ntook <seconds> s (…)", printed), undefined);
    assert.equal(missingLine("port <port>\nfirst", printed), "first");
    assert.equal(missingLine("took 1.5 s", printed), "took 1.5 s");
    assert.equal(missingLine("port <pid>x", printed), "port <pid>x");
  });

  it("and all others are read by a test of the document", () => {
    for (const document of documents.filter((path) => blocksOf(path).length > 0)) {
      const test = `test/docs/${basename(document, ".md").toLowerCase()}.test.ts`;
      assert.ok(readFileSync(join(projectRoot, test), "utf8").includes("testCommands("), test);
    }
  });

  it("follow a block that is run", () => {
    for (const document of documents) {
      const known = blocksOf(document).filter(({ action }) => action === "run" || action === "output");
      if (known[0] !== undefined) assert.equal(known[0].action, "run", known[0].where);
    }
  });
});
