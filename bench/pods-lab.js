// A kind cluster whose pods run, made by the lab's scripts, for the benchmarks of load from pods.
// Before: eval "$(../shared/lab/kind-up)"
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { tempDir } from './temp-dir.js';

const LAB = resolve('../shared/lab');
const NODE_IMAGE = process.env.AUDIT_BENCH_KIND_IMAGE;

/** `close` deletes the cluster and the images that were built for it. */
export function openPodsLab() {
  if (NODE_IMAGE === undefined) throw new Error('AUDIT_BENCH_KIND_IMAGE names no node image: ../shared/lab/kind-up');
  const name = `audit-bench-pods-${process.pid}`;
  const kubeconfig = join(tempDir(), 'kubeconfig');
  const images = [];
  const run = (program, args, options = {}) =>
    execFileSync(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      ...options,
      env: { ...process.env, KUBECONFIG: kubeconfig, DOCKER_BUILDKIT: '0' },
    }).toString();
  const close = () => {
    run('kind', ['delete', 'cluster', '--name', name]);
    for (const image of images) run('docker', ['rmi', '-f', image]);
  };
  const kubectl = (args, options) => run('kubectl', args, options);
  /** Builds a folder with a Dockerfile and puts it on the node. */
  const addImage = (what, dir, more = []) => {
    const image = `${what}:bench-${process.pid}`;
    images.push(image);
    run('docker', ['build', '-q', ...more, '-t', image, dir]);
    run('kind', ['load', 'docker-image', image, '--name', name]);
    return image;
  };
  try {
    run('kind', ['create', 'cluster', '--name', name, '--image', NODE_IMAGE, '--config', '-'], {
      input:
        'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnetworking: {disableDefaultCNI: true, kubeProxyMode: none}\n',
    });
    const [, host] = /LAB_HOST=(\S+)/.exec(run(`${LAB}/pods-up`, [name])) ?? [];
    run(`${LAB}/node-image`, []);
    const image = addImage('audit-bench', '.', ['--build-arg', 'NODE_IMAGE=lab/node:20']);
    return { name, kubeconfig, context: `kind-${name}`, host, image, kubectl, addImage, close };
  } catch (error) {
    close();
    throw new Error(`${error.message}\n${error.stderr ?? ''}`, { cause: error });
  }
}
