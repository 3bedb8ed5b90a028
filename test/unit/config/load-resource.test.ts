import { expect, test } from 'vitest';
import { parseLoadResource, resourceRefusal } from '../../../src/config/load-resource.ts';

test.each([
  ['pods', { resource: 'pods' }],
  ['pods/status', { resource: 'pods', subresource: 'status' }],
  ['v1/pods/status', { resource: 'pods', subresource: 'status' }],
  ['apps/v1/deployments/scale', { group: 'apps', resource: 'deployments', subresource: 'scale' }],
  ['example.com/v1beta1/widgets', { group: 'example.com', version: 'v1beta1', resource: 'widgets' }],
  ['a/b/c/d', undefined],
  ['apps//deployments', undefined],
])('%s', (text, parsed) => expect(parseLoadResource(text)).toEqual(parsed));

test.each([
  ['pods', 'create', null],
  ['example.com/v1/widgets', 'create', null],
  ['apiregistration.k8s.io/v1/apiservices', 'list', null],
  ['podz', 'get', 'unknown resource "podz", did you mean "pods"?'],
  ['deployments', 'get', '"deployments" is not in the core group, did you mean "apps/v1/deployments"?'],
  ['batch/v1/pods', 'get', '"pods" is not in group "batch", did you mean "v1/pods"?'],
  [
    'apiregistration.k8s.io/v1/apiservices',
    'create',
    'no object of "apiregistration.k8s.io/v1/apiservices" can be made; those that can be read only take get, list, watch and delete',
  ],
  ['a/b/c', 'get', 'expected a resource such as "pods", "v1/pods/status" or "apps/v1/deployments", got "a/b/c"'],
])('%s to %s', (text, verb, refusal) => expect(resourceRefusal(text, verb)).toBe(refusal));
