import { serve } from "../service/serve.ts";
import { kubernetesPlugin } from "./plugin.ts";

serve("kubernetes", () => kubernetesPlugin());
