import { testCommands } from "./commands.ts";

testCommands("docs/kafka.md");
