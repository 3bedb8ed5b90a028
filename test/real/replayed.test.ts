import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { noBinaries } from '../support/assets.ts';
import { tempDir } from '../support/cli.ts';
import { recordClients } from '../support/recorded-clients.ts';
import { type LoggedEvent, measuredOnly, recorded } from '../support/recorded-runs.ts';

const skipped = noBinaries === null ? '' : ` (skipped: ${noBinaries})`;
describe.skipIf(noBinaries !== null)(`a replay on a real kube-apiserver${skipped}`, () => {
  test('is answered as the record was: leases, custom resources, subresources, node status, deletions', async () => {
    const lines = await recordClients();
    const events = lines.map((line) => JSON.parse(line) as LoggedEvent);
    const file = join(tempDir(), 'audit.log');
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
    const again = measuredOnly(
      await recorded({
        load: { replay: { auditLog: file } },
        policy: 'request-complete',
        backend: 'log',
        variants: [{ name: 'd', mode: 'blocking' }],
      }),
    );
    const answers = (list: readonly LoggedEvent[]): readonly string[] =>
      list.map(({ verb, objectRef, responseStatus: { code = 0 } = {} }) => {
        const { resource = '', subresource = '' } = objectRef ?? {};
        return `${verb} ${resource}/${subresource} ${code < 300 ? '2xx' : code}`;
      });
    expect(answers(again.events).toSorted()).toEqual(answers(events).toSorted());
  });
});
