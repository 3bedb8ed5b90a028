import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { ExistingReceiver } from '../../core/cluster-spec.ts';
import { badInput, messageOf } from '../../core/errors.ts';
import type { GivenReceiver } from '../../core/target.ts';
import { readTextIfThere } from '../../platform/files.ts';

/** What the API servers' own webhook expects, from the user's files. Errors: AuditBenchError (exit 2). */
export async function givenReceiver({
  bind,
  port,
  certFile,
  keyFile,
  clientCaFile,
}: ExistingReceiver): Promise<{ readonly bind: string; readonly given: GivenReceiver }> {
  const certificatePem = await readPem('receiver.certFile', certFile);
  const keyPem = await readPem('receiver.keyFile', keyFile);
  const clientCaPem = clientCaFile === null ? null : await readPem('receiver.clientCaFile', clientCaFile);
  if (!isPair(certificatePem, keyPem, certFile))
    throw badInput(`receiver.keyFile: ${keyFile} is not the key of the certificate in ${certFile}`);
  return { bind, given: { port, certificate: { certificatePem, keyPem }, clientCaPem } };
}

async function readPem(what: string, file: string): Promise<string> {
  const text = await readTextIfThere(file);
  if (text === undefined) throw badInput(`${what}: there is no file ${file}`);
  if (!text.includes('-----BEGIN ')) throw badInput(`${what}: ${file} holds no PEM`);
  return text;
}

function isPair(certificatePem: string, keyPem: string, file: string): boolean {
  try {
    return new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(keyPem));
  } catch (error) {
    throw badInput(`receiver.certFile: ${file} and its key cannot be read: ${messageOf(error)}`);
  }
}
