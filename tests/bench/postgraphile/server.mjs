// PostGraphile 5 over the same tables: its own V4 preset, one process, ten connections, no extras.
import { createServer } from "node:http";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { makeV4Preset } from "postgraphile/presets/v4";
import { postgraphile } from "postgraphile";

const preset = {
  // Every column may be filtered and sorted by, as the product's may; indexes are the tables' own.
  extends: [makeV4Preset({ simpleCollections: "omit", ignoreIndexes: true, graphiql: false, subscriptions: false })],
  pgServices: [
    makePgService({ connectionString: process.env.BENCH_DSN, schemas: ["public"], poolConfig: { max: 10, min: 10 } }),
  ],
  grafserv: { graphqlPath: "/graphql", watch: false, maxRequestLength: 256 * 1024 },
};

const pgl = postgraphile(preset);
const serv = pgl.createServ(grafserv);
const server = createServer();
server.on("error", (fault) => {
  console.error(fault);
  process.exit(1);
});
await serv.addTo(server);
server.listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
