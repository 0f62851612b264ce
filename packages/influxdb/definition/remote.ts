import { z } from "zod";

/** The id of an object in an answer. What has another form comes from no InfluxDB: nothing may be concluded from it. */
export const Id = z.string().regex(/^[0-9a-f]{16}$/, "expected an id of 16 hexadecimal digits");
