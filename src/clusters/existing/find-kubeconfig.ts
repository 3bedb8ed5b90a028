import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { badInput } from '../../core/errors.ts';
import { isFile } from '../../platform/files.ts';

/**
 * The kubeconfig that was named, else the first of $KUBECONFIG that is there, else ~/.kube/config, as kubectl looks for
 * it; unlike kubectl the files of $KUBECONFIG are not merged. Errors: AuditBenchError (exit 2) when there is none.
 */
export async function findKubeconfig(
  named: string | null,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  if (named !== null) return named;
  const listed = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  const paths = listed.length > 0 ? listed : [join(environment['HOME'] ?? homedir(), '.kube', 'config')];
  for (const path of paths) if (await isFile(path)) return path;
  throw badInput(
    `there is no kubeconfig: looked for ${paths.join(', ')}`,
    'name one with --kubeconfig, or set KUBECONFIG',
  );
}
