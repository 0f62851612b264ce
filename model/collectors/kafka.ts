/** Kafka and Strimzi. */
import { agentTags, fieldsOf, type Shape } from "./shape.ts";

export const kafkaShapes: readonly Shape[] = [
  {
    measurement: "prometheus_kafka",
    home: "sasquatch",
    // The names of pods come from discovery: a Service leads to one broker a scrape.
    tags: [...agentTags, "url", "pod_name", "topic", "connector", "status"],
    fields: fieldsOf(
      "float",
      "kafka_server_replicamanager_underreplicatedpartitions",
      "kafka_server_replicamanager_underminisrpartitioncount",
      "kafka_controller_kafkacontroller_offlinepartitionscount",
      "kafka_controller_kafkacontroller_activecontrollercount",
      "kafka_connect_connector_status",
      "kafka_connect_worker_connector_failed_task_count",
    ),
    from: "inputs.prometheus of the JMX exporter of each broker and Connect worker",
  },
  {
    measurement: "prometheus_kafka_exporter",
    home: "sasquatch",
    tags: [...agentTags, "url", "topic", "partition", "consumergroup"],
    fields: fieldsOf("float", "kafka_consumergroup_lag_sum", "kafka_topic_partition_current_offset"),
    from: "inputs.prometheus of Kafka Exporter",
  },
  {
    measurement: "prometheus_strimzi",
    home: "strimzi",
    // The operator's own label `cluster`, the Kafka, would hide the agent's: a processor has to rename it.
    tags: [...agentTags, "url", "kafka_cluster", "type", "resource_namespace"],
    fields: fieldsOf("float", "strimzi_certificate_expiration_timestamp_ms"),
    from: "inputs.prometheus of Strimzi's cluster operator, with label cluster renamed to kafka_cluster",
  },
];
