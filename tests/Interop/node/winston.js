// Logs warnings with winston, through the transports that its users have.    node winston.js TRANSPORT PORT COUNT [TOKEN]
const [transport, port, count, token] = process.argv.slice(2);
const winston = require("winston");
const importPackage = require("./import-package");

const fail = error => { console.error(error); process.exit(1); };

// Each is the transport, and how to wait until it has sent everything.
const syslog = (type, protocol) => {
  const { Syslog } = require("winston-syslog");
  const sink = new Syslog({ host: "127.0.0.1", port: Number(port), protocol, type, app_name: "shop", localhost: "web01", eol: protocol === "tcp4" ? "\n" : undefined });
  return { sink, finish: () => new Promise(done => sink.once("closed", done).close()) };
};

const loki = json => {
  const Loki = require("winston-loki");
  const sink = new Loki({
    host: `http://127.0.0.1:${port}`, labels: { app: "shop" }, json, interval: 1, format: winston.format.printf(one => one.message), onConnectionError: fail,
  });
  return { sink, finish: () => sink.close() };
};

const splunk = () => {
  const Splunk = require("winston-splunk-httplogger");
  const sink = new Splunk({ splunk: { token, url: `http://127.0.0.1:${port}`, source: "shop", host: "web01" } });
  let left = count;
  const finished = new Promise(done => sink.on("logged", () => --left === 0 && done()));
  return { sink, finish: () => finished };
};

const seq = async () => {
  const { SeqTransport } = await importPackage("@datalust/winston-seq/dist/src/index.js");
  const sink = new SeqTransport({ serverUrl: `http://127.0.0.1:${port}`, onError: fail });
  return { sink, finish: () => sink.flush() };
};

const transports = {
  "syslog-tcp": () => syslog("5424", "tcp4"),
  "syslog-udp": () => syslog("5424", "udp4"),
  "bsd-tcp": () => syslog("BSD", "tcp4"),
  "loki-json": () => loki(true),
  "loki-protobuf": () => loki(false),
  splunk,
  seq,
};

(async () => {
  const { sink, finish } = await transports[transport]();
  const log = winston.createLogger({
    format: winston.format.printf(one => one.message),
    defaultMeta: { app: "shop" },
    transports: [sink],
  });
  log.on("error", fail);
  for (let n = 0; n < count; n++) {
    log.warn(`order ${n} of Ana María`, { order: n });
  }
  // What winston has buffered for a busy transport.
  await new Promise(done => sink.writableLength ? sink.once("drain", done) : setImmediate(done));
  await finish();
  console.log("sent");
  // winston-syslog connects again and again to what it has closed.
  process.exit(0);
})().catch(fail);
