// The service: a request becomes a call of the CRM, what it throws a status.
import { createServer } from "node:http";
import { InvalidError, NotFoundError } from "itr";
import { Problem } from "./crm.js";

const maxBody = 1 << 20;

/** Who asks. A login stands here; this example believes what it is told. */
function whoOf(request) {
  const role = request.headers["x-role"] ?? "agent";
  return { id: request.headers["x-user"] ?? "", roles: [role], ...(role === "customer" && { party: request.headers["x-customer"] ?? "" }) };
}

async function bodyOf(request) {
  let text = "";
  for await (const part of request) {
    text += part;
    if (text.length > maxBody) throw new Problem(413, "crm.too_long", "the request is too long");
  }
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    throw new Problem(400, "crm.no_json", "the request is no JSON");
  }
}

const answered = (status, body) => ({ status, body });
/** What a program that sent a command needs of the decision. */
const told = ({ ticket, version, verdict }) => ({ ticket, version, repeated: verdict === "repeated" });

const routes = [
  ["POST", /^\/customers$/, async (crm, _, { body }) => answered(201, await crm.addCustomer(body))],
  ["GET", /^\/customers\/(\d+)$/, async (crm, [id]) => answered(200, await crm.customer(id))],
  ["GET", /^\/customers\/(\d+)\/contacts$/, async (crm, [id]) => answered(200, await crm.contacts(id))],
  ["POST", /^\/products$/, async (crm, _, { body }) => answered(201, await crm.addProduct(body))],
  ["POST", /^\/contracts$/, async (crm, _, { body }) => answered(201, await crm.addContract(body))],
  ["POST", /^\/tickets$/, async (crm, _, { body, who, key }) => answered(201, told(await crm.openTicket(body, who, key)))],
  ["GET", /^\/tickets$/, async (crm, _, { query }) =>
    answered(200, await crm.tickets({ customer: query.get("customer"), open: query.get("open") }))],
  ["GET", /^\/tickets\/([\w-]+)$/, async (crm, [id], { who }) => answered(200, await crm.ticket(id, who))],
  ["POST", /^\/tickets\/([\w-]+)\/events$/, async (crm, [id], { body, who, key }) => answered(200, told(await crm.send(id, body, who, key)))],
  ["POST", /^\/tickets\/([\w-]+)\/comments$/, async (crm, [id], { body, who }) => answered(200, told(await crm.comment(id, body, who)))],
];

async function answer(crm, request) {
  const { pathname, searchParams } = new URL(request.url, "http://crm");
  for (const [method, pattern, handle] of routes) {
    const match = method === request.method && pattern.exec(pathname);
    if (!match) continue;
    const body = method === "POST" ? await bodyOf(request) : {};
    return handle(crm, match.slice(1), { body, query: searchParams, who: whoOf(request), key: request.headers["idempotency-key"] });
  }
  throw new Problem(404, "crm.missing", `there is nothing at ${request.method} ${pathname}`);
}

function failed(error) {
  if (error instanceof Problem) return answered(error.status, { code: error.code, message: error.message });
  if (error instanceof NotFoundError) return answered(404, { code: error.code, message: error.message });
  if (error instanceof InvalidError) return answered(400, { code: error.code, message: error.message });
  // Values that a table refuses: not null, foreign key, unique, check, and texts that are no number or date.
  if (/^23|^22/.test(error.code ?? "")) return answered(400, { code: "crm.invalid", message: error.message });
  console.error(error);
  return answered(500, { code: "crm.failed", message: "something went wrong" });
}

export function serve(crm) {
  return createServer(async (request, response) => {
    const { status, body } = await answer(crm, request).catch(failed);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
}
