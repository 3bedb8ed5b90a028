import { join } from 'node:path';
import { parse } from 'yaml';
import { clusterFailed, messageOf, missingTool } from '../../core/errors.ts';
import { sha512OfFile } from '../../platform/digest.ts';
import { download, fetchText, type OnBytes } from '../../platform/download.ts';
import { makeTempDir, moveInto, removeDir } from '../../platform/files.ts';
import { runCommand } from '../../platform/programs.ts';

/** The index of the envtest archives of kubernetes-sigs/controller-tools. */
export const RELEASE_INDEX =
  'https://raw.githubusercontent.com/kubernetes-sigs/controller-tools/HEAD/envtest-releases.yaml';

interface Archive {
  readonly hash: string;
  readonly selfLink: string;
}
type Index = { readonly releases: Readonly<Record<string, Readonly<Record<string, Archive>>>> };

export interface ReleaseChoice {
  readonly version: string;
  readonly name: string;
  readonly archive: Archive;
}

/**
 * The newest archive of a minor (or the very patch) for this system.
 * Errors: AuditBenchError (exit 3) that names the nearest when there is none.
 */
export function chooseRelease(indexText: string, wanted: string, platform: string, arch: string): ReleaseChoice {
  const { releases } = parse(indexText) as Index;
  const versions = Object.keys(releases)
    .map((tag) => tag.replace(/^v/, ''))
    .filter((version) => /^\d+\.\d+\.\d+$/.test(version))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  const version = versions.find((candidate) => candidate === wanted || candidate.startsWith(`${wanted}.`));
  const system = `${platform}-${arch === 'x64' ? 'amd64' : arch}`;
  if (version === undefined) {
    const near = nearestVersion(versions, wanted);
    throw missingTool(
      `there is no envtest archive of Kubernetes ${wanted}; the nearest is ${near ?? 'none'}`,
      'choose it with --version, or build the exact one with --from go',
    );
  }
  const entry = Object.entries(releases[`v${version}`] ?? {}).find(([name]) => name.includes(`-${system}.`));
  if (entry === undefined)
    throw missingTool(`there is no envtest archive of Kubernetes ${version} for ${system}`, 'build it with --from go');
  return { version, name: entry[0], archive: entry[1] };
}

/** Downloads, checks the SHA-512 of and unpacks an archive into `<cache>/<version>`. Returns the version. */
export async function installRelease(
  wanted: string,
  cacheDir: string,
  options: {
    readonly indexUrl: string;
    readonly signal: AbortSignal;
    readonly say: (line: string) => void;
    readonly onBytes: OnBytes;
  },
): Promise<string> {
  const indexText = await fetchText(options.indexUrl, options.signal).catch((error: unknown) => {
    throw clusterFailed(
      `${options.indexUrl} cannot be read: ${messageOf(error)}`,
      'without access to it, build the binaries with --from go',
    );
  });
  const { version, name, archive } = chooseRelease(indexText, wanted, process.platform, process.arch);
  const dir = await makeTempDir('audit-bench-assets-');
  try {
    const file = join(dir, name);
    options.say(`downloading ${name}`);
    await download(archive.selfLink, file, options.signal, options.onBytes);
    const hash = await sha512OfFile(file);
    if (hash !== archive.hash)
      throw clusterFailed(
        `${name}: the checksum is ${hash.slice(0, 16)}…, the index says ${archive.hash.slice(0, 16)}…`,
        'the download is not what was published; nothing was installed',
      );
    const unpacked = await runCommand('tar', ['-xzf', file, '-C', dir], { signal: options.signal });
    if (unpacked.failure !== '') throw clusterFailed(`${name} cannot be unpacked: ${unpacked.failure}`);
    for (const binary of ['etcd', 'kube-apiserver'])
      await moveInto(join(dir, 'controller-tools', 'envtest', binary), join(cacheDir, version, binary));
    return version;
  } finally {
    await removeDir(dir);
  }
}

/** The version with the smallest difference in the minor, the newer one first. */
function nearestVersion(versions: readonly string[], wanted: string): string | undefined {
  const minorOf = (version: string): number => Number(version.split('.')[1] ?? 0);
  const distance = (version: string): number => Math.abs(minorOf(version) - minorOf(wanted));
  return [...versions].sort((a, b) => distance(a) - distance(b))[0];
}
