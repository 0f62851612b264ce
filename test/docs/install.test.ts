import { testCommands } from "./commands.ts";

testCommands("docs/install.md");
