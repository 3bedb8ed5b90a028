import type { Problem } from '../../core/errors.ts';
import { nearest } from '../../core/nearest.ts';
import { formatPath, show } from '../problems.ts';
import type { Path } from '../yaml-document.ts';
import type { GoDocument } from './go-yaml.ts';

/** What a field of Go's type takes; nothing (`null`) is always taken for its zero value. */
type Field =
  | 'text'
  | 'boolean'
  | 'whole number'
  | 'time'
  | 'anything'
  | { readonly list: Field }
  | { readonly map: Field }
  | { readonly object: Readonly<Record<string, Field>> };

const texts: Field = { list: 'text' };

/** Source: k8s.io/apimachinery pkg/apis/meta/v1/types.go at v0.36.3 (`ObjectMeta`). */
const METADATA: Field = {
  object: {
    name: 'text',
    generateName: 'text',
    namespace: 'text',
    selfLink: 'text',
    uid: 'text',
    resourceVersion: 'text',
    generation: 'whole number',
    creationTimestamp: 'time',
    deletionTimestamp: 'time',
    deletionGracePeriodSeconds: 'whole number',
    labels: { map: 'text' },
    annotations: { map: 'text' },
    ownerReferences: {
      list: {
        object: {
          apiVersion: 'text',
          kind: 'text',
          name: 'text',
          uid: 'text',
          controller: 'boolean',
          blockOwnerDeletion: 'boolean',
        },
      },
    },
    finalizers: texts,
    managedFields: {
      list: {
        object: {
          manager: 'text',
          operation: 'text',
          apiVersion: 'text',
          time: 'time',
          fieldsType: 'text',
          fieldsV1: 'anything',
          subresource: 'text',
        },
      },
    },
  },
};

const RULE: Field = {
  object: {
    level: 'text',
    users: texts,
    userGroups: texts,
    verbs: texts,
    resources: { list: { object: { group: 'text', resources: texts, resourceNames: texts } } },
    namespaces: texts,
    nonResourceURLs: texts,
    omitStages: texts,
    omitManagedFields: 'boolean',
  },
};

/** Source: k8s.io/apiserver pkg/apis/audit/v1/types.go at v0.36.3 (`Policy`). */
const POLICY: Field = {
  object: {
    apiVersion: 'text',
    kind: 'text',
    metadata: METADATA,
    rules: { list: RULE },
    omitStages: texts,
    omitManagedFields: 'boolean',
  },
};

export interface Decoded {
  /** With zero values where nothing stood; only fields that the type has. */
  readonly value: unknown;
  /** Fields that the type does not have: kube-apiserver warns of them and goes on without. */
  readonly unknown: readonly Problem[];
  /** Values of another type: kube-apiserver does not start. */
  readonly refusals: readonly Problem[];
}

type Source = Pick<GoDocument, 'value' | 'place' | 'booleanText'> & { readonly file: string };

/** `at`: where in the file the policy stands. */
export function decodePolicy(source: Source, at: Path): Decoded {
  const unknown: Problem[] = [];
  const refusals: Problem[] = [];
  const problem = (path: Path, sentence: string, of: 'key' | 'value' = 'value'): Problem => {
    const message = path.length === 0 ? sentence : `${formatPath(path)}: ${sentence}`;
    return { file: source.file, ...source.place([...at, ...path], of), message };
  };
  const refuse = (path: Path, expected: string, value: unknown): undefined => {
    const boolean = typeof value === 'boolean' ? source.booleanText([...at, ...path]) : undefined;
    const reason = boolean === undefined ? '' : `: "${boolean}" without quotes is a boolean to Kubernetes`;
    refusals.push(problem(path, `expected ${expected}, got ${show(value)}${reason}`));
  };
  const decode = (value: unknown, field: Field, path: Path): unknown => {
    if (value === null || value === undefined) return undefined;
    if (typeof field === 'string') return scalar(value, field) ? value : refuse(path, ARTICLES[field], value);
    if ('list' in field) {
      if (!Array.isArray(value)) return refuse(path, 'an array', value);
      return value.map((item, index) => decode(item, field.list, [...path, index]) ?? zero(field.list));
    }
    if (typeof value !== 'object' || Array.isArray(value)) return refuse(path, 'an object', value);
    const entries = Object.entries(value);
    if ('map' in field)
      return Object.fromEntries(entries.map(([key, item]) => [key, decode(item, field.map, [...path, key])]));
    const known = Object.keys(field.object);
    return Object.fromEntries(
      entries.flatMap(([key, item]) => {
        const member = Object.hasOwn(field.object, key) ? field.object[key] : undefined;
        if (member === undefined) unknown.push(problem([...path, key], unknownKey(key, known), 'key'));
        const decoded = member === undefined ? undefined : decode(item, member, [...path, key]);
        return decoded === undefined ? [] : [[key, decoded]];
      }),
    );
  };
  return { value: decode(source.value, POLICY, []), unknown, refusals };
}

const ARTICLES = {
  text: 'a string',
  boolean: 'a boolean',
  'whole number': 'a whole number',
  time: 'a time such as "2026-01-31T12:00:00Z"',
  anything: 'anything',
} as const;

function scalar(value: unknown, field: keyof typeof ARTICLES): boolean {
  switch (field) {
    case 'text':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'whole number':
      return Number.isInteger(value);
    case 'time':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\d[T]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value);
    case 'anything':
      return true;
  }
}

/** What stands in a list for a member that is nothing. */
function zero(field: Field): unknown {
  if (field === 'text') return '';
  return typeof field === 'object' && 'object' in field ? {} : undefined;
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  return near === undefined ? `unknown key; known keys: ${known.join(', ')}` : `unknown key, did you mean "${near}"?`;
}
