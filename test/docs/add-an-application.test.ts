import { testCommands } from "./commands.ts";

testCommands("docs/add-an-application.md");
