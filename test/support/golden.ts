import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect } from 'vitest';

/** Compares with test/golden/<name>; `npm run golden` writes it again. A missing golden file is a failure, not a pass. */
export function expectGolden(name: string, text: string): void {
  const file = join(resolve('test/golden'), name);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(existsSync(file), `${file} is missing: npm run golden`).toBe(true);
  expect(text).toBe(readFileSync(file, 'utf8'));
}
