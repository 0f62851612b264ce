import { olderInfluxd } from "../../../../tools/toolchain/parts.ts";
import { testConformance } from "./suite.ts";

testConformance(olderInfluxd);
