import type { Point } from "./point.ts";
import type { AlertSample, Like, Minute } from "./sample.ts";

/** An event as an application publishes it. Users tell events of one instant apart. */
function event(name: string, tags: Point["tags"], fields: Point["fields"] = {}): Point {
  return {
    measurement: `lsst.square.metrics.events.${name}`,
    tags: { cluster: "idfdev", ...tags },
    fields: { id: "5f0c", ...fields },
  };
}

/** Some events of one instant, each of another user. */
function events(
  count: number,
  name: string,
  tags: Point["tags"] = {},
  fields: Point["fields"] = {},
): readonly Point[] {
  return Array.from({ length: count }, (_, user) =>
    event(name, { username: `user-${user}`, ...tags }, fields),
  );
}

function spawns(status: string, count: number, cluster = "idfdev"): readonly Point[] {
  if (count === 0) return [];
  const fields = { jupyterhub_server_spawn_duration_seconds_count: count };
  return [{ measurement: "prometheus_hub", tags: { cluster, status }, fields }];
}

function spawnPoints(like: Like, { spent: { fine, bad } }: Minute): readonly Point[] {
  const failed: Point = {
    measurement: "lsst.square.metrics.events.nublado.spawn_failure",
    tags: { cluster: "idfdev", username: "somebody" },
    fields: { id: "1", image: "sciplat-lab:w_2026_40", elapsed: 60 },
  };
  return [
    // In half an hour three failures of 15 spawns, and then of 12.
    ...spawns("success", 50 + Math.floor((fine * 2) / 5) + Math.floor((bad * 3) / 10)),
    ...spawns("failure", Math.floor((fine + bad) / 10)),
    ...spawns("throttled", 10 * (fine + bad)),
    // Two failures of two spawns.
    ...spawns("success", 50, "other"),
    ...spawns("error", Math.floor((fine + bad) / 15), "other"),
    ...(like === "bad" ? [failed] : []),
  ];
}

function executions(
  count: number,
  success: boolean,
  flock = "weekly",
  business = "TAPQueryRunner",
): readonly Point[] {
  return events(count, "mobu.tap_query", { flock, business, success: String(success) }, { duration: 2 });
}

function tokenChange(action: string, actor: string): Point {
  return {
    measurement: "gafaelfawr_token_change",
    tags: { cluster: "idfdev", actor, username: "somebody", token_type: "user" },
    fields: { action },
  };
}

