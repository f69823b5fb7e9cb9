// PostGraphile 5 over the benchmarks' database: one process, production mode, the partners' policies in force.
// The context comes in headers and is believed: this peer has no sign-in, no session look-up and no limits.
import { createServer } from "node:http";
import { grafserv } from "postgraphile/grafserv/node";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { lexicographicSortSchema, printSchema } from "postgraphile/graphql";
import pg from "pg";

const { host, port, database, user, password, pool: size } = JSON.parse(process.env.PEER);
const pool = new pg.Pool({ host, port, database, user, password, max: size });
pool.on("error", () => {});

const preset = {
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ pool, schemas: ["public"], pubsub: false })],
  // Tuned in its favour: fields may be filtered and sorted by every column.
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  grafserv: { graphiql: false, watch: false, graphqlOverGET: false, maxRequestLength: 100_000 },
  grafast: {
    explain: false,
    context: ({ node }) => {
      const told = node?.req.headers ?? {};
      return {
        pgSettings: {
          backtrace_functions: `${told["x-partner"]}${told["x-person"]}${told["x-member"]}`.replaceAll("-", ""),
        },
      };
    },
  },
};

const instance = postgraphile(preset);
if (process.argv[2] === "schema") {
  console.log(printSchema(lexicographicSortSchema(await instance.getSchema())));
  process.exit(0);
}
const server = createServer();
server.keepAliveTimeout = 75_000;
await instance.createServ(grafserv).addTo(server);
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
