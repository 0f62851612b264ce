import { testCommands } from "./commands.ts";

testCommands("docs/capacity.md");
