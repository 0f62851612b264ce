import { testCommands } from "./commands.ts";

testCommands("docs/alerts.md");
