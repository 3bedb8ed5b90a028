import type { CommandModule } from 'yargs';
import { assetsCacheDir } from '../../clusters/local/assets-cache.ts';
import { installFromGo } from '../../clusters/local/assets-go.ts';
import { installRelease, RELEASE_INDEX } from '../../clusters/local/assets-release.ts';
import { findBinaries } from '../../clusters/local/binaries.ts';
import { badInput } from '../../core/errors.ts';
import { withInterrupt } from '../interrupt.ts';
import type { Command } from './index.ts';

interface InstallArguments {
  readonly version: string;
  readonly from: 'release' | 'go';
  readonly index: string;
}

const installCommand: CommandModule<object, InstallArguments> = {
  command: 'install',
  describe: 'get etcd and kube-apiserver into the cache',
  builder: (yargs) =>
    yargs
      .version(false)
      .option('version', { type: 'string', default: '1.36', describe: 'Kubernetes version: a minor or a patch' })
      .option('from', {
        choices: ['release', 'go'] as const,
        default: 'release' as const,
        describe: 'download the envtest archive, or build from Go modules',
      })
      .option('index', { type: 'string', default: RELEASE_INDEX, hidden: true }),
  async handler({ version, from, index }) {
    const wanted = version.replace(/^v/, '');
    if (!/^\d+\.\d+(\.\d+)?$/.test(wanted))
      throw badInput(`--version: expected a Kubernetes version such as "1.36", got "${version}"`);
    const cacheDir = assetsCacheDir(process.env);
    const say = (line: string): void => console.log(line);
    const installed = await withInterrupt((signal) =>
      from === 'go'
        ? installFromGo(wanted, cacheDir, { environment: process.env, signal, say })
        : installRelease(wanted, cacheDir, { indexUrl: index, signal, say }),
    );
    console.log(`kube-apiserver ${installed} and etcd are in ${cacheDir}/${installed}`);
  },
};

const whichCommand: CommandModule<object, { readonly assets?: string }> = {
  command: 'which',
  describe: 'show which etcd and kube-apiserver a run would take',
  builder: (yargs) =>
    yargs.option('assets', { type: 'string', describe: 'folder with etcd and kube-apiserver' }) as never,
  async handler({ assets }) {
    const found = await findBinaries({ assetsDir: assets ?? null, environment: process.env, kubernetesVersion: null });
    console.log(
      `kube-apiserver ${found.kubernetesVersion}: ${found.apiserver}\netcd: ${found.etcd}\nfound by: ${found.origin}`,
    );
  },
};

export const assetsCommand: Command<object> = {
  builder: (yargs) =>
    yargs
      .command(installCommand as never)
      .command(whichCommand as never)
      .demandCommand(1, 'assets install or assets which?'),
  handler: () => {},
};
