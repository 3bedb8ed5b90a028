import { describe, expect, test } from 'vitest';
import { watchApiservers } from '../../../src/cli/live-watch.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import type { Connection } from '../../../src/clusters/existing/connection.ts';

/** /metrics of an API server that started at a second of the epoch and has made and lost so many events. */
const page = (startedSeconds: number, generated: number, buffered: number): string =>
  `apiserver_audit_event_total ${generated}\napiserver_audit_error_total{plugin="buffered"} ${buffered}\nprocess_start_time_seconds ${startedSeconds}\nprocess_cpu_seconds_total ${generated}\n`;

/** Answers every reading with the next page. */
function connectionTo(pages: () => string): Connection {
  const url = 'https://lb:6443';
  return {
    server: url,
    context: 'ctx',
    unreached: 0,
    ask: () => Promise.reject(new Error('nothing is asked')),
    access: () => Promise.reject(new Error('nobody else reads')),
    apiservers: [{ name: url, url }],
    get: async () => ({ status: 200, text: pages(), dateMs: 1_000_000, certificate: 'of the load balancer' }),
    readFlags: async () => null,
  };
}

async function watch(pages: () => string, durationMs: number, tickMs: number) {
  const lines: string[] = [];
  const watched = await watchApiservers(
    connectionTo(pages),
    { durationMs, tickMs },
    {
      began: (all) => all.forEach(({ ever }) => lines.push(`began: lost ${ever.lost} of ${ever.generated}`)),
      ticked: (_seconds, all) => all.forEach(({ rates }) => lines.push(`tick: lost ${rates.lost}`)),
    },
    { clock: new VirtualClock(0), signal: new AbortController().signal },
  );
  return { watched, lines };
}

describe('watching API servers', () => {
  test('begins with what was lost before, then says at each tick what was lost since', async () => {
    let readings = 0;
    const { watched, lines } = await watch(
      () => page(500, 1000 + 100 * readings, 50 + 10 * readings++),
      60_000,
      20_000,
    );
    expect(lines[0]).toBe('began: lost 50 of 1000');
    expect(lines.slice(1)).toEqual(['tick: lost 10', 'tick: lost 20']);
    const [{ rates, ever }] = watched.apiservers as [(typeof watched.apiservers)[0]];
    expect(ever.lost).toBe(50 + rates.lost);
    expect(ever.runsForMs).toBe(500_000);
  });

  test('behind a load balancer it reads until the same API server answers', async () => {
    let readings = 0;
    const both = [page(500, 1000, 50), page(501, 9000, 0), page(502, 10, 0), page(500, 1010, 55)];
    const { watched } = await watch(() => both[Math.min(readings++, 3)] ?? '', 10, 1000);
    expect(watched.apiservers[0]?.rates).toMatchObject({ lost: 5, restarted: false });
    expect(readings).toBe(4);
  });

  test.each([
    ['another start time', page(501, 9000, 60)],
    ['a counter that fell', page(500, 999, 50)],
    ['fewer errors', page(500, 2000, 49)],
  ])('when only others answer (%s) nothing is claimed', async (_name, other) => {
    let readings = 0;
    await expect(watch(() => (readings++ === 0 ? page(500, 1000, 50) : other), 10, 1000)).rejects.toThrow(
      'https://lb:6443: the API server of the first reading does not answer any more, others do (a load balancer?)',
    );
    expect(readings).toBe(21);
  });
});
