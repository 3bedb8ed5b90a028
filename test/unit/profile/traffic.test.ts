import fc from 'fast-check';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LogAccount } from '../../../src/audit-log/log-account.ts';
import { findLogSets } from '../../../src/audit-log/log-set.ts';
import { readEvents, readLog } from '../../../src/audit-log/read-log.ts';
import { readEvent } from '../../../src/events/event-reader.ts';
import { Traffic } from '../../../src/profile/traffic.ts';
import { eventLine, writeLog } from '../../support/audit-log.ts';
import { tempDir } from '../../support/cli.ts';

const AT_MS = Date.parse('2026-11-24T09:00:58.250Z') + 0.125;
const reading = () => ({ account: new LogAccount(), signal: new AbortController().signal, onBytes: () => {} });

const words = fc.constantFrom('a', 'ü', '"}', '","verb":"', '\\', ',"name":"x', 'a much longer one than the others');
const objects = fc.option(
  fc.record(
    {
      resource: fc.constantFrom('pods', 'leases', 'deployments'),
      namespace: words,
      name: words,
      uid: words,
      apiGroup: fc.constantFrom('apps', 'coordination.k8s.io'),
      apiVersion: fc.constant('v1'),
      resourceVersion: fc.nat().map(String),
      subresource: fc.constantFrom('status', 'scale'),
    },
    { requiredKeys: ['resource'] },
  ),
);
const more = fc.constantFrom(
  {},
  { requestObject: { a: { b: '}' } } },
  { responseObject: null },
  { requestObject: { requestObject: {} }, responseObject: { code: 1 } },
  { responseStatus: { metadata: {}, status: 'Failure', message: '"code":200', code: 404 } },
);
const lines = fc.array(
  fc
    .record({
      atMs: fc.nat(300_000).map((ms) => AT_MS + ms / 2),
      verb: fc.constantFrom('get', 'watch', 'update'),
      stage: fc.constantFrom('ResponseComplete', 'RequestReceived', 'Panic'),
      user: words,
      agent: words,
      uri: words,
      objectRef: objects,
      code: fc.constantFrom(200, 404),
      decision: words,
      more,
      cut: fc.constantFrom(0, 0, 0, 0, 0, 30),
    })
    .map(({ cut, ...parts }) => eventLine(parts).slice(0, cut === 0 ? undefined : -cut)),
  { minLength: 1, maxLength: 60 },
);

test('what lines have alike is counted as their events are, whatever they hold', async () => {
  const path = join(tempDir(), 'audit.log');
  await fc.assert(
    fc.asyncProperty(lines, async (texts) => {
      const [set = expect.unreachable()] = await findLogSets([writeLog(path, texts)]);
      const [byLines, byEvents, one] = [new Traffic(), new Traffic(), new Traffic()];
      const onLine: Parameters<typeof readEvents>[1]['onLine'] = (line) => {
        byLines.addLine(line);
        return true;
      };
      const [first, second] = [reading(), reading()];
      await readEvents(set, { onLine, onEvent: (event) => byLines.add(event) }, first);
      await readLog(set, (event) => byEvents.add(event), second);
      const whole = texts.filter((text) => text.endsWith('}}'));
      for (const text of whole) one.add(readEvent(Buffer.from(text)));
      expect(first.account).toEqual(second.account);
      expect(first.account.events).toBe(whole.length);
      if (whole.length === 0) return;
      const told = one.profile([], Number.POSITIVE_INFINITY);
      expect(byLines.profile([], Number.POSITIVE_INFINITY)).toEqual(told);
      expect(byEvents.profile([], Number.POSITIVE_INFINITY)).toEqual(told);
    }),
  );
});
