// What each production dependency brings that no other needs: packages and MiB. Usage: node scripts/dependencies.js
// ADR 16 has the table.
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const direct = Object.keys(packages[''].dependencies);
const all = closureOf(direct);
console.log('| dependency | packages only for it | MiB |');
console.log('| --- | ---: | ---: |');
for (const name of direct) {
  const without = closureOf(direct.filter((other) => other !== name));
  const own = [...all].filter((path) => !without.has(path));
  console.log(`| ${name} | ${own.length} | ${mebibytes(own)} |`);
}
console.log(`| all | ${all.size} | ${mebibytes([...all])} |`);

/** Folders of the packages, by which Node finds them: from the one that asks upwards. */
function closureOf(names) {
  const found = new Set();
  const open = names.map((name) => folderOf('', name));
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    for (const name of Object.keys(packages[path].dependencies ?? {})) open.push(folderOf(path, name));
  }
  return found;
}

function folderOf(from, name) {
  const path = join(from, 'node_modules', name);
  if (path in packages) return path;
  if (from === '') throw new Error(`${name} is not in package-lock.json`);
  return folderOf(from.slice(0, Math.max(0, from.lastIndexOf('node_modules') - 1)), name);
}

function mebibytes(paths) {
  return (paths.reduce((sum, path) => sum + sizeOf(path), 0) / 2 ** 20).toFixed(2);
}

function sizeOf(path) {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) return stat.size;
  const entries = readdirSync(path).filter((name) => name !== 'node_modules');
  return entries.reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
