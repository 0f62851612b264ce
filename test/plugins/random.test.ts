/** The stand-in for Pulumi's random plugin, through the real engine. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as random from "@pulumi/random";
import type { Program } from "../../index.ts";
import type { EngineRun } from "../support/engine.ts";
import { sharedParts } from "../support/parts.ts";
import { pluginEnvironment } from "../support/plugins/index.ts";
import { logicalName } from "./cluster.ts";
import { startPlugins } from "./parts.ts";

const parts = sharedParts(startPlugins);

interface Wanted {
  readonly length?: number;
  readonly keeper?: string;
}

function program({ length = 24, keeper = "a" }: Wanted = {}): Program {
  return async () => {
    const keepers = { keeper };
    const password = new random.RandomPassword("password", {
      length,
      keepers,
      minSpecial: 3,
      minNumeric: 20,
    });
    const string = new random.RandomString("string", { length: 300, special: false, upper: false });
    const id = new random.RandomId("id", { byteLength: 8, prefix: "id-" });
    const uuid = new random.RandomUuid("uuid", { keepers });
    const bytes = new random.RandomBytes("bytes", { length: 32 });
    return Promise.resolve({
      password: password.result,
      string: string.result,
      hex: id.hex,
      uuid: uuid.result,
      key: bytes.base64,
    });
  };
}

async function outputs(): Promise<Record<string, string>> {
  const { stdout } = await parts().engine.command("stack", "output", "--json", "--show-secrets");
  return JSON.parse(stdout) as Record<string, string>;
}

/** What happens to each resource, by name. */
function operations({ log }: EngineRun): Record<string, string> {
  const steps = log.steps.filter(({ type }) => type.startsWith("random:"));
  return Object.fromEntries(steps.map(({ urn, op }) => [logicalName(urn), op]));
}

// One story, in order.
test("what will be drawn is not known at preview", async () => {
  const { stdout } = await parts().engine.succeed("preview", program(), { env: parts().env });
  assert.match(stdout, /string *: \[unknown\]/);
  assert.match(stdout, /password *: \[secret\]/);
});

test("draws as the inputs say, and keeps it", async () => {
  await parts().engine.succeed("up", program(), { env: parts().env });
  const drawn = await outputs();
  const { password = "", string = "", hex = "", uuid = "", key = "" } = drawn;
  assert.equal(password.length, 24);
  assert((password.match(/\d/g) ?? []).length >= 20 && (password.match(/[^a-z\d]/gi) ?? []).length >= 3);
  assert.match(string, /^[a-z\d]{300}$/);
  // Every character has its turn: that none of 36 is drawn 300 times has a chance of 1 in 100.
  assert(new Set(string).size > 30);
  assert.match(hex, /^id-[\da-f]{16}$/);
  assert.match(uuid, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  assert.equal(Buffer.from(key, "base64").length, 32);

  const { log } = await parts().engine.succeed("up", program(), {
    env: parts().env,
    flags: ["--expect-no-changes", "--refresh"],
  });
  assert.deepEqual(Object.keys(log.changes), ["same"]);
  assert.deepEqual(await outputs(), drawn);
});

test("passwords and keys are in no state, event or output in the clear", async () => {
  const { password = "", key = "", uuid = "" } = await outputs();
  const { stdout, stderr, events } = await parts().engine.succeed("preview", program({ length: 30 }), {
    env: parts().env,
    flags: ["--diff"],
  });
  const shown = [await parts().engine.stateText(), stdout, stderr, events].join("\n");
  assert(!shown.includes(password) && !shown.includes(key));
  assert(shown.includes(uuid));
});

test("a change of an input draws anew, and nothing else does", async () => {
  const before = await outputs();
  const longer = await parts().engine.succeed("up", program({ length: 40 }), { env: parts().env });
  assert.deepEqual(operations(longer)["password"], "delete-replaced");
  assert.deepEqual(operations(longer)["uuid"], "same");
  const after = await outputs();
  assert.equal(after["password"]?.length, 40);
  assert.deepEqual({ ...after, password: "" }, { ...before, password: "" });

  await parts().engine.succeed("up", program({ length: 40, keeper: "b" }), { env: parts().env });
  const kept = await outputs();
  assert.notEqual(kept["password"], after["password"]);
  assert.notEqual(kept["uuid"], after["uuid"]);
  assert.equal(kept["string"], after["string"]);
});

test("a length that the least numbers do not fit in is refused at preview", async () => {
  const { code, stdout } = await parts().engine.run("preview", program({ length: 22 }), { env: parts().env });
  assert.notEqual(code, 0);
  assert.match(stdout, /length.*expected 23 or more, found 22/);
});

test("what the stand-in does not have says so", async (t) => {
  if ((await pluginEnvironment(process.env)).used === "official") {
    t.skip("the official plugin has it");
    return;
  }
  const { code, stdout } = await parts().engine.run(
    "preview",
    async () => Promise.resolve({ pet: new random.RandomPet("pet").id }),
    { env: parts().env },
  );
  assert.notEqual(code, 0);
  assert.match(stdout, /stand-in for Pulumi's random plugin has no random:index\/randomPet:RandomPet/);
});