export const serviceSamples: readonly AlertSample[] = [
  {
    id: "lab-spawn-failures",
    kind: "state",
    subject: "labs",
    application: "nublado",
    points: spawnPoints,
    bad: {
      severity: "warning",
      text: /^3 of 1[2-4] spawns failed in 30m: 2[1-5](\.\d)?% \(above 20%\); images sciplat-lab:w_2026_40$/,
    },
  },
  {
    id: "synthetic-failures",
    kind: "state",
    subject: "weekly/NotebookRunner",
    application: "mobu",
    points: (like, { index }) => {
      const of = { flock: "weekly", business: "NotebookRunner", notebook: "photometry.ipynb" };
      const fails = index % 10 === 0;
      return [
        // In half an hour three failures of 15 executions are 20 percent; of 12 they are 25.
        ...events(fails ? 1 : 0, "mobu.notebook_execution", { ...of, success: "false" }, { duration: 60 }),
        ...events(
          like === "bad" ? (index % 10 < 3 ? 1 : 0) : index % 5 < 2 ? 1 : 0,
          "mobu.notebook_execution",
          {
            ...of,
            username: "other",
            success: "true",
          },
        ),
        // Its cells are not counted.
        ...events(3, "mobu.notebook_cell_execution", { ...of, success: "false" }),
        // Two of two are too few.
        ...executions(index % 15 === 0 ? 1 : 0, false),
      ];
    },
    bad: {
      severity: "warning",
      text: /^3 of 1[2-4] executions failed in 30m: 2[1-5](\.\d)?% \(above 20%\); notebooks photometry\.ipynb$/,
    },
  },
  {
    id: "synthetic-silent",
    kind: "state",
    subject: "weekly",
    application: "mobu",
    takes: 60,
    points: (like, { spent }) => [
      ...executions(like === "fine" && spent.fine % 30 === 1 ? 1 : 0, true),
      ...executions(1, true, "daily"),
    ],
    bad: {
      severity: "warning",
      text: /^no event for \d+ (minutes|hours) \(more than 30 minutes\); the last was of TAPQueryRunner$/,
    },
  },
  {
    id: "login-failures",
    kind: "state",
    subject: "logins",
    application: "gafaelfawr",
    points: (like, { index }) => [
      // Ten failures in half an hour, and then twelve.
      ...events(index % (like === "bad" ? 5 : 6) < 2 ? 1 : 0, "gafaelfawr.login_failure", {
        username: undefined,
      }),
      ...events(index % 5 === 0 ? 1 : 0, "gafaelfawr.login_success"),
      // As many failures as successes.
      ...events(1, "gafaelfawr.login_failure", { cluster: "other", username: undefined }),
      ...events(1, "gafaelfawr.login_success", { cluster: "other" }),
    ],
    bad: {
      severity: "warning",
      text: /^1[12] of 1[78] logins failed in 30m: 6[4-6]\.\d% \(above 10 and 50%\)$/,
    },
  },
  {
    id: "rate-limited",
    kind: "state",
    subject: "somebody",
    application: "gafaelfawr",
    // 50 events in each quarter of an hour, and then 51: of several services, which tell them apart.
    points: (like, { index }) =>
      ["tap", "sia", "hips", undefined, "portal"]
        .slice(0, (index % 3 === 0 ? 4 : 3) + (like === "bad" && index % 15 === 0 ? 1 : 0))
        .map((service) =>
          event("gafaelfawr.rate_limit", { username: "somebody", service }, { quota: 100n, is_bot: false }),
        ),
    bad: {
      severity: "info",
      text: /^51 requests refused in 15m \(above 50\): (?=.*unknown service)(?=.*portal)(?=.*tap \(quota 100\))/,
    },
  },
  {
    id: "token-admin-action",
    kind: "event",
    subject: "somebody",
    application: "gafaelfawr",
    points: (like) =>
      like === "bad"
        ? [tokenChange("create", "admin"), tokenChange("create", "somebody")]
        : [
            tokenChange("create", "somebody"),
            tokenChange("create", "bot-mobu-user"),
            tokenChange("revoke", "<internal>"),
            tokenChange("expire", "robot-x"),
          ],
    bad: { severity: "info", text: /^create of a user token by admin$/ },
  },
  {
    id: "query-failures",
    kind: "state",
    subject: "queries",
    application: "qserv-kafka",
    points: (like, { index }) => [
      // In half an hour five failures of 25 queries are 20 percent; of 20 they are 25.
      ...events(index % 6 === 0 ? 1 : 0, "qservkafka.query_failure", {}, { error: "backend_error" }),
      ...events(index % 2 === 0 ? 1 : 0, "qservkafka.qserv_success", {}, { elapsed: 3 }),
      ...events(
        like === "fine" && index % 6 === 1 ? 1 : 0,
        "qservkafka.bigquery_success",
        {},
        { elapsed: 3 },
      ),
      // Four of four are too few.
      ...events(index % 8 === 0 ? 1 : 0, "qservkafka.query_failure", { cluster: "other" }, { error: "x" }),
    ],
    bad: {
      severity: "warning",
      text: /^5 of 2[0-4] queries failed in 30m: 2[1-5](\.\d)?% \(above 20%\); backend_error$/,
    },
  },
  {
    id: "queue-backlog",
    kind: "state",
    subject: "default",
    application: "noteburst",
    points: (like, { index, spent }) =>
      (
        [
          // 30 samples in a row are 29 minutes.
          ["default", like === "bad" || spent.fine % 31 !== 0 ? 51n : 50n],
          ["long", BigInt(1_000_000 - index)],
        ] as const
      ).map(([queue, num_queued]) => event("noteburst.arq_queue_stats", { queue }, { num_queued })),
    bad: { severity: "warning", text: /^51 jobs wait \(above 50 for 3\d minutes, and not falling\)$/ },
  },
];
