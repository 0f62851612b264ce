import { testCommands } from "./commands.ts";

testCommands("docs/drift-and-recovery.md");
