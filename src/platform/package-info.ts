import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The version in package.json; the same two levels up from src/platform and dist/platform. */
export function toolVersion(): string {
  const text = readFileSync(packageFile('package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** A file of the package. */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** The script of the report page, made by the package's build; '' when it was not built. */
export function clientScript(): string {
  const file = packageFile('dist/report/client.js');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
