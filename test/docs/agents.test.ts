import { testCommands } from "./commands.ts";

testCommands("docs/agents.md");
