// Generated from the definitions under kinds/ by `npm run generate`; edit those.
export * from "./authorization.ts";
export * from "./bucket.ts";
export * from "./dbrp.ts";
export * from "./organization.ts";
export * from "./provider.ts";
export * from "./task.ts";
