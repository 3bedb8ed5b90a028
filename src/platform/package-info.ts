import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The version in package.json; the same two levels up from src/platform, dist/platform and dist/programs. */
export function toolVersion(): string {
  const text = readFileSync(packageFile('package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** A file of the package. */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** A program of ours with all that it needs, made by the package's build (scripts/bundle-programs.js), in tests too. */
export function programFile(name: string): string {
  return packageFile(`dist/programs/${name}.js`);
}

/** The script of the report page, made by the package's build; '' when it was not built. */
export function clientScript(): string {
  const file = packageFile('dist/report/client.js');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
