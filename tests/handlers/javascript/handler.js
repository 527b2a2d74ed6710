// Serves a plug-in in a process of its own, with the modules of Node.js alone.
//
// A handler is an asynchronous function of the emulator's call; it returns the answer.
// The process writes its address as the first line of its output, and ends when its input ends.

const http = require("node:http");

/** The Web API of the organization that has called the handler. */
class WebApi {
  constructor({ url, token }) {
    this.url = url;
    this.token = token;
  }

  /** The JSON of the answer, and the id of the row it is about. */
  async send(method, path, body) {
    const answer = await fetch(this.url + path, {
      method,
      headers: { Authorization: `Bearer ${this.token}`, "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${answer.status}: ${text}`);
    const address = answer.headers.get("OData-EntityId") ?? "";
    const row = address.slice(address.lastIndexOf("(") + 1, -1);
    return { json: text ? JSON.parse(text) : null, row };
  }
}

/** An input parameter, or nothing. */
const parameter = (context, name) =>
  context.InputParameters.find((pair) => pair.key === name)?.value;

/** The answer that refuses, as InvalidPluginExecutionException does. */
const fault = (message, code = "0x80040265") => ({ fault: { code, message } });

/** Listens on a free port, until the input ends. */
function serve(handle) {
  const server = http.createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    let answer;
    try {
      answer = await handle(JSON.parse(Buffer.concat(parts).toString()));
    } catch (error) {
      answer = fault(error.message);
    }
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(JSON.stringify(answer));
  });
  server.listen(0, "127.0.0.1", () => {
    console.log(`http://127.0.0.1:${server.address().port}/`);
  });
  process.stdin.resume();
  process.stdin.on("end", () => process.exit(0));
}

module.exports = { WebApi, fault, parameter, serve };
