import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { buildGoProgram } from './go-program.ts';

/** Versions of k8s.io/apiserver whose loader and evaluator are asked, each with its own module file. */
export const ORACLES = { '0.34.4': '0.34.4.mod', '0.37.2': 'go.mod' } as const;
export type OracleVersion = keyof typeof ORACLES;

export interface OracleAnswer {
  readonly verdict: 'accepted' | 'warned' | 'refused';
  readonly message?: string;
  readonly decisions?: string;
}

/** Builds the program once, outside the clone; `missing`: why it cannot be had. */
export function buildOracle(version: OracleVersion): ReturnType<typeof buildGoProgram> {
  return buildGoProgram('policy', ORACLES[version]);
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
