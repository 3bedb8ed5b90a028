import { stringify } from 'yaml';

/** Draws a whole number below `bound`. */
type Draw = (bound: number) => number;
type Value = Record<string, unknown>;
type Path = readonly (string | number)[];

const pick = <T>(values: readonly T[], draw: Draw): T => values[draw(values.length)] as T;

/** Other values in place of one: every type, and words that YAML 1.1 takes for something else. */
const STRANGERS: readonly unknown[] = [
  null,
  true,
  false,
  0,
  1,
  1.5,
  -3,
  '',
  'x',
  [],
  {},
  [null],
  [[]],
  ['x'],
  { x: 1 },
  'None',
  'metadata',
  '*',
  'apps/v1',
  'Apps',
  '/x',
  '/a*b',
  'yes',
  'on',
  'audit.k8s.io/v1beta1',
  'v1',
];

function paths(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const path = [...at, Array.isArray(value) ? Number(key) : key];
    return [path, ...paths(member, path)];
  });
}

function parentOf(root: Value, path: Path): Record<string | number, unknown> {
  return path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], root) as Record<
    string | number,
    unknown
  >;
}

/** Changes of the value: what remains is YAML of another structure. */
export const STRUCTURE: Readonly<Record<string, (policy: Value, draw: Draw) => Value>> = {
  'a value of another kind': (policy, draw) => {
    const copy = structuredClone(policy);
    const path = pick(paths(copy), draw);
    parentOf(copy, path)[path.at(-1) ?? 0] = structuredClone(pick(STRANGERS, draw));
    return copy;
  },
  'a key left out': (policy, draw) => {
    const copy = structuredClone(policy);
    const path = pick(paths(copy), draw);
    const parent = parentOf(copy, path);
    if (Array.isArray(parent)) parent.splice(Number(path.at(-1)), 1);
    else delete parent[path.at(-1) ?? 0];
    return copy;
  },
  'a key of another name': (policy, draw) => {
    const copy = structuredClone(policy);
    const path = pick(
      paths(copy).filter((entry) => typeof entry.at(-1) === 'string'),
      draw,
    );
    const parent = parentOf(copy, path);
    const key = String(path.at(-1));
    parent[pick([key.toLowerCase(), `${key}s`, key[0]?.toUpperCase() + key.slice(1), 'level', 'rules'], draw)] =
      parent[key];
    delete parent[key];
    return copy;
  },
  'a key outdented to the top': (policy, draw) => {
    const copy = structuredClone(policy);
    const path = pick(
      paths(copy).filter((entry) => entry.length > 2 && typeof entry.at(-1) === 'string'),
      draw,
    );
    if (path === undefined) return copy;
    const parent = parentOf(copy, path);
    copy[String(path.at(-1))] = parent[String(path.at(-1))];
    delete parent[String(path.at(-1))];
    return copy;
  },
  'an API group': (policy, draw) => ({
    ...policy,
    rules: [
      {
        level: 'Request',
        resources: [
          {
            group: pick(
              ['*', 'Apps', 'apps/v1', 'a_b', '-a', 'a.', 'a..b', 'x'.repeat(254), 'metrics.k8s.io', '**'],
              draw,
            ),
            resources: [pick(['*', 'pods', '*/status', 'deployments/*'], draw)],
          },
        ],
      },
      ...(policy['rules'] as unknown[]),
    ],
  }),
  metadata: (policy, draw) => ({
    ...policy,
    metadata: pick(
      [
        { name: 'p' },
        null,
        {},
        { labels: { a: 'b' } },
        { labels: { a: 1 } },
        { nam: 'x' },
        { creationTimestamp: null },
      ],
      draw,
    ),
  }),
};

const yaml = (policy: Value): string => stringify(policy, { version: '1.1' });

