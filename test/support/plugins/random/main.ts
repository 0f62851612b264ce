import { serve } from "../service/serve.ts";
import { randomPlugin } from "./plugin.ts";

serve("random", () => randomPlugin());
