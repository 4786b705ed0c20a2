// Sends events by Fluent's Forward protocol and ends well only when each is acknowledged.
// node forward.js PORT LIBRARY MODE COUNT [KEY [USER PASSWORD]]    LIBRARY: fluent-org or fluent-logger
const [port, library, mode, count, key, user, password] = process.argv.slice(2);

async function fluentOrg() {
  const { FluentClient, EventTime } = require("@fluent-org/logger");
  const client = new FluentClient("shop.web", {
    eventMode: mode,
    ack: { ackTimeout: 30000 },
    socket: { host: "127.0.0.1", port: Number(port), timeout: 30000 },
    security: key ? { clientHostname: "web01", sharedKey: key, username: user, password: password } : undefined,
    eventRetry: { attempts: 1 },
  });
  const sent = [];
  for (let n = 0; n < count; n++) {
    sent.push(client.emit({ message: `order ${n}`, level: "warning", order: n, user: { name: "Ana María" }, tags: ["a", 1, null] },
      new EventTime(1700000000 + n, 123456789)));
  }
  await client.flush();
  await Promise.all(sent);
  await client.disconnect();
}

function fluentLogger() {
  const sender = require("fluent-logger").createFluentSender("shop.web", {
    host: "127.0.0.1", port: Number(port), timeout: 30, requireAckResponse: true, eventMode: mode, milliseconds: true,
    security: key ? { clientHostname: "web01", sharedKey: key, username: user, password: password } : undefined,
  });
  const sent = [];
  for (let n = 0; n < count; n++) {
    sent.push(new Promise((done, fail) => sender.emit({ message: `order ${n}`, level: "warning", order: n },
      new Date((1700000000 + n) * 1000), error => error ? fail(error) : done())));
  }
  return Promise.all(sent).then(() => new Promise(done => sender.end(null, null, done)));
}

(library === "fluent-org" ? fluentOrg() : fluentLogger())
  .then(() => { console.log("acknowledged"); process.exit(0); }, error => { console.error(`refused: ${error}`); process.exit(1); });
