import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../../src/config/scenario.ts';
import { AuditBenchError } from '../../../src/core/errors.ts';
import type { Scenario } from '../../../src/core/scenario.ts';

const HEAD = 'apiVersion: audit-bench/v1\nkind: Scenario\nname: s\n';
const LOAD = 'load:\n  phases:\n    - { rate: 100/s, duration: 10s }\n';
const VARIANT = 'variants:\n  - { name: a, bufferSize: 100 }\n';

function parse(
  text: string,
  overrides: readonly string[] = [],
  files: Readonly<Record<string, string>> = {},
): Promise<Scenario> {
  return parseScenario(text, 's.yaml', overrides, async (path) => files[path]);
}

async function problemsOf(
  text: string,
  overrides: readonly string[] = [],
  files: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const error: unknown = await parse(text, overrides, files).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AuditBenchError)) throw new Error('expected problems', { cause: error });
  return error.message.split('\n');
}

describe('a scenario file', () => {
  test('gets Kubernetes defaults where it says nothing', async () => {
    const scenario = await parse(HEAD + LOAD + VARIANT);
    expect(scenario.variants[0]?.settings).toEqual({
      mode: 'batch',
      bufferSize: 100,
      maxBatchSize: 400,
      maxBatchWaitMs: 30_000,
      throttleEnabled: true,
      throttleQps: 10,
      throttleBurst: 15,
      initialBackoffMs: 10_000,
      truncate: null,
    });
    expect(scenario.objectives).toEqual([
      { name: 'lossRatio', max: 0 },
      { name: 'missing', max: 0 },
    ]);
  });

  test('a variant has a policy of its own, or no auditing', async () => {
    const { variants, policy } = await parse(
      `${HEAD}${LOAD}variants:\n  - { name: a, mode: off }\n  - { name: b, policy: request-response }\n  - { name: c }\n`,
    );
    expect(variants[0]?.settings).toEqual({ mode: 'off', initialBackoffMs: 10_000, truncate: null });
    expect(variants.map((variant) => variant.policy?.label)).toEqual([undefined, 'request-response', undefined]);
    expect(policy.label).toBe('metadata');
    expect(
      await problemsOf(
        `${HEAD}${LOAD}variants:\n  - { name: a, mode: off, policy: request, bufferSize: 3 }\n  - { name: b, policy: reqest }\n`,
      ),
    ).toEqual([
      's.yaml:8:35 variants[0].policy: has no meaning in mode "off": nothing is audited',
      's.yaml:8:56 variants[0].bufferSize: has no meaning in mode "off"',
      '  hint: nothing is audited',
      's.yaml:9:24 variants[1].policy: unknown policy "reqest", did you mean "request"?',
    ]);
  });

  test('texts of policies of variants are kept with it, for who analyses a run again', async () => {
    const policy = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{ level: Request }]\n';
    const { files } = await parse(`${HEAD}${LOAD}variants:\n  - { name: a, policy: ./p.yaml }\n`, [], {
      './p.yaml': policy,
    });
    expect(files).toEqual({ './p.yaml': policy });
    expect((await parse(HEAD + LOAD + VARIANT)).files).toBeUndefined();
  });

  test('expands a matrix to its product, in the order of the file', async () => {
    const { variants } = await parse(
      `${HEAD}${LOAD}variants:\n  - { name: m, matrix: { bufferSize: [1, 2], throttleQps: [3, 4] } }\n`,
    );
    expect(variants.map(({ name }) => name)).toEqual([
      'm bufferSize=1 throttleQps=3',
      'm bufferSize=1 throttleQps=4',
      'm bufferSize=2 throttleQps=3',
      'm bufferSize=2 throttleQps=4',
    ]);
  });

  test('takes overrides on top of the text', async () => {
    const scenario = await parse(HEAD + LOAD + VARIANT, ['load.phases[0].rate=800/s', 'repeat=3']);
    expect(scenario.load.phases[0]).toMatchObject({ ratePerSecond: 800 });
    expect(scenario.repeat).toBe(3);
  });

  test('a ramp from 0 is a ramp', async () => {
    const { load } = await parse(
      `${HEAD}load:\n  phases: [{ rate: { from: 0/s, to: 50/s }, duration: 2s }]\n${VARIANT}`,
    );
    expect(load.phases[0]).toEqual({
      name: 'phase 1',
      measure: true,
      kind: 'ramp',
      fromPerSecond: 0,
      toPerSecond: 50,
      durationMs: 2000,
    });
  });

  test('reads a policy file relative to it, byte for byte', async () => {
    const text = '# mine\napiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{ level: Metadata }]\n';
    const scenario = await parse(`${HEAD}policy: ./p.yaml\n${LOAD}${VARIANT}`, [], { './p.yaml': text });
    expect(scenario.policy.text).toBe(text);
  });
});

