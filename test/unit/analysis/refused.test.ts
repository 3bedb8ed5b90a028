import { describe, expect, test } from 'vitest';
import { Refused } from '../../../src/analysis/refused.ts';
import { templateShape } from '../../../src/core/load-shape.ts';
import type { RequestRecord } from '../../../src/core/records.ts';
import type { RequestTemplate } from '../../../src/core/scenario.ts';

const IDENTITY = { user: 'audit-bench', groups: [] };
const LEASES = { verb: 'update', group: 'coordination.k8s.io', version: 'v1', resource: 'leases' };
const TEMPLATES = [
  { kind: 'resource', weight: 1, verb: 'get', resource: 'pods', subresource: 'log' },
  { kind: 'resource', weight: 1, ...LEASES },
  { kind: 'path', weight: 1, verb: 'get', path: '/healthz?verbose' },
] as readonly unknown[] as readonly RequestTemplate[];

function refusedOf(...answers: readonly (readonly [shape: number, status: number | null])[]) {
  const refused = new Refused(TEMPLATES.map((template) => templateShape(template, 'ns', IDENTITY)));
  for (const [shape, status] of answers) refused.add({ shape, status } as RequestRecord);
  return refused.result();
}

describe('requests that were refused', () => {
  test('are none when all were answered below 400, or not at all', () => {
    expect(refusedOf([0, 200], [1, 201], [2, 302], [0, null])).toEqual([]);
  });

  test('are counted by kind and status, the most first', () => {
    expect(refusedOf([1, 409], [0, 404], [1, 422], [1, 409], [2, 500], [7, 404])).toEqual([
      { request: 'update coordination.k8s.io/v1/leases', status: 409, count: 2 },
      { request: 'get pods/log', status: 404, count: 1 },
      { request: 'others', status: 404, count: 1 },
      { request: 'update coordination.k8s.io/v1/leases', status: 422, count: 1 },
      { request: 'get /healthz', status: 500, count: 1 },
    ]);
  });
});
