import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Hands of the tests in Kafka: a command as a line of JSON on standard input, its answer as a line on standard output.
 * {"do":"topic","topic","partitions"} makes one; {"do":"send","topic","file"} sends each line of a file, in base64, or
 * for "-" a message without a value; {"do":"offsets","topic","group"} says how many messages a topic has, and how many
 * of them a group has done with.
 */
public class KafkaHands {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String[] arguments) throws Exception {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", arguments[0]);
        settings.put("reconnect.backoff.max.ms", "200");
        Map<String, Object> ofProducer = new HashMap<>(settings);
        ofProducer.put("acks", "all");
        ofProducer.put("linger.ms", "20");
        ofProducer.put("batch.size", "262144");
        ByteArraySerializer bytes = new ByteArraySerializer();
        try (Admin admin = Admin.create(settings);
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(ofProducer, bytes, bytes)) {
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                Map<String, Object> answer = new HashMap<>();
                try {
                    JsonNode command = JSON.readTree(line);
                    String topic = command.get("topic").asText();
                    switch (command.get("do").asText()) {
                        case "topic" -> admin.createTopics(
                                List.of(new NewTopic(topic, command.get("partitions").asInt(), (short) 1))).all().get();
                        case "send" -> send(producer, topic, Path.of(command.get("file").asText()));
                        case "offsets" -> offsets(admin, topic, command.get("group").asText(), answer);
                        default -> throw new IllegalArgumentException(line);
                    }
                } catch (Exception error) {
                    answer.put("error", error.toString());
                }
                System.out.println(JSON.writeValueAsString(answer));
            }
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic, Path file) throws Exception {
        AtomicReference<Exception> failed = new AtomicReference<>();
        for (String line : Files.readAllLines(file)) {
            byte[] value = line.equals("-") ? null : Base64.getDecoder().decode(line);
            producer.send(new ProducerRecord<>(topic, value), (metadata, error) -> {
                if (error != null) failed.set(error);
            });
        }
        producer.flush();
        if (failed.get() != null) throw failed.get();
    }

    private static void offsets(Admin admin, String topic, String group, Map<String, Object> answer) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions()
                .forEach(partition -> latest.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest()));
        Map<TopicPartition, OffsetAndMetadata> done =
                admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
        long ends = 0;
        long committed = 0;
        for (var end : admin.listOffsets(latest).all().get().entrySet()) {
            ends += end.getValue().offset();
            OffsetAndMetadata offset = done.get(end.getKey());
            if (offset != null) committed += offset.offset();
        }
        answer.put("sent", ends);
        answer.put("done", committed);
    }
}
