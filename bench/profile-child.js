// One reading of a log, for bench/profile.js: its CPU time, its peak of memory, and its counts.
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { LogAccount } from '../dist/audit-log/log-account.js';
import { findLogSets } from '../dist/audit-log/log-set.js';
import { readEvents } from '../dist/audit-log/read-log.js';
import { readArrivals } from '../dist/audit-log/recorded-arrivals.js';
import { Traffic } from '../dist/profile/traffic.js';

const [, , kind, file] = process.argv;
const NAMES = ['verb', 'stage', 'level', 'user', 'resource', 'namespace', 'agent', 'code', 'decision'];
const reading = { account: new LogAccount(), signal: new AbortController().signal, onBytes() {} };

/** The tables of a profile, as plain objects with sorted names. */
const sorted = (tables) =>
  Object.fromEntries(
    NAMES.map((name) => [name, Object.fromEntries([...tables[name]].toSorted(([a], [b]) => (a < b ? -1 : 1)))]),
  );

const READINGS = {
  async times() {
    const [set] = await findLogSets([file]);
    const { timesMs } = await readArrivals(set, reading);
    return { events: timesMs.length };
  },
  async profile() {
    const traffic = new Traffic();
    const [set] = await findLogSets([file]);
    const onLine = (line) => {
      traffic.addLine(line);
      return true;
    };
    await readEvents(set, { onLine, onEvent: (event) => traffic.add(event) }, reading);
    const { tables, perSecond } = traffic.profile([], Number.POSITIVE_INFINITY);
    const named = Object.fromEntries(
      NAMES.map((name) => [name, tables[name].map((entry) => [entry.name, entry.count])]),
    );
    return { ...sorted(named), busiest: perSecond.max };
  },
  async 'json-parse'() {
    const tables = Object.fromEntries(NAMES.map((name) => [name, new Map()]));
    const seconds = new Map();
    const add = (name, value) => tables[name].set(value, (tables[name].get(value) ?? 0) + 1);
    for await (const line of createInterface({ input: createReadStream(file) })) {
      const event = JSON.parse(line);
      const { apiGroup = '', resource = '', subresource = '', namespace = '' } = event.objectRef ?? {};
      add('verb', event.verb);
      add('stage', event.stage);
      add('level', event.level);
      add('user', event.user.username);
      add('resource', `${resource}${apiGroup && `.${apiGroup}`}${subresource && `/${subresource}`}`);
      add('namespace', namespace);
      add('agent', (event.userAgent ?? '').split(' ')[0]);
      add('code', String(event.responseStatus?.code ?? ''));
      add('decision', event.annotations?.['authorization.k8s.io/decision'] ?? '');
      const second = event.stageTimestamp.slice(0, 19);
      seconds.set(second, (seconds.get(second) ?? 0) + 1);
    }
    return { ...sorted(tables), busiest: Math.max(...seconds.values()) };
  },
  async 'duckdb-count'() {
    const [row] = await query(
      `SELECT count(*) AS n, min(stageTimestamp) AS a FROM ${read('stageTimestamp VARCHAR, level VARCHAR')}`,
    );
    return { events: Number(row.n) };
  },
  async 'duckdb-profile'() {
    const columns =
      'verb VARCHAR, stage VARCHAR, level VARCHAR, "user" STRUCT(username VARCHAR, groups VARCHAR[]), objectRef STRUCT(apiGroup VARCHAR, resource VARCHAR, subresource VARCHAR, namespace VARCHAR), userAgent VARCHAR, responseStatus STRUCT(code INTEGER), annotations MAP(VARCHAR, VARCHAR), stageTimestamp VARCHAR';
    const fields = {
      verb: 'verb',
      stage: 'stage',
      level: 'level',
      user: '"user".username',
      resource:
        "coalesce(objectRef.resource, '') || coalesce('.' || objectRef.apiGroup, '') || coalesce('/' || objectRef.subresource, '')",
      namespace: "coalesce(objectRef.namespace, '')",
      agent: "split_part(coalesce(userAgent, ''), ' ', 1)",
      code: "coalesce(responseStatus.code::VARCHAR, '')",
      decision: "coalesce(annotations['authorization.k8s.io/decision'], '')",
    };
    const picked = Object.entries(fields).map(([name, of]) => `${of} AS c_${name}`);
    await query(
      `CREATE TEMP TABLE e AS SELECT ${picked.join(', ')}, left(stageTimestamp, 19) AS s FROM ${read(columns)}`,
    );
    const tables = {};
    for (const name of NAMES) {
      const rows = await query(`SELECT c_${name} AS n, count(*) AS c FROM e GROUP BY 1`);
      tables[name] = rows.map(({ n, c }) => [n, Number(c)]);
    }
    const [{ m }] = await query('SELECT max(c) AS m FROM (SELECT count(*) AS c FROM e GROUP BY s)');
    return { ...sorted(tables), busiest: Number(m) };
  },
};

const connection = kind.startsWith('duckdb') ? await connect() : null;
const before = process.cpuUsage();
const startedMs = performance.now();
const answer = await READINGS[kind]();
const seconds = (performance.now() - startedMs) / 1000;
const { user, system } = process.cpuUsage(before);
console.log(
  JSON.stringify({
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    answer,
  }),
);
process.exit(0);

/** One thread: the other readings have one as well. */
async function connect() {
  const require = createRequire(join(process.env.AUDIT_BENCH_DUCKDB, 'package.json'));
  const { DuckDBInstance } = await import(pathToFileURL(require.resolve('@duckdb/node-api')).href);
  return (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
}

async function query(sql) {
  return (await connection.runAndReadAll(sql)).getRowObjects();
}

function read(columns) {
  const named = columns.replace(/(^|, )("?\w+"?) ([A-Z]+(\([^()]*(\[\])?\))?)/g, "$1$2: '$3'");
  return `read_json('${file}', format = 'newline_delimited', columns = {${named}})`;
}
