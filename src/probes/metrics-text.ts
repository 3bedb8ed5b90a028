/**
 * The Prometheus text format, as far as counters and gauges of kube-apiserver need it. The page has 12,000 lines of
 * which some 20 matter: lines are picked by their name before anything is made of them.
 */
export interface MetricLine {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The samples of the wanted metric names, in the order of the page. */
export function readMetrics(page: string, names: ReadonlySet<string>): readonly MetricLine[] {
  const lines: MetricLine[] = [];
  for (let start = 0; start < page.length; ) {
    const newline = page.indexOf('\n', start);
    const end = newline === -1 ? page.length : newline;
    const line = pickLine(page, start, end, names);
    if (line !== null) lines.push(line);
    start = end + 1;
  }
  return lines;
}

function pickLine(page: string, start: number, end: number, names: ReadonlySet<string>): MetricLine | null {
  if (page.charCodeAt(start) === 0x23) return null;
  let nameEnd = start;
  while (nameEnd < end && page[nameEnd] !== '{' && page[nameEnd] !== ' ') nameEnd += 1;
  const name = page.slice(start, nameEnd);
  if (!names.has(name)) return null;
  // Without a prototype: a label may be called __proto__.
  const labels = Object.create(null) as Record<string, string>;
  const valueAt = page[nameEnd] === '{' ? readLabels(page, nameEnd + 1, end, labels) : nameEnd;
  const value = Number(
    page
      .slice(valueAt, end)
      .trim()
      .split(' ')[0]
      ?.replace(/^([+-]?)Inf$/, '$1Infinity'),
  );
  return { name, labels, value };
}

/** `a="x",b="y\"z"}`: label values escape backslash, quote and newline. Returns the place after the brace. */
function readLabels(page: string, start: number, end: number, labels: Record<string, string>): number {
  let at = start;
  while (at < end && page[at] !== '}') {
    const equals = page.indexOf('="', at);
    if (equals === -1 || equals > end) return end;
    const key = page.slice(at, equals).replace(/^[, ]+/, '');
    let quote = equals + 2;
    while (quote < end && page[quote] !== '"') quote += page[quote] === '\\' ? 2 : 1;
    labels[key] = page
      .slice(equals + 2, quote)
      .replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
    at = quote + 1;
    if (page[at] === ',') at += 1;
  }
  return at + 1;
}
