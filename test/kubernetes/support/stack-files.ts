/** Stack files that say what those of this project leave open, by the name of the stack. */

const environments = "[{name: summit, applications: [telegraf, telegraf-ds, portal]}]";

/** Of a client: where its server is. */
const client = `
  monitoring:role: client
  monitoring:environments: ${environments}
  monitoring:influxdb: {url: 'https://influxdb.example.org', org: monitoring}`;

/** Tokens of its sinks, which no stack of a server gives it. */
const sinkTokens = (...sinks: readonly string[]): string =>
  `{${sinks.map((sink) => `sink-summit-${sink}: {secure: v1:x}`).join(", ")}}`;

export const stackFiles: Readonly<Record<string, string>> = {
  routed: `
config:
  monitoring:role: server
  monitoring:influxdb: {org: monitoring}
  monitoring:environments: ${environments}
  monitoring:kubernetes: {context: test, namespace: routed, imageRegistry: registry.example.org/mirror}
  monitoring:releases:
    influxdb:
      name: tsdb
      storage: {size: 100Gi, class: ssd, retain: false}
      resources: {requests: {cpu: 2, memory: 8Gi}, limits: {memory: 16Gi}}
      scheduling: {nodeSelector: {disk: ssd}, tolerations: [{key: dedicated, value: tsdb, effect: NoSchedule}]}
      gateway: {name: public, namespace: gateways, section: https, host: influxdb.example.org}
      backup:
        timeZone: Europe/Berlin
        s3: {bucket: backups, endpoint: 'https://s3.example.org', region: here, credentialsSecret: backup-s3}
      network: {from: [{namespace: gateways}, {cidr: 10.0.0.0/8}], to: [{namespace: kafka, pods: {app: kafka}}]}
    chronograf:
      path: /chronograf
      gateway: {name: public, host: monitoring.example.org}
      login: {kind: none}
      organizations: {operations: {name: Operations, role: viewer}}
      network: {from: [{pods: {app: proxy}}], to: []}
`,
  walled: `
config:
  monitoring:role: server
  monitoring:influxdb: {org: monitoring}
  monitoring:environments: ${environments}
  monitoring:kubernetes: {context: test, namespace: walled}
  monitoring:releases:
    influxdb:
      backup: {volume: {claim: backups}}
      network: {from: [{namespace: gateways}, {cidr: 10.0.0.0/8}], to: []}
    chronograf: {network: {to: []}}
  monitoring:telegraf: {}
  monitoring:telegrafDs: {}
  monitoring:kafka:
    clusters:
      sasquatch: {bootstrap: ['sasquatch-kafka-bootstrap.kafka:9093'], version: 4.1.0, namespace: kafka}
    sinks:
      transfers: {cluster: sasquatch, topics: [transfers], format: influx, pointsPerMessage: 1}
      lines: {brokers: ['kafka.example.org:9092'], kafkaVersion: 4.1.0, topics: [lines], format: influx, pointsPerMessage: 1}
`,
  settled: `
config:
  monitoring:role: server
  monitoring:influxdb: {org: monitoring}
  monitoring:environments: ${environments}
  monitoring:kubernetes: {context: test, namespace: default, createNamespace: false}
  monitoring:releases:
    influxdb:
      adminSecret: influxdb-auth
      backup: {volume: {claim: backups}}
    chronograf: {}
`,
  busy: `
config:${client}
  monitoring:kubernetes: {context: test, namespace: busy}
  monitoring:telegrafDs:
    socket: true
    resources: {requests: {cpu: 100m}, limits: {memory: 1Gi}}
    scheduling: {priorityClass: system-node-critical, tolerations: [{operator: Exists, effect: NoSchedule}]}
  monitoring:telegraf:
    apiServer: true
    scheduling: {nodeSelector: {pool: infra}, priorityClass: system-cluster-critical}
    credentials:
      vault-token: {secret: vault, key: token}
      github: {secret: github, key: secret}
      password: {secret: callers, key: password}
      scraper: {secret: scraper, key: token}
      authority: {secret: scraper, key: ca.crt}
    buffer: {outage: 1h, disk: {size: 10Gi, class: ssd}}
    vault: {url: 'https://vault.example.org', token: vault-token}
    github: {secret: github}
    listeners:
      argocd-webhook: {home: portal, port: 8186, user: {name: argocd, password: password}}
      lines: {home: portal, kind: socket, port: 8094}
      service-webhooks-a: {home: portal, port: 80}
      service-webhooks-b: {home: portal, port: 8188}
      "8189": {home: portal, port: 8189}
    lookups:
      status:
        home: portal
        url: https://portal.example.org/status
        format: {measurement: status, fields: {ready: {path: ready, type: bool}}}
        token: scraper
    scripts:
      quota: {home: portal, interval: 1h, run: "#!/bin/sh\\necho quota free=1\\n"}
    profiles:
      - home: portal
        component: portal
        discovery: {namespace: kafka, labelSelector: app=portal, port: 9404}
        tls: {ca: authority}
        token: scraper
`,
  foreign: `
config:${client}
  monitoring:kubernetes: {context: test, namespace: foreign}
  monitoring:secrets: ${sinkTokens("open", "password", "certificate")}
  monitoring:kafka:
    sinks:
      open: {brokers: ['kafka.example.org:9092'], kafkaVersion: 4.1.0, topics: [open], format: influx, pointsPerMessage: 1}
      password:
        brokers: ['kafka.example.org:9093']
        kafkaVersion: 4.1.0
        caSecret: kafka-ca
        authentication: {kind: scram, user: telegraf, secret: kafka-telegraf}
        topics: [scram]
        format: influx
        pointsPerMessage: 1
      certificate:
        brokers: ['kafka.example.org:9094']
        kafkaVersion: 4.1.0
        caSecret: kafka-ca
        authentication: {kind: tls, secret: kafka-telegraf}
        topics: [tls]
        format: influx
        pointsPerMessage: 1
        replicas: 2
`,
  strimzi: `
config:${client}
  monitoring:kubernetes: {context: test, namespace: reporting}
  monitoring:secrets: ${sinkTokens("transfers", "shutters", "lines")}
  monitoring:kafka:
    clusters:
      sasquatch: {bootstrap: ['sasquatch-kafka-bootstrap.kafka:9093'], version: 4.1.0, namespace: kafka}
      certified:
        {bootstrap: ['b.kafka:9093'], version: 4.1.0, namespace: kafka, authentication: tls, authorization: false}
      plain:
        {bootstrap: ['c.kafka:9092'], version: 4.1.0, namespace: kafka, authentication: none, authorization: false, tls: false}
    sinks:
      transfers:
        cluster: sasquatch
        topics: [lsst.dm.transfers, lsst.dm.Transfers_2]
        declare: {partitions: 6, retention: 2d}
        format: influx
        pointsPerMessage: 1
      shutters: {cluster: certified, topics: [shutters], format: influx, pointsPerMessage: 1}
      lines: {cluster: plain, topics: [lines], declare: {partitions: 1, replicas: 1}, format: influx, pointsPerMessage: 1}
`,
};