describe('problems of a scenario file, all at once with their places', () => {
  const cases: readonly [string, string, readonly string[]][] = [
    [
      'broken YAML',
      'a: [1,\nb: }',
      [
        's.yaml:2:1 not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
        's.yaml:2:4 not valid YAML: Unexpected flow-map-end token in YAML stream: "}"',
      ],
    ],
    ['a list', '- a\n', ['s.yaml:1:1 expected a YAML mapping with apiVersion, kind and name']],
    [
      'wrong units',
      `${HEAD}load:\n  phases:\n    - { rate: 500 rps, duration: 10 }\n${VARIANT}`,
      [
        's.yaml:6:15 load.phases[0].rate: expected a rate such as "500/s", got "500 rps"',
        's.yaml:6:34 load.phases[0].duration: expected a duration such as "30s", got 10',
      ],
    ],
    [
      'an unknown key',
      `${HEAD}${LOAD}variants:\n  - { name: a, bufferSizes: 3 }\n`,
      ['s.yaml:8:16 variants[0].bufferSizes: unknown key, did you mean "bufferSize"?'],
    ],
    [
      'a zero rate, a zero size and a zero duration',
      `${HEAD}load:\n  phases:\n    - { rate: 0/s, duration: 0s }\nvariants:\n  - { name: a, truncate: { maxEventSize: 0B } }\n`,
      [
        's.yaml:6:15 load.phases[0].rate: must be above 0, got "0/s"',
        's.yaml:6:30 load.phases[0].duration: must be above 0, got "0s"',
        's.yaml:8:42 variants[0].truncate.maxEventSize: must be above 0, got "0B"',
      ],
    ],
    [
      'negative values',
      `${HEAD}load:\n  phases:\n    - { rate: -5/s, duration: 10s }\n    - { burst: { requests: -1 } }\n${VARIANT}`,
      [
        's.yaml:6:15 load.phases[0].rate: expected a rate such as "500/s", got "-5/s"',
        's.yaml:7:28 load.phases[1].burst.requests: must be at least 1, got -1',
      ],
    ],
    [
      'settings that kube-apiserver refuses',
      `${HEAD}${LOAD}variants:\n  - { name: a, bufferSize: 0, throttleQps: -1 }\n`,
      [
        's.yaml:8:28 variants[0].bufferSize: kube-apiserver refuses 0, the buffer must hold at least 1 event',
        's.yaml:8:44 variants[0].throttleQps: kube-apiserver refuses -1, the throttle must let batches through',
      ],
    ],
    [
      'batch settings in blocking mode',
      `${HEAD}${LOAD}variants:\n  - { name: a, mode: blocking, bufferSize: 5 }\n`,
      [
        's.yaml:8:44 variants[0].bufferSize: has no meaning in mode "blocking"',
        '  hint: kube-apiserver ignores the batch flags outside batch mode',
      ],
    ],
    [
      'two backends',
      `${HEAD}backend: [webhook, log]\n${LOAD}${VARIANT}`,
      [
        's.yaml:4:10 backend: expected "webhook" or "log", got ["webhook","log"]: one backend is measured',
        '  hint: the other one can be on beside it: "alongside: { mode: blocking }"',
      ],
    ],
    [
      'two backends in batch mode',
      `${HEAD}alongside: { mode: batch }\n${LOAD}${VARIANT}`,
      [
        's.yaml:4:20 alongside.mode: one of two backends must be blocking',
        '  hint: with two backends in batch mode apiserver_audit_error_total{plugin="buffered"} counts both, and nothing can be told apart',
      ],
    ],
    [
      'faults that say too little, too much, or what there is not',
      `${HEAD}receiver:\n  faults:\n    - { kind: latency }\n    - { kind: limit, concurrency: 2, requestsPerSecond: 3 }\n    - { kind: latency, p50: 2s, p99: 1s }\n${LOAD}${VARIANT}`,
      [
        's.yaml:6:7 receiver.faults[0]: expected one of "add", "perEvent", "p50" with "p99", and "from" with "to" and "for"',
        's.yaml:7:7 receiver.faults[1]: expected one of "requestsPerSecond", "concurrency" and "bytesPerSecond"',
        's.yaml:8:7 receiver.faults[2]: p99 is below p50',
      ],
    ],
    [
      'a kind of fault that there is not, and a key of another one',
      `${HEAD}receiver:\n  faults:\n    - { kind: explode }\n    - { kind: refuse, ratio: 0.5 }\n${LOAD}${VARIANT}`,
      [
        's.yaml:6:15 receiver.faults[0].kind: expected one of status, hang, latency, body-limit, limit, slow-read, refuse, tls, restart, got "explode"',
        's.yaml:7:23 receiver.faults[1].ratio: unknown key; known keys: kind, at, for',
      ],
    ],
    [
      'a log that nobody writes, and rotation that there is not',
      `${HEAD}log: { maxSizeMegabytes: -1, path: audit.log }\n${LOAD}${VARIANT}`,
      [
        's.yaml:4:6 log: no log is written',
        '  hint: set "backend: log", or add "alongside: {}"',
        's.yaml:4:26 log.maxSizeMegabytes: must be at least 0, got -1',
        's.yaml:4:36 log.path: expected an absolute path of a file, got "audit.log"',
      ],
    ],
    [
      'a buffer of a log in its usual mode, its receiver, and a search that speaks of one',
      `${HEAD}backend: log\nreceiver: { latency: 5ms }\ntune: { limits: { bodySize: 1MiB, bufferMemory: 1MiB }, survive: { receiverOutage: 5s }, allowBlocking: true }\n${LOAD}variants: [{ bufferSize: 5 }]\n`,
      [
        's.yaml:5:11 receiver: a log has no receiver',
        '  hint: set "backend: webhook"',
        's.yaml:6:29 tune.limits.bodySize: a log has no receiver',
        '  hint: leave it out',
        's.yaml:6:66 tune.survive: a log has no receiver',
        '  hint: leave it out',
        's.yaml:6:105 tune.allowBlocking: mode blocking has no values to search',
        '  hint: measure it beside the answer: "variants: [{ name: blocking, mode: blocking }]"',
        's.yaml:10:26 variants[0].bufferSize: has no meaning in mode "blocking"',
        '  hint: kube-apiserver ignores the batch flags outside batch mode',
      ],
    ],
    [
      'a misspelt policy',
      `${HEAD}policy: metdata\n${LOAD}${VARIANT}`,
      ['s.yaml:4:9 policy: unknown policy "metdata", did you mean "metadata"?'],
    ],
    [
      'a policy file that is not there',
      `${HEAD}policy: ./gone.yaml\n${LOAD}${VARIANT}`,
      ['s.yaml:4:9 policy: there is no file "./gone.yaml"', '  hint: paths are relative to the scenario file'],
    ],
    [
      'the same name twice',
      `${HEAD}${LOAD}variants: [{ name: a }, { name: a }]\n`,
      ['s.yaml:7:33 variants[1].name: the name "a" stands twice', '  hint: give each variant a name of its own'],
    ],
    ['nothing to measure', HEAD + LOAD, ['s.yaml:1:1 nothing to measure: neither "variants" nor "tune" is there']],
    [
      'warm-up after measuring',
      `${HEAD}load:\n  phases: [{ rate: 1/s, duration: 1s }, { idle: 1s, measure: false }]\n${VARIANT}`,
      ['s.yaml:5:62 load.phases[1].measure: phases that are not measured come first'],
    ],
    [
      'headroom below 1',
      `${HEAD}${LOAD}tune: { headroom: 0.5 }\n`,
      [
        's.yaml:7:19 tune.headroom: must be at least 1, got 0.5',
        '  hint: below 1 the flags would be proved for less than the load',
      ],
    ],
  ];
  test.each(cases)('%s', async (_name, text, expected) => {
    expect(await problemsOf(text)).toEqual(expected);
  });

  test('an override without a place', async () => {
    expect(await problemsOf(HEAD + LOAD + VARIANT, ['load.phases[7].rate=1/s'])).toEqual([
      '--set load.phases[7].rate=1/s: there is nothing at this path in s.yaml',
    ]);
    expect(await problemsOf(HEAD + LOAD + VARIANT, ['repeat'])).toEqual([
      '--set repeat: expected path=value such as load.phases[0].rate=800/s',
    ]);
  });
});

