import { BUNDLED_POLICIES } from '../../src/config/policy/bundled.ts';
import { parsePolicy } from '../../src/config/policy/parse.ts';
import type { PolicySource } from '../../src/core/scenario.ts';

export function bundledPolicy(name: string): PolicySource {
  const parsed = parsePolicy(BUNDLED_POLICIES[name] ?? '', name, name);
  if ('problems' in parsed) throw new Error(`the bundled policy ${name} is broken`);
  return parsed.policy;
}
