import type { KindSpec } from '../../core/cluster-spec.ts';
import type { Problem } from '../../core/errors.ts';
import { formatBytes } from '../../core/units.ts';
import { freeBytes, pathExists, readTextIfThere } from '../../platform/files.ts';
import type { Tools } from './tools.ts';

/** Older kinds do not run the node images of today (kind v0.20.0, release notes: breaking changes). */
const KIND_MIN = [0, 20] as const;
/** A node writes about 1 GB (images unpacked, etcd, logs). */
const DISK_MIN_BYTES = 2 * 2 ** 30;
const PULL_MS = 600_000;

/** Everything that can be told before a cluster is made; all problems at once. */
export async function checkMachine(spec: KindSpec, tools: Tools): Promise<readonly Problem[]> {
  const engine = await engineProblem(tools);
  const kind = await kindProblem(tools);
  // Without an engine the rest cannot be asked.
  if (engine !== null) return [engine, kind].filter((problem) => problem !== null);
  const problems = [kind, await imageProblem(spec, tools), await cgroupProblem(spec, tools), await diskProblem(tools)];
  return [...problems, await inotifyProblem()].filter((problem) => problem !== null);
}

async function engineProblem(tools: Tools): Promise<Problem | null> {
  const { engine } = tools;
  if (!tools.installed.engine)
    return {
      message: `${engine} is not installed`,
      hint: 'install Docker (or podman or nerdctl): kind runs its nodes in it',
    };
  const { failure, stderr } = await tools.container(['version']);
  if (failure === '') return null;
  if (/permission denied/i.test(stderr))
    return {
      message: `${engine} does not let this user in: ${failure}`,
      hint: 'add the user to the group docker and log in again, or run as root',
    };
  return { message: `${engine} does not answer: ${failure}`, hint: `start it: systemctl start ${engine}` };
}

async function kindProblem(tools: Tools): Promise<Problem | null> {
  const hint = 'get it from https://kind.sigs.k8s.io, or: go install sigs.k8s.io/kind@latest';
  if (!tools.installed.kind) return { message: 'kind is not installed', hint };
  const { failure, stdout } = await tools.kind(['version']);
  const [, major, minor] = /v(\d+)\.(\d+)/.exec(stdout) ?? [];
  if (failure !== '' || major === undefined) return { message: `kind version: ${failure || stdout}`, hint };
  const old = Number(major) < KIND_MIN[0] || (Number(major) === KIND_MIN[0] && Number(minor) < KIND_MIN[1]);
  return old ? { message: `kind ${major}.${minor} is too old, ${KIND_MIN.join('.')} is needed`, hint } : null;
}

/** The image of the spec; `null`: the one that the installed kind ships. */
export function imageOf({ image, kubernetesVersion }: KindSpec): string | null {
  return image ?? (kubernetesVersion === null ? null : `kindest/node:v${kubernetesVersion}`);
}

/** The version that the image's tag names, `1.34.4`; '' where it names none. */
export function versionOf(spec: KindSpec): string {
  return spec.kubernetesVersion ?? /:v?(1\.\d+(?:\.\d+)?)/.exec(imageOf(spec) ?? '')?.[1] ?? '';
}

async function imageProblem(spec: KindSpec, tools: Tools): Promise<Problem | null> {
  const image = imageOf(spec);
  if (image === null) return null;
  if ((await tools.container(['image', 'inspect', '--format', '{{.Id}}', image])).failure === '') return null;
  const pulled = await tools.container(['pull', image], { timeoutMs: PULL_MS });
  return pulled.failure === '' ? null : missingImage(image, pulled.failure, tools);
}

export function missingImage(image: string, why: string, { engine }: Tools): Problem {
  return {
    message: `the image ${image} is not on this machine and cannot be pulled: ${why}`,
    hint: `offline: ${engine} save ${image} -o image.tar where it is, ${engine} load -i image.tar here; or name another with "image" in the cluster file`,
  };
}

/** Kubelets since 1.35 do not start on cgroup v1 (kubernetes CHANGELOG-1.35, failCgroupV1). */
async function cgroupProblem(spec: KindSpec, tools: Tools): Promise<Problem | null> {
  if (tools.engine !== 'docker') return null;
  const { stdout } = await tools.container(['info', '--format', '{{.CgroupVersion}}']);
  const minor = Number(versionOf(spec).split('.')[1] ?? 0);
  if (stdout.trim() !== '1' || minor < 35) return null;
  return {
    message: `this machine has cgroup v1, on which Kubernetes 1.${minor} does not start`,
    hint: 'use an image of 1.34 or older, or boot with cgroup v2',
  };
}

async function diskProblem(tools: Tools): Promise<Problem | null> {
  if (tools.engine !== 'docker') return null;
  const root = (await tools.container(['info', '--format', '{{.DockerRootDir}}'])).stdout.trim();
  // Docker Desktop's folder is inside its virtual machine.
  if (root === '' || !(await pathExists(root))) return null;
  const free = await freeBytes(root);
  if (free >= DISK_MIN_BYTES) return null;
  return {
    message: `${root} has ${formatBytes(free)} free, a node needs about ${formatBytes(DISK_MIN_BYTES)}`,
    hint: 'docker system df shows what can go',
  };
}

/** Linux' own defaults are enough for one quiet node; less is not (kind: known issues, too many open files). */
async function inotifyProblem(): Promise<Problem | null> {
  const dir = '/proc/sys/fs/inotify';
  const [watches, instances] = await Promise.all(
    ['max_user_watches', 'max_user_instances'].map(async (name) => Number(await readTextIfThere(`${dir}/${name}`))),
  );
  if (watches === undefined || instances === undefined || Number.isNaN(watches + instances)) return null;
  if (watches >= 8192 && instances >= 128) return null;
  return {
    message: `inotify allows ${watches} watches and ${instances} instances a user, kind needs 8192 and 128`,
    hint: 'sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512',
  };
}
