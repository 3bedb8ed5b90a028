import { badInput, messageOf } from '../../core/errors.ts';
import { type Finding, note, wrong } from '../../core/finding.ts';
import { readTextIfThere } from '../../platform/files.ts';
import { MalformedSeal, readSeal, type Seal } from '../../verify/seal/seal-file.ts';
import { isSignatureOf } from '../../verify/seal/signature.ts';
import { readUserFile } from '../load-files.ts';

/** Where the signature of a seal stands. */
export function signatureFile(sealFile: string): string {
  return `${sealFile}.sig`;
}

/** Errors: AuditBenchError (exit 2) for a file that is no seal, or a key that is none. */
export async function loadSeal(
  file: string,
  publicKeyFile: string | undefined,
): Promise<{ readonly seal: Seal; readonly findings: readonly Finding[] }> {
  const { text, seal } = await loadSealText(file);
  return { seal, findings: await judgeSignature(text, file, publicKeyFile) };
}

/** Errors: AuditBenchError (exit 2) for a file that is no seal. */
export async function loadSealText(file: string): Promise<{ readonly text: string; readonly seal: Seal }> {
  const text = await readUserFile(file);
  try {
    return { text, seal: readSeal(text) };
  } catch (error) {
    if (!(error instanceof MalformedSeal)) throw error;
    throw badInput(`${file}: is no seal: ${error.message}`, 'audit-bench seal writes one');
  }
}

async function judgeSignature(
  text: string,
  file: string,
  publicKeyFile: string | undefined,
): Promise<readonly Finding[]> {
  const place = { file: signatureFile(file), line: null };
  const signature = await readTextIfThere(place.file);
  if (publicKeyFile === undefined) {
    const sentence =
      signature === undefined
        ? 'the seal has no signature: whoever altered the log may have sealed it anew'
        : "the seal's signature was not looked at: give --public-key";
    return [note('seal', sentence, { file, line: null })];
  }
  const key = await readUserFile(publicKeyFile);
  if (signature === undefined) return [wrong('seal', 'the seal has no signature', place)];
  try {
    if (isSignatureOf(signature, text, key)) return [];
  } catch (error) {
    throw badInput(`${publicKeyFile}: is no Ed25519 public key (PEM): ${messageOf(error)}`);
  }
  return [wrong('seal', 'the signature is not of this seal and this key', place)];
}
