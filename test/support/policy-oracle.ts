import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';

/** Versions of k8s.io/apiserver whose loader and evaluator are asked, each with its own module file. */
export const ORACLES = { '0.34.4': '0.34.4.mod', '0.37.2': 'go.mod' } as const;
export type OracleVersion = keyof typeof ORACLES;

const SOURCES = resolve('test/support/go/policy');
const BUILD_MS = 600_000;

export interface OracleAnswer {
  readonly verdict: 'accepted' | 'warned' | 'refused';
  readonly message?: string;
  readonly decisions?: string;
}

/** Builds the program once, outside the clone. `null` where it cannot be had, with the reason. */
export async function buildOracle(version: OracleVersion): Promise<{ path: string } | { missing: string }> {
  const modfile = ORACLES[version];
  const parts = ['main.go', modfile, modfile.replace(/mod$/, 'sum')].map((file) => readFileSync(join(SOURCES, file)));
  const digest = createHash('sha256').update(Buffer.concat(parts)).digest('hex').slice(0, 16);
  const dir = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'audit-bench', 'policy-oracle');
  const path = join(dir, `${version}-${digest}`);
  if (existsSync(path)) return { path };
  mkdirSync(dir, { recursive: true });
  const built = await execa('go', ['build', `-modfile=${modfile}`, '-o', path, '.'], {
    cwd: SOURCES,
    timeout: BUILD_MS,
    reject: false,
  });
  if (!built.failed) return { path };
  return {
    missing: `k8s.io/apiserver v${version} cannot be built: ${built.stderr.split('\n')[0] || built.shortMessage}`,
  };
}

/** Puts questions to the program one after another; ends it when `use` has ended. */
export async function withOracle<T>(
  path: string,
  use: (ask: (question: object) => Promise<OracleAnswer>) => Promise<T>,
): Promise<T> {
  const program = execa(path, { buffer: false, stdin: 'pipe', stderr: 'ignore' });
  const answers = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  try {
    return await use(async (question) => {
      program.stdin.write(`${JSON.stringify(question)}\n`);
      return JSON.parse((await answers.next()).value as string) as OracleAnswer;
    });
  } finally {
    program.stdin.end();
    await program;
  }
}
