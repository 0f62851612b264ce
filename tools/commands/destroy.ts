import { operateCommand } from "../engine/command.ts";

/** `npm run destroy -- <stack> [flags of the engine]` */
export default operateCommand("destroy");
