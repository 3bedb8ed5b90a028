import type { X509Certificate } from 'node:crypto';
import type { Problem } from '../core/errors.ts';
import type { ChosenContext, KubeconfigInputs } from './kubeconfig.ts';
import { belongsTo, readCertificate } from './pem.ts';
import { problemAt } from './problems.ts';
import type { Path, YamlSource } from './yaml-document.ts';
import { textAt, valueAt } from './yaml-values.ts';

export type FileReader = (path: string) => Promise<string | undefined>;

/** kube-apiserver reads its kubeconfig once, at start: a new certificate needs a restart, and so some time to plan. */
const SOON_MS = 30 * 24 * 3_600_000;

interface Findings {
  readonly notes: string[];
  readonly problems: Problem[];
}

/** The CA and the client's certificate: there, readable, in date, belonging together. */
export async function certificateProblems(
  source: YamlSource,
  { cluster, user }: ChosenContext,
  server: string,
  inputs: KubeconfigInputs,
): Promise<Findings> {
  const findings: Findings = { notes: [], problems: [] };
  await judgeCa(source, cluster, server, inputs, findings);
  if (user !== null) await judgeClient(source, user, server, inputs, findings);
  else if (server.startsWith('https:'))
    findings.notes.push('no user: the receiver cannot tell kube-apiserver from others');
  return findings;
}

async function judgeCa(
  source: YamlSource,
  cluster: Path,
  server: string,
  inputs: KubeconfigInputs,
  { notes, problems }: Findings,
): Promise<void> {
  const ca = await pemAt(source, cluster, 'certificate-authority', inputs, problems);
  const insecure = valueAt(source, [...cluster, 'insecure-skip-tls-verify']) === true;
  if (insecure && ca !== null)
    problems.push(
      problemAt(
        source,
        [...cluster, 'insecure-skip-tls-verify'],
        'kube-apiserver refuses it beside a certificate authority',
        'take one of the two out',
      ),
    );
  else if (insecure) notes.push('insecure-skip-tls-verify: kube-apiserver sends audit events to whoever answers');
  else if (ca === null && server.startsWith('https:') && problems.length === 0)
    notes.push(
      "no certificate-authority: the receiver's certificate must be signed by one that kube-apiserver's machine trusts",
    );
  if (ca !== null) judgeDates(source, ca.path, certificate(source, ca, problems), inputs.nowMs, { notes, problems });
}

async function judgeClient(
  source: YamlSource,
  user: Path,
  server: string,
  inputs: KubeconfigInputs,
  { notes, problems }: Findings,
): Promise<void> {
  const before = problems.length;
  const pem = await pemAt(source, user, 'client-certificate', inputs, problems);
  const key = await pemAt(source, user, 'client-key', inputs, problems);
  if (pem === null && key === null) return;
  if (pem === null || key === null) {
    const [there, missing] = pem === null ? ['client-key', 'client-certificate'] : ['client-certificate', 'client-key'];
    if (problems.length === before) problems.push(problemAt(source, user, `has a ${there} and no ${missing}`));
    return;
  }
  const client = certificate(source, pem, problems);
  judgeDates(source, pem.path, client, inputs.nowMs, { notes, problems });
  if (client !== null && !belongsTo(client, key.text))
    problems.push(problemAt(source, key.path, "is not the key of the client's certificate"));
  if (server.startsWith('http:')) notes.push('the server is http: the client certificate is never sent');
}

interface Pem {
  readonly path: Path;
  readonly text: string;
}

/** From `NAME-data`, which wins as in clientcmd, or the file in `NAME`; `null`: neither, or a problem. */
async function pemAt(
  source: YamlSource,
  at: Path,
  name: string,
  { readText }: KubeconfigInputs,
  problems: Problem[],
): Promise<Pem | null> {
  const data = textAt(source, [...at, `${name}-data`]);
  if (data !== null && data !== '') {
    const path = [...at, `${name}-data`];
    if (/^[A-Za-z0-9+/\s]+=*\s*$/.test(data)) return { path, text: Buffer.from(data, 'base64').toString() };
    problems.push(problemAt(source, path, 'is not base64', `base64 -w0 FILE makes it; a path belongs into ${name}`));
    return null;
  }
  const file = textAt(source, [...at, name]);
  if (file === null || file === '') return null;
  const text = await readText(file);
  if (text !== undefined) return { path: [...at, name], text };
  problems.push(
    problemAt(
      source,
      [...at, name],
      `there is no file "${file}"`,
      'kube-apiserver must see it at that path: check on its machine, or write it into the -data key',
    ),
  );
  return null;
}

function certificate(source: YamlSource, { path, text }: Pem, problems: Problem[]): X509Certificate | null {
  const found = readCertificate(text);
  if (found === null) problems.push(problemAt(source, path, 'holds no PEM certificate'));
  return found;
}

function judgeDates(
  source: YamlSource,
  path: Path,
  found: X509Certificate | null,
  nowMs: number,
  { notes, problems }: Findings,
): void {
  if (found === null) return;
  const day = (text: string): string => new Date(text).toISOString().slice(0, 10);
  const name = `the certificate ${found.subject.replaceAll('\n', ', ')}`;
  if (Date.parse(found.validTo) < nowMs)
    problems.push(problemAt(source, path, `${name} expired on ${day(found.validTo)}`));
  else if (Date.parse(found.validFrom) > nowMs)
    problems.push(problemAt(source, path, `${name} is not valid before ${day(found.validFrom)}`));
  else if (Date.parse(found.validTo) < nowMs + SOON_MS) notes.push(`${name} expires on ${day(found.validTo)}`);
}
