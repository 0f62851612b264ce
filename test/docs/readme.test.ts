import { testCommands } from "./commands.ts";

testCommands("README.md");
