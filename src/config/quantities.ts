import { z } from 'zod';
import { parseDurationMs, parseRatePerSecond, parseSizeBytes } from '../core/units.ts';
import { show } from './problems.ts';

/** Whole numbers are exact up to here; 285,000 years in milliseconds. */
const MOST = Number.MAX_SAFE_INTEGER;

/** Text in the file, a number in the product: durations in ms, rates per second, sizes in bytes. */
function quantity(
  what: string,
  example: string,
  parse: (text: string) => number | undefined,
  allowZero: boolean,
): z.ZodType<number, string> {
  const refusal = (value: unknown): string => `expected ${what} such as "${example}", got ${show(value)}`;
  return z
    .string({
      error: (issue) =>
        issue.input === undefined ? `is missing, expected ${what} such as "${example}"` : refusal(issue.input),
    })
    .meta({ description: `${what} such as ${example}`, examples: [example] })
    .transform((text, context) => {
      const value = parse(text);
      if (value !== undefined && value > MOST)
        context.addIssue({ code: 'custom', message: `is too large: ${show(text)}` });
      else if (value === undefined) context.addIssue({ code: 'custom', message: refusal(text) });
      else if (value < 0 || (value === 0 && !allowZero))
        context.addIssue({ code: 'custom', message: `must be above 0, got ${show(text)}` });
      return value ?? Number.NaN;
    });
}

export const duration = quantity('a duration', '30s', parseDurationMs, false);
export const durationOrZero = quantity('a duration', '30s', parseDurationMs, true);
export const rate = quantity('a rate', '500/s', parseRatePerSecond, false);
export const rateOrZero = quantity('a rate', '500/s', parseRatePerSecond, true);
export const size = quantity('a size', '10MiB', parseSizeBytes, false);
export const sizeOrZero = quantity('a size', '10MiB', parseSizeBytes, true);

export const count = z.int().min(1);
export const ratio = z.number().min(0).max(1);
