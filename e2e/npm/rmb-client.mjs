// Calls services with the TypeScript direct client:
//   node rmb-client.mjs '{"chain":…,"relay":…,"mnemonic":…,"keyType":…,"session":…,"withoutKey":…,"calls":[{"twin":…,"command":…,"data":… or "letters":…}]}'
// Prints one JSON line: what each call got, and how request and answer were sent (plain or cipher). Exit code 0 when every call ended.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { Client } = require("@threefold/rmb_direct_client");
const task = JSON.parse(process.argv[2]);
const say = console.log;
console.log = console.debug = () => {}; // the client talks about events and pings

const deadline = setTimeout(() => end(3, "not done within 90 s"), 90_000);
process.on("unhandledRejection", (failure) => end(4, `the client failed on an answer: ${failure?.stack ?? failure}`));

function end(code, reason) {
  console.error(reason);
  process.exit(code);
}

const form = (envelope) => (envelope.cipher.length > 0 ? "cipher" : envelope.plain.length > 0 ? "plain" : "empty");

// The client always registers a key; without one on the chain it neither gets nor (believing so itself) sends cipher.
async function unregisterKey(client) {
  await (await client.tfclient.twins.update({ pk: null, relay: client.twin.relay })).apply();
  client.twin.pk = null;
  const api = client.tfclient.api;
  const included = (await api.rpc.chain.getHeader()).number.toNumber();
  await new Promise((resolve) => {
    const unsubscribe = api.rpc.chain.subscribeFinalizedHeads((header) => {
      if (header.number.toNumber() >= included) unsubscribe.then((stop) => stop()).then(resolve);
    });
  });
}

try {
  const client = new Client(task.chain, task.relay, task.mnemonic, task.session, task.keyType, 5);
  await client.connect();
  const registered = await client.tfclient.twins.get({ id: client.twin.id });
  if (task.withoutKey) await unregisterKey(client);

  const arrived = new Map();
  const set = client.responses.set.bind(client.responses);
  client.responses.set = (id, envelope) => {
    if (envelope.response) arrived.set(id, form(envelope));
    return set(id, envelope);
  };

  const calls = [];
  for (const { twin, command, letters, data = "x".repeat(letters) } of task.calls) {
    const begin = Date.now();
    const id = await client.send(command, JSON.stringify(data), twin, 1);
    const call = { sent: form(client.responses.get(id)) };
    try {
      const answer = await client.read(id);
      call.answer = letters && answer === data ? `the ${letters} letters` : answer;
      call.received = arrived.get(id);
    } catch (failure) {
      call.error = String(failure.message ?? failure);
    }
    call.millis = Date.now() - begin;
    calls.push(call);
  }
  say(JSON.stringify({ twin: client.twin.id, pk: registered.pk, relay: registered.relay, calls }));
  clearTimeout(deadline);
  process.exit(0);
} catch (failure) {
  end(1, failure?.stack ?? String(failure));
}