/** The same policy, or nearly, in another syntax. */
export const SYNTAX: Readonly<Record<string, (policy: Value, draw: Draw) => string>> = {
  JSON: (policy, draw) => JSON.stringify(policy, null, draw(3)),
  'JSON with more behind it': (policy, draw) =>
    `${JSON.stringify(policy)}${pick(['\n---\n', '\n{}', '  \n', ' x'], draw)}`,
  'a flow mapping that is no JSON': (policy) =>
    stringify(policy, { collectionStyle: 'flow', lineWidth: 0, version: '1.1' }),
  'an indented document': (policy, draw) => yaml(policy).replaceAll(/^(?=.)/gm, ' '.repeat(1 + draw(4))),
  'a document marker': (policy, draw) =>
    pick(
      [`---\n${yaml(policy)}`, `${yaml(policy)}---\n`, `${yaml(policy)}...\n`, `%YAML 1.1\n---\n${yaml(policy)}`],
      draw,
    ),
  'several documents': (policy, draw) =>
    `${yaml(policy)}---\n${pick(['kind: Secret\n', yaml(policy), '"a": [\n', ''], draw)}`,
  'comments and blank lines': (policy) => `# a policy\n\n${yaml(policy).replaceAll('\n', ' # here\n')}`,
  'empty values': (policy, draw) =>
    `${yaml(policy)}${pick(['omitStages:\n', 'metadata:\n', 'omitManagedFields:\n', 'omitManagedFields: ~\n'], draw)}`,
  'empty values in a rule': (policy, draw) =>
    `${yaml({ ...policy, rules: undefined })}rules:\n- level: Metadata\n  ${pick(['users', 'verbs', 'omitStages', 'resources', 'namespaces', 'nonResourceURLs', 'omitManagedFields'], draw)}:\n`,
  'an empty group': (policy) =>
    `${yaml({ ...policy, rules: undefined })}rules:\n- level: Request\n  resources:\n  - group:\n    resources: [pods]\n`,
  'booleans of YAML 1.1': (policy, draw) =>
    `${yaml({ ...policy, rules: undefined })}omitManagedFields: ${pick(['yes', 'No', 'on', 'OFF', 'y', 'n', 'True', '!!bool "true"', '!!str true', '1'], draw)}\nrules:\n- level: Metadata\n`,
  'words that YAML 1.1 reads otherwise': (policy, draw) =>
    `${yaml({ ...policy, rules: undefined })}rules:\n- level: Metadata\n  users: [${pick(['yes', 'off', 'y', '017', '0x1f', '1_000', '1e3', '2026-01-31', '~', '.inf', '12:30', '0o7', '08', '!!str 1', '"yes"', "'on'", '+1', '.5', '1.', '<<', '='], draw)}]\n`,
  'merge keys': (policy, draw) =>
    `x-base: &base\n  level: Metadata\n  verbs: [get]\n${yaml({ ...policy, rules: undefined })}rules:\n- <<: *base\n${pick(['', '  users: [alice]\n', '  verbs: [list]\n', '  level: None\n'], draw)}- ${pick(['<<: [*base, {level: None, users: [bob]}]', '{<<: *base, verbs: [create]}', '{verbs: [create], <<: *base}', '<<: *none', '<<: [x]', '<<: x', '*base'], draw)}\n`,
  'anchors and aliases': (policy) =>
    `${yaml({ ...policy, rules: undefined })}rules:\n- level: Request\n  verbs: &verbs [get, list]\n- level: Metadata\n  verbs: *verbs\n`,
  'a key twice': (policy, draw) => {
    const lines = yaml(policy)
      .split('\n')
      .filter((line) => line !== '');
    const at = draw(lines.length);
    return `${[...lines.slice(0, at + 1), lines[at], ...lines.slice(at + 1)].join('\n')}\n`;
  },
  'a line at another depth': (policy, draw) => {
    const lines = yaml(policy).split('\n');
    const at = draw(lines.length);
    lines[at] = draw(2) === 0 ? `  ${lines[at]}` : (lines[at] ?? '').replace(/^ {2}/, '');
    return lines.join('\n');
  },
};

/** Bytes gone, doubled or replaced: counted, for two readers of YAML differ on such. */
export function mutateBytes(text: string, draw: Draw): string {
  const at = draw(Math.max(1, text.length));
  const replaced = pick(
    ['', text.slice(at, at + 2), ':', '-', '\t', '"', '[', '}', '#', '\n', ' ', '&', '*', '%', '\u0000', 'é'],
    draw,
  );
  return text.slice(0, at) + replaced + text.slice(at + draw(3));
}
