import type { Problem } from '../../../core/errors.ts';
import type { Policy } from '../../../core/policy.ts';
import { formatPath, sortProblems } from '../../problems.ts';
import type { Path } from '../../yaml-document.ts';
import { readGoDocument } from '../go-yaml.ts';
import { namesLints } from './names.ts';
import { policyLints } from './whole.ts';

/** What kube-apiserver takes without a word, and that hardly anybody can have meant. */
export interface Lint {
  readonly path: Path;
  readonly sentence: string;
  readonly hint?: string;
}

/** `policy` as read from `text`. Sorted by line. */
export function lintPolicy(policy: Policy, text: string, file: string): readonly Problem[] {
  const document = readGoDocument(text, file);
  return sortProblems(
    [...policyLints(policy), ...policy.rules.flatMap((rule, index) => namesLints(rule, index))].map(
      ({ path, sentence, hint }) => ({
        file,
        ...document.place(path),
        message: `${formatPath(path)}: ${sentence}`,
        ...(hint === undefined ? {} : { hint }),
      }),
    ),
  );
}
