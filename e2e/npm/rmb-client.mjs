// Calls a service with the TypeScript direct client: node rmb-client.mjs '{"chain":…,"relay":…,"mnemonic":…,"keyType":…,"twin":…,"command":…,"data":…}'
// Prints one JSON line with the answer; its exit code tells whether there was one.
import { createRequire } from "node:module";

const { Client } = createRequire(import.meta.url)("@threefold/rmb_direct_client");
const task = JSON.parse(process.argv[2]);
const client = new Client(task.chain, task.relay, task.mnemonic, task.session, task.keyType, 5);

const deadline = setTimeout(() => {
  console.error("no answer within 60 s");
  process.exit(3);
}, 60_000);

try {
  await client.connect();
  const answers = [];
  for (let i = 0; i < task.times; i++) {
    const id = await client.send(task.command, JSON.stringify(task.data), task.twin, 1);
    answers.push(await client.read(id));
  }
  console.log(JSON.stringify({ answers, pk: client.twin.pk, relay: client.twin.relay }));
  clearTimeout(deadline);
  process.exit(0);
} catch (failure) {
  console.error(String(failure));
  process.exit(1);
}
