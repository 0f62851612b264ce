import { influxd } from "../../../../tools/toolchain/parts.ts";
import { testConformance } from "./suite.ts";

testConformance(influxd);
