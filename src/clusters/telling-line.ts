const TELLING = /^(Error:|error:|[EF]\d{4} |panic:)|"(command failed|fatal)"/;
const KLOG_HEAD = /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [\w.-]+:\d+\] /;
/** `2026-11-24T12:26:31.1Z stderr F `: what a container runtime puts before each line (CRI logging format). */
const CRI_HEAD = /^\d{4}-\S+ (stdout|stderr) [FP] /;

/** The line of a log that says why: the last `Error:`, klog error or fatal line, else the last one; heads are cut off. */
export function tellingLine(log: string): string {
  const lines = log
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(CRI_HEAD, ''));
  const telling = lines.findLast((line) => TELLING.test(line)) ?? lines.at(-1) ?? '';
  return telling.replace(KLOG_HEAD, '').slice(0, 500) || 'it wrote nothing';
}
