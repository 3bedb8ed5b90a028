import { makeTools } from '../../src/clusters/kind/tools.ts';

const tools = makeTools(process.env, null);
const image = process.env['AUDIT_BENCH_KIND_IMAGE'];

async function reason(): Promise<string | null> {
  if (!tools.installed.engine || (await tools.container(['version'])).failure !== '') return 'docker does not answer';
  if (!tools.installed.kind) return 'kind is not installed';
  if (image === undefined) return 'AUDIT_BENCH_KIND_IMAGE names no node image';
  const there = (await tools.container(['image', 'inspect', '--format', '{{.Id}}', image])).failure === '';
  return there ? null : `the image ${image} is not here`;
}

const why = await reason();
/** Why tests of kind cannot run here; `null`: they can. */
export const noKind: string | null =
  why === null
    ? null
    : `${why}: install Docker and kind, docker pull kindest/node:…, and name it in AUDIT_BENCH_KIND_IMAGE`;
// In CI they must run: a skip there would be a test that cannot fail.
if (noKind !== null && process.env['AUDIT_BENCH_REQUIRE_KIND'] === '1') throw new Error(noKind);

export const KIND_IMAGE = image ?? '';

/** What kind leaves where it is not deleted: containers, volumes (by id) and processes of audit-bench clusters. */
export async function kindThings(): Promise<readonly string[]> {
  const containers = await tools.container(['ps', '-a', '-q', '--no-trunc']);
  const volumes = await tools.container(['volume', 'ls', '-q']);
  return [containers, volumes].flatMap(({ stdout }) => stdout.split('\n').filter((line) => line !== ''));
}
