// Drives `clerk mcp serve` with the official TypeScript SDK, and prints what it saw.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";

const transport = new StdioClientTransport({
  command: process.argv[2],
  args: ["-m", "clerk_cli", "-p", "sandbox", "mcp", "serve", "--allow", "users:destroy"],
  env: process.env,
});
const client = new Client(
  { name: "test", version: "1.0.0" },
  { capabilities: { elicitation: {} } },
);
const seen = {};
client.setRequestHandler(ElicitRequestSchema, async (request) => {
  seen.question = request.params.message;
  return { action: "accept", content: { confirmation: "linus@example.com" } };
});
await client.connect(transport);
seen.tools = (await client.listTools()).tools.map((tool) => tool.name);

async function call(name, command, args) {
  const result = await client.callTool({ name, arguments: { command, arguments: args } });
  return result.structuredContent;
}

const linus = { userId: "linus@example.com" };
seen.read = await call("run_reading_command", "users list", { limit: 1 });
seen.refused = await call("run_writing_command", "users update", { ...linus, "first-name": "L" });
seen.deleted = await call("run_writing_command", "users delete", linus);
await client.close();
console.log(JSON.stringify(seen));
