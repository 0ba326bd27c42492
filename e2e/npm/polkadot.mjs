// Uses a chain with @polkadot/api: node polkadot.mjs '{"chain":…,"suri":…,"keyType":…,"relay":…,"pk":…}'
// Accepts the terms, creates a twin or updates it, and prints what the chain and its events said as one JSON line.
import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";

const task = JSON.parse(process.argv[2]);
const deadline = setTimeout(() => {
  console.error("not done within 60 s");
  process.exit(3);
}, 60_000);

const api = await ApiPromise.create({ provider: new WsProvider(task.chain), noInitWarn: true });
const pair = new Keyring({ type: task.keyType, ss58Format: 42 }).addFromUri(task.suri);

// Resolves when finalized, with the names and data of the events, and what was seen on the way.
function submit(call) {
  return new Promise((resolve, reject) => {
    const stages = [];
    call
      .signAndSend(pair, ({ status, events, dispatchError }) => {
        stages.push(status.type);
        if (!status.isFinalized) return;
        const error = dispatchError?.isModule ? api.registry.findMetaError(dispatchError.asModule).name : null;
        const seen = events.map(({ event }) => ({ name: `${event.section}.${event.method}`, data: event.data.toJSON() }));
        resolve({ stages, events: seen, error });
      })
      .catch(reject);
  });
}

const result = {
  specName: api.runtimeVersion.specName.toString(),
  account: pair.address,
  balance: (await api.query.system.account(pair.address)).data.free.toString(),
};
let id = (await api.query.tfgridModule.twinIdByAccountID(pair.address)).toJSON();
if (!id) {
  result.tooEarly = await submit(api.tx.tfgridModule.createTwin(task.relay, task.pk));
  result.terms = await submit(api.tx.tfgridModule.userAcceptTc("https://library.example/terms", "9021d4dee05a661e2cb6838152c67f25"));
  result.created = await submit(api.tx.tfgridModule.createTwin(task.relay, task.pk));
  id = (await api.query.tfgridModule.twinIdByAccountID(pair.address)).toJSON();
} else {
  result.updated = await submit(api.tx.tfgridModule.updateTwin(task.relay, task.pk));
}
result.refused = await submit(api.tx.tfgridModule.updateTwin("not a domain", task.pk));
result.twin = (await api.query.tfgridModule.twins(id)).toJSON();
result.entries = (await api.query.tfgridModule.twins.entries()).length;
console.log(JSON.stringify(result));
clearTimeout(deadline);
await api.disconnect();
process.exit(0);
