import { toolVersion } from '../platform/package-info.ts';
import { drivenPrograms } from './driven-programs.ts';

/** `--version`: ours, and those of what a run would drive. */
export async function versionLines(): Promise<readonly string[]> {
  const programs = await drivenPrograms(process.env);
  return [
    `audit-bench ${toolVersion()}`,
    `Node ${process.versions.node}`,
    ...programs.map(({ name, version }) => `${name} ${version ?? '–'}`),
  ];
}
