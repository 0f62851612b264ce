// authorized: headers of a request, with the secret of a header Authorization where there is one.
//
// Type    (headers: [string:string], secret: string) => [string:string]
// Takes   `secret`, the key of the secret, or an empty text for none.
import "dict"
import "influxdata/influxdb/secrets"

authorized = (headers, secret) =>
    if secret == "" then
        headers
    else
        dict.insert(dict: headers, key: "Authorization", value: secrets.get(key: secret))
