import { operateCommand } from "../engine/command.ts";

/** `npm run up -- <stack> [flags of the engine]` */
export default operateCommand("up");
