// recorded: what a bridge to Kafka answered, which is 200 also when the broker did not take the record.
//
// Takes   `answer`, of http/requests: statusCode, body.
// Gives   its status; 502 instead of 2xx when the body does not say at which offset the one record is.
import "experimental"
import "experimental/dynamic"

recorded =
    (answer) =>
        {
            // Members of what is parsed so are looked for at run time; experimental/json lets the server panic on those that are missing.
            offsets = () => dynamic.asArray(v: dynamic.jsonParse(data: answer.body).offsets)
            found = experimental.catch(fn: () => exists offsets()[0].offset)
            took = exists found.value and found.value

            return
                if answer.statusCode >= 200 and answer.statusCode < 300 and not took then
                    502
                else
                    answer.statusCode
        }
