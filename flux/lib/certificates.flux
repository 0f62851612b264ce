// certificates: the newest certificate that each address serves.
//
// Takes   rows of x509_cert as lib/read gives them: fields expiry (seconds left at that time) and verification_code; tags
//         cluster, source, type and issuer_common_name.
// Gives   one row for each cluster, application and source: left, the seconds that are left now (a float); invalid, whether
//         telegraf could not verify it; issuer. A new certificate is another series, and so is a verification that fails:
//         the newest point of all counts. Of a chain it is the certificate that ends first, intermediate ones left out; a
//         certificate signed by itself counts as root.
import "lib/number"
import "lib/text"

certificates = (tables=<-) =>
    tables
        |> filter(
            fn: (r) => exists r.expiry and exists r.source and text(v: r.type) != "intermediate",
        )
        |> group(columns: ["cluster", "application", "source"])
        |> reduce(
            identity: {at: 0, expiry: 0.0, invalid: false, issuer: ""},
            fn: (r, accumulator) => {
                at = int(v: r._time)
                expiry = float(v: r.expiry)
                newest = at > accumulator.at or at == accumulator.at and expiry < accumulator.expiry

                return {
                    at: if newest then at else accumulator.at,
                    expiry: if newest then expiry else accumulator.expiry,
                    invalid:
                        if newest then
                            number(v: r.verification_code) > 0.0
                        else
                            accumulator.invalid,
                    issuer: if newest then text(v: r.issuer_common_name) else accumulator.issuer,
                }
            },
        )
        |> map(fn: (r) => ({r with left: r.expiry - float(v: int(v: now()) - r.at) / 1000000000.0}))