describe('audit policies with the mistakes of blog posts', () => {
  const HINT =
    '  hint: kube-apiserver only warns of this, starts, and audits something else than was meant: check the indentation against https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/ (--lenient-policy takes it as kube-apiserver does)';
  const REFUSED = '  hint: kube-apiserver does not start with this policy';
  const policy = (rules: string): Readonly<Record<string, string>> => ({
    './p.yaml': `apiVersion: audit.k8s.io/v1\nkind: Policy\n${rules}`,
  });
  const scenario = `${HEAD}policy: ./p.yaml\n${LOAD}${VARIANT}`;

  test('resources outdented to the top', async () => {
    const files = policy('rules:\n- level: Metadata\nresources:\n- group: ""\n  resources: ["pods"]\n');
    expect(await problemsOf(scenario, [], files)).toEqual([
      './p.yaml:5:1 resources: unknown key; known keys: apiVersion, kind, metadata, rules, omitStages, omitManagedFields',
      HINT,
    ]);
  });

  test('resources as plain names', async () => {
    expect(await problemsOf(scenario, [], policy('rules:\n- level: Metadata\n  resources: ["pods"]\n'))).toEqual([
      './p.yaml:5:15 rules[0].resources[0]: expected an object, got "pods"',
      REFUSED,
    ]);
  });

  test('a level that does not exist', async () => {
    expect(await problemsOf(scenario, [], policy('rules:\n- level: metadata\n'))).toEqual([
      './p.yaml:4:10 rules[0].level: expected "None" or "Metadata" or "Request" or "RequestResponse", got "metadata"',
      REFUSED,
    ]);
  });

  test('no rules', async () => {
    expect(await problemsOf(scenario, [], policy('rules: []\n'))).toEqual([
      './p.yaml:3:8 rules: must not be empty',
      REFUSED,
    ]);
  });

  test('paths and resources in one rule', async () => {
    const files = policy('rules:\n- level: Metadata\n  nonResourceURLs: ["/x*y", "z"]\n  resources: [{ group: "" }]\n');
    expect(await problemsOf(scenario, [], files)).toEqual([
      './p.yaml:5:20 rules[0].nonResourceURLs: a rule cannot have both nonResourceURLs and resources or namespaces',
      REFUSED,
      './p.yaml:5:20 rules[0].nonResourceURLs: "*" is allowed at the end only, got "/x*y"',
      REFUSED,
      './p.yaml:5:20 rules[0].nonResourceURLs: a path must begin with "/", got "z"',
      REFUSED,
    ]);
  });
});
