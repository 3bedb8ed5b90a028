import type { ProfileTable, TrafficProfile } from '../core/traffic-profile.ts';
import { formatCount, formatRatio } from '../core/units.ts';
import { markdownText } from './markdown.ts';
import { profileFacts, profileKept, TABLE_WORDS } from './profile-lines.ts';

/** profile.md: facts, then the tables. */
export function profileMarkdown(profile: TrafficProfile): string {
  const tables = (Object.keys(TABLE_WORDS) as ProfileTable[]).flatMap((table) => {
    const [title, nameless] = TABLE_WORDS[table];
    return [
      `## By ${title}`,
      '',
      `| ${title} | events | share |`,
      '| --- | ---: | ---: |',
      ...profile.tables[table].map(
        ({ name, count }) =>
          `| ${markdownText(name === '' ? nameless : name)} | ${formatCount(count)} | ${formatRatio(count / profile.events)} |`,
      ),
      '',
    ];
  });
  return [
    '# What the recorded load is like',
    '',
    ...profileFacts(profile).map(([name, text]) => `- **${name}**: ${markdownText(text)}`),
    '',
    ...profileKept(profile).map((line) => `${markdownText(line.trim())}  `),
    '',
    ...tables,
  ].join('\n');
}
