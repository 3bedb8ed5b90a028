import { type Finding, note, wrong } from '../core/finding.ts';

/** What the system says of a path. */
export interface PathFacts {
  readonly path: string;
  /** The permission bits, as chmod counts them. */
  readonly mode: number;
  readonly uid: number;
}

/** What stands in a file, and so who may do what with it. */
export type PathKind = 'log' | 'folder' | 'policy' | 'kubeconfig';

const GROUP_OR_OTHERS_WRITE = 0o022;
const OTHERS_READ = 0o004;
const GROUP_READ = 0o040;
const STICKY = 0o1000;

/** Who else may read or change what the audit rests on. */
export function permissionFindings(facts: PathFacts, kind: PathKind): readonly Finding[] {
  const { path, mode } = facts;
  const octal = (mode & 0o7777).toString(8).padStart(4, '0');
  const place = { file: path, line: null };
  const findings: Finding[] = [];
  const tell = (who: string, what: string): void =>
    void findings.push(wrong('permissions', `${who} may ${what} (mode ${octal})`, place));
  const writers = (mode & 0o002) !== 0 ? 'anybody on the machine' : 'its group';
  if (kind === 'folder') {
    if ((mode & GROUP_OR_OTHERS_WRITE) !== 0 && (mode & STICKY) === 0)
      tell(writers, 'rename and delete the logs in this folder');
    return findings;
  }
  if ((mode & GROUP_OR_OTHERS_WRITE) !== 0) tell(writers, `change this ${kind}`);
  if (kind === 'log' && (mode & OTHERS_READ) !== 0) tell('anybody on the machine', 'read what is in this log');
  // It holds the key that the receiver knows kube-apiserver by.
  if (kind === 'kubeconfig' && (mode & (OTHERS_READ | GROUP_READ)) !== 0)
    tell((mode & OTHERS_READ) !== 0 ? 'anybody on the machine' : 'its group', 'read the key in this kubeconfig');
  return findings;
}

/** A log that belongs to somebody else than its folder was put there by somebody else. */
export function ownerFindings(log: PathFacts, folder: PathFacts): readonly Finding[] {
  if (log.uid === folder.uid) return [];
  return [
    note('permissions', `belongs to user ${log.uid}, its folder to user ${folder.uid}`, { file: log.path, line: null }),
  ];
}
