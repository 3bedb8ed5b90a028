import { describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../../src/events/audit-event.ts';
import { MalformedEvent, readEvent, readEventList } from '../../../src/events/event-reader.ts';

/** As kube-apiserver v1.36 writes it to its log file. */
const LINE = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'RequestResponse',
  auditID: '0f4d1a0e-65a7-4a5d-9d0e-2f0c2a1d7c11',
  stage: 'ResponseComplete',
  requestURI: '/apis/apps/v1/namespaces/shop/deployments/cart/scale?fieldManager=hpa',
  verb: 'patch',
  user: {
    username: 'system:serviceaccount:kube-system:hpa',
    uid: 'b1',
    groups: ['system:serviceaccounts', 'system:authenticated'],
    extra: { 'authentication.kubernetes.io/credential-id': ['JTI=1'] },
  },
  impersonatedUser: { username: 'ann', groups: ['dev'] },
  sourceIPs: ['10.0.0.7', '10.0.0.1'],
  userAgent: 'kube-controller-manager/v1.36.0',
  objectRef: {
    resource: 'deployments',
    namespace: 'shop',
    name: 'cart',
    apiGroup: 'apps',
    apiVersion: 'v1',
    subresource: 'scale',
    resourceVersion: '17',
  },
  responseStatus: { metadata: {}, code: 200 },
  requestObject: { spec: { replicas: 3, auditID: 'not this one' } },
  responseObject: { status: '"}]' },
  requestReceivedTimestamp: '2026-11-24T09:00:00.123456Z',
  stageTimestamp: '2026-11-24T09:00:00.125000Z',
  annotations: { 'authorization.k8s.io/decision': 'allow' },
};

const read = (event: object): AuditEvent => readEvent(Buffer.from(JSON.stringify(event)));
const without = (key: keyof typeof LINE): object => {
  const { [key]: _, ...rest } = LINE;
  return rest;
};

describe('a whole audit event', () => {
  test('is read from a line of the log file', () => {
    const event = read(LINE);
    expect(event).toEqual({
      auditId: LINE.auditID,
      stage: 'ResponseComplete',
      level: 'RequestResponse',
      requestUri: LINE.requestURI,
      verb: 'patch',
      user: LINE.user,
      impersonatedUser: { username: 'ann', uid: '', groups: ['dev'], extra: {} },
      sourceIps: ['10.0.0.7', '10.0.0.1'],
      userAgent: LINE.userAgent,
      objectRef: {
        apiGroup: 'apps',
        apiVersion: 'v1',
        resource: 'deployments',
        subresource: 'scale',
        namespace: 'shop',
        name: 'cart',
      },
      responseCode: 200,
      requestReceivedMs: Date.parse('2026-11-24T09:00:00.123Z') + 0.456,
      stageMs: Date.parse('2026-11-24T09:00:00.125Z'),
      requestObjectBytes: JSON.stringify(LINE.requestObject).length,
      responseObjectBytes: JSON.stringify(LINE.responseObject).length,
      annotations: LINE.annotations,
      sizeBytes: JSON.stringify(LINE).length,
    });
  });

  test('may lack what an API server leaves out', () => {
    const event = read({
      level: 'Metadata',
      auditID: 'x',
      stage: 'RequestReceived',
      requestURI: '/version',
      verb: 'get',
      user: {},
      sourceIPs: null,
      responseObject: null,
      requestReceivedTimestamp: '2026-11-24T09:00:00.000000Z',
      stageTimestamp: '2026-11-24T09:00:00.000000Z',
      addedIn: 'a later version',
    });
    expect(event).toMatchObject({
      user: { username: '', uid: '', groups: [], extra: {} },
      impersonatedUser: null,
      sourceIps: [],
      userAgent: '',
      objectRef: null,
      responseCode: null,
      requestObjectBytes: null,
      responseObjectBytes: null,
      annotations: {},
    });
  });

  test('is read from an item of an EventList, in whatever pieces that comes', () => {
    const body = Buffer.from(JSON.stringify({ kind: 'EventList', items: [without('kind'), LINE] }, null, 1));
    const ids: string[] = [];
    readEventList([body.subarray(0, 500), body.subarray(500)], ({ auditId, verb }) => ids.push(`${auditId} ${verb}`));
    expect(ids).toEqual([`${LINE.auditID} patch`, `${LINE.auditID} patch`]);
  });

  test.each([
    ['auditID: expected string, got nothing', without('auditID')],
    ['stageTimestamp: expected an RFC 3339 time, got "yesterday"', { ...LINE, stageTimestamp: 'yesterday' }],
    [
      'stage: expected one of "RequestReceived"|"ResponseStarted"|"ResponseComplete"|"Panic", got "Done"',
      { ...LINE, stage: 'Done' },
    ],
    ['objectRef.name: expected string, got 5', { ...LINE, objectRef: { name: 5 } }],
    ['user.groups.1: expected string, got {"a":1}', { ...LINE, user: { groups: ['x', { a: 1 }] } }],
    ['kind: expected "Event", got "EventList"', { ...LINE, kind: 'EventList' }],
    [
      'apiVersion: expected one of "audit.k8s.io/v1"|"audit.k8s.io/v1beta1", got "audit.k8s.io/v1alpha1"',
      { ...LINE, apiVersion: 'audit.k8s.io/v1alpha1' },
    ],
  ])('is refused: %s', (message, event) => {
    expect(() => read(event)).toThrow(new MalformedEvent(message));
  });

  test.each([
    ['no event: expected an object', '2026-11-24T09:00:00.123456Z AUDIT: id="x"'],
    ['no event: expected an object', ''],
    ['verb: the text ends in the middle of a value', '{"auditID":"x","verb":"ge'],
    ['verb: a value that is not JSON', '{"auditID":"x","verb":get}'],
    ['text after the event', `${JSON.stringify(LINE)} {}`],
  ])('is refused as text: %s', (message, line) => {
    expect(() => readEvent(Buffer.from(line))).toThrow(new MalformedEvent(message));
  });

  test('names the item of a list that is none', () => {
    const list = JSON.stringify({ items: [LINE, { ...LINE, verb: 7 }] });
    expect(() => readEventList([Buffer.from(list)], () => {})).toThrow(
      new MalformedEvent('items[1].verb: expected string, got 7'),
    );
    expect(() => readEventList([Buffer.from(list.slice(0, -3))], () => {})).toThrow(
      new MalformedEvent('items[1]: the text ends in the middle of a value'),
    );
  });
});
