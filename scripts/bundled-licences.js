import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The licences of all packages whose files are `inputs`, as a text to ship beside `file`, which holds them. */
export function licencesOf(inputs, file) {
  const folders = inputs.flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []);
  const texts = [...new Set(folders)]
    .sort((a, b) => a.localeCompare(b))
    .map((dir) => {
      const { name, version, license } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
      const licence = readdirSync(dir).find((entry) => /^licen[cs]e/i.test(entry));
      const text = licence === undefined ? `License: ${license}` : readFileSync(join(dir, licence), 'utf8').trim();
      return `${name} ${version} (${license})\n\n${text}\n`;
    });
  return [`${file} holds these packages, each under its own licence.\n`, ...texts].join(`\n${'-'.repeat(80)}\n\n`);
}
