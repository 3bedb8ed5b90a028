import { dirname, join } from 'node:path';
import { clusterFailed, missingTool } from '../../core/errors.ts';
import { pathExists, readTextIfThere, writeFileAtomic } from '../../platform/files.ts';
import { type CommandOutcome, findOnPath, runCommand } from '../../platform/programs.ts';

const ETCD_VERSION = '3.6.5';
/** The patch of each minor that is built where only the minor is named (docs/versions.md); another one is named in full. */
const KNOWN_PATCHES: Readonly<Record<string, string>> = {
  '1.37': '1.37.2',
  '1.36': '1.36.3',
  '1.35': '1.35.4',
  '1.34': '1.34.4',
};
const BUILD_MS = 30 * 60_000;

export interface GoInstallOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/**
 * Builds kube-apiserver and etcd from their Go modules into `<cache>/<version>`; takes 3 to 4 minutes on 2 cores, and
 * nothing when they are there. Each in a module of its own, for their dependencies clash.
 * Errors: AuditBenchError (exit 3 without Go, 4 when a build fails, with its last line).
 */
export async function installFromGo(wanted: string, cacheDir: string, options: GoInstallOptions): Promise<string> {
  const version = patchOf(wanted);
  const go = findOnPath('go', options.environment['PATH'] ?? '');
  const targets = { apiserver: join(cacheDir, version, 'kube-apiserver'), etcd: join(cacheDir, version, 'etcd') };
  if ((await pathExists(targets.apiserver)) && (await pathExists(targets.etcd))) return version;
  if (go === undefined)
    throw missingTool(
      'there is no Go toolchain on PATH',
      'install Go from https://go.dev/dl, or download binaries with --from release',
    );
  const build = new GoBuild(go, options);
  if (!(await pathExists(targets.etcd))) {
    options.say(`building etcd ${ETCD_VERSION}`);
    await build.binary({
      dir: join(cacheDir, '.build', `etcd-${ETCD_VERSION}`),
      goMod: 'module audit-bench.invalid/etcd\n',
      tool: 'go.etcd.io/etcd/server/v3',
      version: ETCD_VERSION,
      ldflags: '-s -w',
      target: targets.etcd,
    });
  }
  if (!(await pathExists(targets.apiserver))) {
    options.say(`building kube-apiserver ${version} (3 to 4 minutes on 2 cores)`);
    await build.binary({
      dir: join(cacheDir, '.build', `kubernetes-${version}`),
      goMod: kubernetesGoMod(await build.upstreamGoMod('k8s.io/kubernetes', version), version),
      tool: 'k8s.io/kubernetes/cmd/kube-apiserver',
      version,
      ldflags: versionStamp(version),
      target: targets.apiserver,
    });
  }
  return version;
}

function patchOf(wanted: string): string {
  if (/^\d+\.\d+\.\d+$/.test(wanted)) return wanted;
  const known = KNOWN_PATCHES[wanted];
  if (known !== undefined) return known;
  throw missingTool(
    `--from go: which patch of Kubernetes ${wanted}?`,
    `name it in full, such as ${wanted}.0; known minors: ${Object.keys(KNOWN_PATCHES).join(', ')}`,
  );
}

/**
 * A module that takes k8s.io/kubernetes as a tool: its staging modules stand at v0.0.0 in its go.mod and are published
 * one by one, those of v1.X.Y as v0.X.Y; `godebug default` must be the upstream's.
 */
export function kubernetesGoMod(upstream: string, version: string): string {
  const staging = [...upstream.matchAll(/^\s*(?:require )?(k8s\.io\/[a-z0-9-]+) v0\.0\.0$/gm)].map(
    (match) => match[1] ?? '',
  );
  const directives = upstream.split('\n').filter((line) => /^(go|godebug) /.test(line));
  const release = `v0.${version.split('.').slice(1).join('.')}`;
  const replaces = [...new Set(staging)].map((module) => `replace ${module} => ${module} ${release}`);
  return ['module audit-bench.invalid/kubernetes', '', ...directives, '', ...replaces, ''].join('\n');
}

function versionStamp(version: string): string {
  const variable = 'k8s.io/component-base/version';
  const [major = '', minor = ''] = version.split('.');
  return `-s -w -X ${variable}.gitVersion=v${version} -X ${variable}.gitMajor=${major} -X ${variable}.gitMinor=${minor} -X ${variable}.gitTreeState=clean`;
}

interface Target {
  readonly dir: string;
  readonly goMod: string;
  readonly tool: string;
  readonly version: string;
  readonly ldflags: string;
  readonly target: string;
}

class GoBuild {
  readonly #go: string;
  readonly #options: GoInstallOptions;

  constructor(go: string, options: GoInstallOptions) {
    this.#go = go;
    this.#options = options;
  }

  async upstreamGoMod(module: string, version: string): Promise<string> {
    const { stdout } = await this.#run(['mod', 'download', '-json', `${module}@v${version}`], dirname(this.#go));
    const file = (JSON.parse(stdout) as { GoMod: string }).GoMod;
    return (await readTextIfThere(file)) ?? '';
  }

  async binary({ dir, goMod, tool, version, ldflags, target }: Target): Promise<void> {
    await writeFileAtomic(join(dir, 'go.mod'), goMod);
    await this.#run(['get', '-tool', `${tool}@v${version}`], dir);
    await this.#run(['build', '-trimpath', '-ldflags', ldflags, '-o', target, tool], dir);
  }

  async #run(args: readonly string[], cwd: string): Promise<CommandOutcome> {
    const outcome = await runCommand(this.#go, ['-C', cwd, ...args], {
      timeoutMs: BUILD_MS,
      signal: this.#options.signal,
      environment: { ...this.#options.environment, GOFLAGS: '-mod=mod', CGO_ENABLED: '0', GOWORK: 'off' },
    });
    if (outcome.failure !== '') throw clusterFailed(`go ${args.slice(0, 2).join(' ')} failed: ${outcome.failure}`);
    return outcome;
  }
}
