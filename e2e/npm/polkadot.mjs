// Uses a chain with @polkadot/api: node polkadot.mjs '{"chain":…,"suri":…,"keyType":…,"relay":…,"pk":…}'
// Accepts the terms, creates a twin, updates it, and prints what the chain and its events said as one JSON line.
import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";

const task = JSON.parse(process.argv[2]);
const deadline = setTimeout(() => {
  console.error("not done within 90 s");
  process.exit(3);
}, 90_000);

const api = await ApiPromise.create({ provider: new WsProvider(task.chain), noInitWarn: true });
const pair = new Keyring({ type: task.keyType, ss58Format: 42 }).addFromUri(task.suri);

// Resolves when finalized, with the names and data of the events, and what was seen on the way.
function submit(call) {
  return new Promise((resolve, reject) => {
    const stages = [];
    call
      .signAndSend(pair, ({ status, events, dispatchError }) => {
        stages.push(status.type);
        if (status.isInvalid || status.isDropped || status.isUsurped) reject(new Error(status.type));
        if (!status.isFinalized) return;
        const error = dispatchError?.isModule ? api.registry.findMetaError(dispatchError.asModule) : null;
        const seen = events.map(({ event }) => ({ name: `${event.section}.${event.method}`, data: event.data.toJSON() }));
        resolve({ stages, events: seen, error: error && `${error.section}.${error.name}` });
      })
      .catch(reject);
  });
}

try {
  const { tfgridModule } = api.tx;
  const twins = api.query.tfgridModule;
  const balance = async () => (await api.query.system.account(pair.address)).data.free.toString();
  const result = { specName: api.runtimeVersion.specName.toString(), account: pair.address, balance: await balance() };

  result.tooEarly = await submit(tfgridModule.createTwin(task.relay, null));
  result.terms = await submit(tfgridModule.userAcceptTc("https://library.example/terms", "9021d4dee05a661e2cb6838152c67f25"));
  result.created = await submit(tfgridModule.createTwin(task.relay, null));
  result.twice = await submit(tfgridModule.createTwin(task.relay, null));
  const id = (await twins.twinIdByAccountID(pair.address)).toJSON();
  result.id = id;
  result.first = (await twins.twins(id)).toJSON();

  // A subscription to storage sees the update.
  const changes = [];
  const stop = await twins.twins(id, (twin) => changes.push(twin.toJSON().pk));
  result.updated = await submit(tfgridModule.updateTwin(task.relay, task.pk));
  stop();
  result.changes = changes;
  result.refused = await submit(tfgridModule.updateTwin("not a domain", task.pk));
  result.twin = (await twins.twins(id)).toJSON();
  result.entries = (await twins.twins.entries()).length;
  result.nobody = (await twins.twins(4_000_000_000)).toJSON();
  result.nonce = (await api.rpc.system.accountNextIndex(pair.address)).toNumber();
  console.log(JSON.stringify(result));
  clearTimeout(deadline);
  await api.disconnect();
  process.exit(0);
} catch (failure) {
  console.error(failure);
  process.exit(1);
}
