/** What the rows of Jobs, OOM kills and the API server cannot show. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Point } from "../../model/alerts/samples/point.ts";
import { instant } from "../support/alerts.ts";
import { finder } from "./found.ts";

const find = finder();

function metric(exporter: string, name: string, value: number, tags: Point["tags"]): Point {
  return {
    measurement: `prometheus_${exporter}`,
    tags: { cluster: "idfdev", ...tags },
    fields: { [name]: value },
  };
}

describe("job-failed", { concurrency: 4 }, () => {
  interface Job {
    readonly name: string;
    readonly start: number;
    readonly is?: "failed" | "complete";
    readonly owner?: readonly [kind: string, name: string];
  }

  function job({ name, start, is, owner = ["CronJob", "sync"] }: Job): readonly Point[] {
    const of = { namespace: "portal", job_name: name };
    const [owner_kind, owner_name] = owner;
    return [
      metric("ksm", "kube_job_status_start_time", start, of),
      metric("ksm", "kube_job_owner", 1, { ...of, owner_kind, owner_name }),
      // Of a Job that succeeds at its second try.
      metric("ksm", "kube_job_status_failed", 1, of),
      ...(is === undefined ? [] : [metric("ksm", `kube_job_${is}`, 1, { ...of, condition: "true" })]),
    ];
  }

  const jobs = (...all: readonly Job[]) => find("job-failed", () => all.flatMap(job), 5);

  test("each failed Job without a newer success of its owner is told of", async () => {
    const found = await jobs(
      { name: "sync-2", start: 200, is: "failed" },
      { name: "sync-1", start: 100, is: "failed" },
      { name: "sync-3", start: 300 },
      { name: "load-1", start: 400, is: "complete", owner: ["CronJob", "load"] },
      { name: "tidy-1", start: 100, is: "failed", owner: ["Workflow", "sync"] },
    );
    assert.deepEqual(Object.keys(found).sort(), ["portal/sync-1", "portal/sync-2", "portal/tidy-1"]);
    assert.match(found["portal/sync-2"] ?? "", / for CronJob\/sync, /);
  });

  test("a success silences the failures before it, and not those after it", async () => {
    const found = await jobs(
      { name: "sync-1", start: 100, is: "failed" },
      { name: "sync-2", start: 200, is: "complete" },
      { name: "sync-3", start: 300, is: "failed" },
    );
    assert.deepEqual(Object.keys(found), ["portal/sync-3"]);
  });

  test("the last success of a CronJob counts, also when that Job is gone", async () => {
    const failed = job({ name: "sync-1", start: 100, is: "failed" });
    const last = (seconds: number): Point =>
      metric("ksm", "kube_cronjob_status_last_successful_time", seconds, {
        namespace: "portal",
        cronjob: "sync",
      });
    assert.deepEqual(await find("job-failed", () => [...failed, last(101)], 5), {});
    assert.deepEqual(Object.keys(await find("job-failed", () => [...failed, last(99)], 5)), [
      "portal/sync-1",
    ]);
  });

  test("Jobs without owner belong together by their names, without what was generated", async () => {
    const none = ["", ""] as const;
    const made = (first: string, second: string) =>
      jobs(
        { name: first, start: 100, is: "failed", owner: none },
        { name: second, start: 200, is: "complete", owner: ["<none>", "<none>"] },
      );
    assert.deepEqual(await made("load-x7k2p", "load-bbc4d"), {});
    assert.deepEqual(await made("load-28412345", "load"), {});
    assert.deepEqual(Object.keys(await made("load-users", "load-roles")), ["portal/load-users"]);
  });

  test("a Job that failed and is made anew under its name is no longer one that failed", async () => {
    const points = (minute: number) =>
      minute < 10
        ? job({ name: "load", start: 100, is: "failed" })
        : job({ name: "load", start: 500, is: "complete" });
    assert.deepEqual(await find("job-failed", points, 20), {});
    const runs = (minute: number) =>
      minute < 10 ? job({ name: "load", start: 100, is: "failed" }) : job({ name: "load", start: 500 });
    assert.deepEqual(await find("job-failed", runs, 20), {});
  });
});

describe("oom-killed", { concurrency: 4 }, () => {
  const container = { namespace: "nublado-rra", pod: "rra-nb", container: "notebook" } as const;
  const seconds = (minute: number): number => Date.parse(instant(minute)) / 1000;
  const ended = (reason: string, at: number): readonly Point[] => [
    metric("ksm", "kube_pod_container_status_last_terminated_reason", 1, { ...container, reason }),
    metric("ksm", "kube_pod_container_status_last_terminated_timestamp", seconds(at), container),
  ];

  test("the reason stays for ever: its time decides, and a later reason", async () => {
    assert.deepEqual(await find("oom-killed", () => ended("OOMKilled", 9), 20), {});
    assert.deepEqual(await find("oom-killed", () => ended("Error", 18), 20), {});
    const later = (minute: number) => (minute < 15 ? ended("OOMKilled", 12) : ended("Error", 15));
    assert.deepEqual(await find("oom-killed", later, 20), {});
  });

  test("a lab is one of nublado's, and its user is named", async () => {
    assert.deepEqual(await find("oom-killed", () => ended("OOMKilled", 15), 20), {
      "nublado-rra/rra-nb/notebook":
        "killed for want of memory within 10m; it has no limit that is known; lab of user rra",
    });
  });

  test("kills that cadvisor counts are found, by instance of a container", async () => {
    const count = (id: string, value: number): Point =>
      metric("cadvisor", "container_oom_events_total", value, { ...container, id });
    const stays = (): readonly Point[] => [count("/a", 3), count("/b", 0)];
    assert.deepEqual(await find("oom-killed", stays, 20), {});
    const grows = (minute: number): readonly Point[] => [count("/a", 3), count("/b", minute < 15 ? 0 : 2)];
    assert.deepEqual(Object.keys(await find("oom-killed", grows, 20)), ["nublado-rra/rra-nb/notebook"]);
  });
});

describe("apiserver-errors", { concurrency: 4 }, () => {
  const count = (code: string, value: number, url = "one"): Point =>
    metric("apiserver", "apiserver_request_total", value, { url, verb: "GET", resource: "pods", code });

  test("a code that appears counts from nothing, one that was there before the scraping does not", async () => {
    const appears = (minute: number): readonly Point[] => [
      count("200", 100 * minute),
      ...(minute < 18 ? [] : [count("429", 3)]),
    ];
    assert.deepEqual(await find("apiserver-errors", appears, 20), {
      "429": "3 requests in 10m answered with 429 (above 0), most of them GET pods",
    });
    const begins = (minute: number) => (minute < 18 ? [] : [count("200", 9_000 + minute), count("429", 3)]);
    assert.deepEqual(await find("apiserver-errors", begins, 20), {});
  });

  test("too few requests make no share, and servers are counted each for itself", async () => {
    const failing = (each: number) => (minute: number) => [count("200", each * minute), count("500", minute)];
    assert.deepEqual(await find("apiserver-errors", failing(2), 20), {
      "5xx": "33.3% of 30 requests in 10m answered with 5xx (above 1%), most of them GET pods",
    });
    assert.deepEqual(await find("apiserver-errors", failing(1), 20), {});
    const several = (minute: number) => [
      count("200", 10 * minute),
      count("429", 7, "one"),
      count("429", 900, "two"),
    ];
    assert.deepEqual(await find("apiserver-errors", several, 20), {});
  });
});
