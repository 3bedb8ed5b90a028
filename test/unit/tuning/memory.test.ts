import { expect, test } from 'vitest';
import { bufferedEventBytes, postedEventBytes } from '../../../src/tuning/search/memory.ts';

/** What bench/memory.js read off kube-apiserver v1.37.2 (docs/audit-pipeline.md, "Memory"), in bytes. */
const MEASURED = [
  { jsonBytes: 748, buffered: 3310, posted: 5282 },
  { jsonBytes: 2185, buffered: 6606, posted: 10_868 },
  { jsonBytes: 9353, buffered: 18_187, posted: 36_555 },
];

test.each(MEASURED)(
  'an event of $jsonBytes B costs what was measured, within 20 %',
  ({ jsonBytes, buffered, posted }) => {
    expect(Math.abs(bufferedEventBytes(jsonBytes) / buffered - 1)).toBeLessThan(0.2);
    expect(Math.abs(postedEventBytes(jsonBytes) / posted - 1)).toBeLessThan(0.2);
  },
);
