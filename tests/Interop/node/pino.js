// Logs warnings with pino, through the transports that its users have.    node pino.js TRANSPORT PORT COUNT
const [transport, port, count] = process.argv.slice(2);
const pino = require("pino");
const importPackage = require("./import-package");

const fail = error => { console.error(error); process.exit(1); };

const syslog = (modern, mode) => pino.transport({
  pipeline: [
    { target: "pino-syslog", options: { modern, appname: "shop", messageOnly: true, newline: mode === "tcp" } },
    { target: "pino-socket", options: { mode, address: "127.0.0.1", port: Number(port) } },
  ],
});

const streams = {
  "syslog-tcp": () => syslog(true, "tcp"),
  "syslog-udp": () => syslog(true, "udp"),
  "bsd-tcp": () => syslog(false, "tcp"),
  loki: () => pino.transport({
    target: "pino-loki",
    options: { host: `http://127.0.0.1:${port}`, labels: { app: "shop" }, logFormat: "{msg}", batching: { interval: 1 } },
  }),
  seq: async () => (await importPackage("pino-seq/dist/index.js")).createStream({ serverUrl: `http://127.0.0.1:${port}`, onError: fail }),
};

(async () => {
  const stream = await streams[transport]();
  stream.on("error", fail);
  const log = pino({ base: { hostname: "web01", pid: 4711, app: "shop" } }, stream);
  for (let n = 0; n < count; n++) {
    log.warn({ order: n, meta: { trace: `t${n}` } }, `order ${n} of Ana María`);
  }
  // Node must not end before the transport's own thread has.
  const alive = setInterval(() => { }, 1000);
  await new Promise(done => stream.once("close", done).end());
  clearInterval(alive);
  console.log("sent");
})().catch(fail);
