/**
 * The Prometheus text format, as far as counters and gauges of kube-apiserver need it. The page has 12,000 lines of
 * which some 20 matter: lines are picked by their name before anything is made of them.
 */
export interface MetricLine {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The samples of the wanted metric names, in the order of the page. Errors: Error with the line whose value is none. */
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
  const [text = ''] = page.slice(valueAt, end).trim().split(' ', 1);
  // An empty text would be the number 0.
  const value = text === '' ? Number.NaN : Number(text.replace(/^([+-]?)Inf$/, '$1Infinity'));
  if (Number.isNaN(value)) {
    const number = page.slice(0, start).split('\n').length;
    throw new Error(
      `line ${number} of the metrics has no value that is a number: ${page.slice(start, Math.min(end, start + 120))}`,
    );
  }
  return { name, labels, value };
}

/** `a="x",b="y\"z"}`: label values escape backslash, quote and newline. Returns the place after the brace. */
function readLabels(page: string, start: number, end: number, labels: Record<string, string>): number {
  let at = start;
  while (at < end && page[at] !== '}') {
    let equals = at;
    // No further than the line goes: a page of broken lines would be searched to its end from each of them.
    while (equals < end && !(page[equals] === '=' && page[equals + 1] === '"')) equals += 1;
    if (equals >= end) return end;
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
