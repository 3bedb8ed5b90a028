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

/** Clusters that tests make themselves are named with a second dash, those of a run are not. */
const OF_A_TEST = /^audit-bench-\w+-/;
const FORMAT = '{{.ID}}\t{{.Label "io.x-k8s.kind.cluster"}}\t{{.Mounts}}';

/**
 * What kind leaves where it is not deleted: containers and volumes (by id) of clusters that runs make. Other tests may
 * make clusters of their own meanwhile; those that count take turns (turns.ts).
 */
export async function kindThings(): Promise<readonly string[]> {
  const containers = lines(await tools.container(['ps', '-a', '--no-trunc', '--format', FORMAT])).map((line) => {
    const [id = '', cluster = '', mounts = ''] = line.split('\t');
    return { id, cluster, mounts: mounts.split(',') };
  });
  const others = containers.filter(({ cluster }) => OF_A_TEST.test(cluster));
  const elsewhere = new Set(others.flatMap(({ mounts }) => mounts));
  const volumes = lines(await tools.container(['volume', 'ls', '-q'])).filter((name) => !elsewhere.has(name));
  return [...containers.filter((container) => !others.includes(container)).map(({ id }) => id), ...volumes];
}

/** For a moment the volumes of a test's own cluster are nobody's, while it is made or deleted. */
export const GONE_WITHIN = { timeout: 10_000 };

function lines({ stdout }: { readonly stdout: string }): readonly string[] {
  return stdout.split('\n').filter((line) => line !== '');
}
