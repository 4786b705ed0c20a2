// Sends messages by GELF with gelf-pro.    node gelf.js udp|tcp PORT COUNT TEXT-LENGTH
const [transport, port, count, length] = process.argv.slice(2);
const log = require("gelf-pro");
log.setConfig({
  fields: { app: "shop", module: "web" },
  adapterName: transport,
  adapterOptions: { host: "127.0.0.1", port: Number(port), timeout: 30000 },
});

// Text that deflate cannot shrink, so that datagrams come in chunks.
const noise = n => Array.from({ length: Number(length) }, (_, at) => "0123456789abcdefghijklmnopqrstuv"[((n + 1) * 7919 + at * at * 31 + at * 17) % 32 ^ ((at * 2654435761) >>> 27)]).join("");

(async () => {
  for (let n = 0; n < count; n++) {
    await new Promise((done, fail) =>
      log.warning(`order ${n} ${noise(n)}`, { order: n, nested: { a: "é" } }, error => error ? fail(error) : done()));
  }
  console.log("sent");
})().catch(error => { console.error(error); process.exit(1); });
