// Receives labd's webhooks. Needs: npm install standardwebhooks
// usage: LABD_SECRET=whsec_... node receiver.mjs
import {createServer} from "node:http";
import {Webhook} from "standardwebhooks";

const webhook = new Webhook(process.env.LABD_SECRET);
const seen = new Set();   // Keep it in your database, in the transaction that uses the event.

createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  try {
    const event = webhook.verify(body, request.headers);
    if (!seen.has(event.id)) {
      seen.add(event.id);
      console.log(event.type, event.data.sitting ?? event.data.voucher, event.data.since ?? "");
    }
    response.writeHead(204).end();
  } catch (error) {
    response.writeHead(401).end(error.message);
  }
}).listen(9000, "127.0.0.1");
