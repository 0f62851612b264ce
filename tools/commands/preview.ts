import { operateCommand } from "../engine/command.ts";

/** `npm run preview -- <stack> [flags of the engine]` */
export default operateCommand("preview");
