import { parseAuditId, type RequestKind } from '../core/audit-id.ts';
import { formatCount } from '../core/units.ts';
import { type Finding, type Place, wrong } from '../core/finding.ts';

/** Bits of the numbers seen; a run sends fewer. */
const MOST_NUMBERS = 2 ** 28;
/** Gaps told of each trial. */
const MOST_GAPS = 10;
const COUNTED: ReadonlySet<RequestKind> = new Set(['measured', 'warmup']);

interface Numbered {
  readonly trialKey: string;
  readonly kind: RequestKind;
  bits: Uint8Array;
  most: number;
  /** Where a number came that was not the next one: behind a gap, perhaps. */
  readonly jumps: Map<number, Place>;
}

/** Gaps in the numbers that audit-bench's load puts into its audit IDs. */
export class Numbers {
  readonly #all = new Map<string, Numbered>();

  add(auditId: string, place: Place): void {
    const id = parseAuditId(auditId);
    if (id === null || !COUNTED.has(id.kind) || id.number >= MOST_NUMBERS) return;
    const key = `${id.trialKey}${id.kind}`;
    let numbered = this.#all.get(key);
    if (numbered === undefined) {
      numbered = { ...id, bits: new Uint8Array(1 << 10), most: 0, jumps: new Map() };
      this.#all.set(key, numbered);
    }
    const { number } = id;
    while (number >> 3 >= numbered.bits.length) {
      const larger = new Uint8Array(numbered.bits.length * 2);
      larger.set(numbered.bits);
      numbered.bits = larger;
    }
    numbered.bits[number >> 3] = (numbered.bits[number >> 3] as number) | (1 << (number & 7));
    if (number > numbered.most + 1) numbered.jumps.set(number, place);
    numbered.most = Math.max(numbered.most, number);
  }

  findings(): readonly Finding[] {
    return [...this.#all.values()].flatMap((numbered) => {
      const gaps = gapsOf(numbered);
      if (gaps.length === 0) return [];
      const missing = gaps.reduce((sum, { from, to }) => sum + to - from + 1, 0);
      const shown = gaps
        .slice(0, MOST_GAPS)
        .map(({ from, to }) => (from === to ? `${from}` : `${from} to ${to}`))
        .join(', ');
      const more = gaps.length > MOST_GAPS ? ` and ${formatCount(gaps.length - MOST_GAPS)} more gaps` : '';
      const places = gaps.flatMap(({ to }) => numbered.jumps.get(to + 1) ?? []).slice(0, 5);
      return [
        wrong(
          'gap',
          `trial ${numbered.trialKey}: of the requests of its ${numbered.kind === 'warmup' ? 'warm-up' : 'measured load'}, numbered 1 to ${formatCount(numbered.most)}, ${formatCount(missing)} have no event: ${shown}${more}`,
          ...places,
        ),
      ];
    });
  }
}

function gapsOf({ bits, most }: Numbered): readonly { readonly from: number; readonly to: number }[] {
  const gaps: { from: number; to: number }[] = [];
  let last: { from: number; to: number } | undefined;
  for (let number = 1; number <= most; number += 1) {
    if (((bits[number >> 3] ?? 0) & (1 << (number & 7))) !== 0) continue;
    if (last !== undefined && last.to === number - 1) last.to = number;
    else gaps.push((last = { from: number, to: number }));
  }
  return gaps;
}
