import { describe } from "node:test";
import { alertIds } from "../../model/alerts/catalogue.ts";
import { listNames } from "../../model/suggest.ts";
import { environment, file, rm, tells } from "../support/faults.ts";

const names = 'a name without `"`, `/` and control characters';

describe("a name in a stack file", () => {
  tells([
    {
      title: "an application twice",
      bad: { keys: environment("[portal, sia, portal]") },
      faults: [
        {
          where: `${file}: monitoring:environments[0].applications[2]`,
          found: '"portal" a second time',
          expected: "each application once in environment `idfdev`",
          mend: "remove one of the two lines",
        },
      ],
      mended: { keys: environment("[portal, sia]") },
    },
    {
      title: "two applications that collide",
      bad: { keys: environment("[times-square, times_square]") },
      faults: [
        {
          where: `${file}: monitoring:environments[0].applications[1]`,
          found: `"times_square", and "times-square" at ${file}: monitoring:environments[0].applications[0]`,
          expected: "applications that differ in more than `-` and `_`: both would use bucket `times_square`",
          mend: "rename or remove one of them",
        },
      ],
      mended: { keys: environment("[times-square, timessquare]") },
    },
    ...[
      {
        name: "_portal",
        expected: "a bucket name that does not start with `_`, which InfluxDB keeps for itself",
      },
      {
        name: "-portal",
        expected: "a bucket name that does not start with `_`, which InfluxDB keeps for itself",
      },
      { name: 'por"tal', expected: names },
      { name: "por/tal", expected: names },
      { name: "por\ttal", expected: names },
      { name: "", expected: "a name that is not empty or blank" },
      { name: "  ", expected: "a name that is not empty or blank" },
      { name: "portal ", expected: "a name without blanks at its ends" },
    ].map(({ name, expected }) => ({
      title: `the application name ${JSON.stringify(name)}`,
      bad: { keys: environment(`[sia, ${JSON.stringify(name)}]`) },
      faults: [
        {
          where: `${file}: monitoring:environments[0].applications[1]`,
          found: JSON.stringify(name),
          expected,
          mend: "rename the application there",
        },
      ],
      mended: { keys: environment("[sia, portal]") },
    })),
    {
      title: "an application whose bucket would be an internal one",
      bad: { keys: environment("[multiapp-]") },
      faults: [
        {
          where: `${file}: monitoring:environments[0].applications[0]`,
          found: '"multiapp-", whose bucket would be `multiapp_`',
          expected: "an application whose bucket is none of the internal ones: `multiapp_`, `alerted_`",
          mend: "rename the application there",
        },
      ],
      mended: { keys: environment("[multiapp]") },
    },
    {
      title: "an override of something unknown",
      bad: { keys: { buckets: "{overrides: {portl: {retention: 3d}}}" } },
      faults: [
        {
          where: `${file}: monitoring:buckets.overrides.portl`,
          found: "`portl`, which is neither an application nor a bucket of this stack",
          expected: "one of `portal`, `times-square`, `multiapp_`, `alerted_`; did you mean `portal`?",
          mend: `correct the name in ${file}, or remove it: ${rm("monitoring:buckets.overrides.portl")}`,
        },
      ],
      mended: { keys: { buckets: "{overrides: {portal: {retention: 3d}}}" } },
    },
    {
      title: "two overrides of one bucket",
      bad: {
        keys: { buckets: "{overrides: {times-square: {retention: 3d}, times_square: {description: x}}}" },
      },
      faults: [
        {
          where: `${file}: monitoring:buckets.overrides.times_square`,
          found: "a second override of bucket `times_square`; the first is `times-square`",
          expected: "one override per bucket, by its application's name or its own",
          mend: `put both into one: ${rm("monitoring:buckets.overrides.times_square")}`,
        },
      ],
      mended: { keys: { buckets: "{overrides: {times_square: {retention: 3d, description: x}}}" } },
    },
    {
      title: "an override of an extra bucket",
      bad: { keys: { buckets: "{extra: {site: {}}, overrides: {site: {retention: 3d}}}" } },
      faults: [
        {
          where: `${file}: monitoring:buckets.overrides.site`,
          found: "an override of the extra bucket `site`",
          expected: "overrides of application and internal buckets only",
          mend: `move it to monitoring:buckets.extra.site in ${file}`,
        },
      ],
      mended: { keys: { buckets: "{extra: {site: {retention: 3d}}}" } },
    },
    {
      title: "an extra bucket that is an application's",
      bad: { keys: { buckets: "{extra: {times_square: {}}}" } },
      faults: [
        {
          where: `${file}: monitoring:buckets.extra.times_square`,
          found: "bucket `times_square`, which is also the bucket of application `times-square`",
          expected: "an extra bucket with a name of its own",
          mend: `rename it, or move its settings to monitoring:buckets.overrides.times_square, in ${file}`,
        },
      ],
      mended: { keys: { buckets: "{extra: {times-square: {}}}" } },
    },
    {
      title: "an extra bucket that is an internal one",
      bad: { keys: { buckets: "{extra: {alerted_: {}}}" } },
      faults: [
        {
          where: `${file}: monitoring:buckets.extra.alerted_`,
          found: "bucket `alerted_`, which is also an internal bucket",
          expected: "an extra bucket with a name of its own",
          mend: `rename it, or move its settings to monitoring:buckets.overrides.alerted_, in ${file}`,
        },
      ],
      mended: { keys: { buckets: "{overrides: {alerted_: {retention: 30d}}}" } },
    },
    {
      title: "an extra bucket with a name that InfluxDB keeps for itself",
      bad: { keys: { buckets: "{extra: {_site: {}}}" } },
      faults: [
        {
          where: `${file}: monitoring:buckets.extra._site`,
          found: 'bucket name "_site"',
          expected: "a bucket name that does not start with `_`, which InfluxDB keeps for itself",
          mend: `rename it in ${file}`,
        },
      ],
      mended: { keys: { buckets: "{extra: {site_: {}}}" } },
    },
    {
      title: "settings of an unknown task",
      bad: { keys: { tasks: "{pod-restart: {every: 5m}}" } },
      faults: [
        {
          where: `${file}: monitoring:tasks.pod-restart`,
          found: "`pod-restart`, which is no task of this stack",
          expected: `one of ${listNames(alertIds)}; did you mean \`pod-restarts\`?`,
          mend: `correct the name in ${file}, or remove it: ${rm("monitoring:tasks.pod-restart")}`,
        },
      ],
      mended: { keys: { tasks: "{pod-restarts: {every: 5m}}" } },
    },
    {
      title: "settings of a task for an unknown application",
      bad: { keys: { tasks: "{pod-restarts: {applications: {portl: {enabled: false}}}}" } },
      faults: [
        {
          where: `${file}: monitoring:tasks.pod-restarts.applications.portl`,
          found: "`portl`, which is no application of this stack",
          expected: "one of `portal`, `times-square`; did you mean `portal`?",
          mend: `correct the name in ${file}, or remove it: ${rm("monitoring:tasks.pod-restarts.applications.portl")}`,
        },
      ],
      mended: { keys: { tasks: "{pod-restarts: {applications: {portal: {enabled: false}}}}" } },
    },
    {
      title: "a task that looks back further than its bucket keeps",
      bad: {
        keys: {
          tasks: "{pod-restarts: {applications: {portal: {every: 2h}}}}",
          buckets: "{overrides: {portal: {retention: 1h}}}",
        },
      },
      faults: [
        {
          where: "flux/alerts/pod-restarts.flux: task pod-restarts/portal reads portal",
          found: "points of the last 2h16m, of a bucket that keeps 1h",
          expected: "a retention that is at least what the task looks back",
          mend: "raise the retention of bucket `portal` in the stack file, or run the task more often",
        },
      ],
      mended: {
        keys: {
          tasks: "{pod-restarts: {applications: {portal: {every: 30m}}}}",
          buckets: "{overrides: {portal: {retention: 1h}}}",
        },
      },
    },
  ]);
});
