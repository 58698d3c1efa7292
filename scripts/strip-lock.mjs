// Takes begging addresses out of frontend/package-lock.json; `resolved` ones are left out by frontend/.npmrc already.
import { readFileSync, writeFileSync } from "node:fs";

const path = new URL("../frontend/package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(path, "utf8"));
for (const entry of Object.values(lock.packages)) {
  delete entry.funding;
  delete entry.resolved;
}
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
