import { operateCommand } from "../engine/command.ts";

/** `npm run refresh -- <stack> [flags of the engine]` */
export default operateCommand("refresh");
