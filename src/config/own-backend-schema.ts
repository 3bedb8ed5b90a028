import { z } from 'zod';
import type { CertificatePair } from '../core/credentials.ts';
import { messageOf, type Problem } from '../core/errors.ts';
import type { OwnBackend } from '../core/own-backend.ts';
import { pathRefusal } from '../core/system-error.ts';
import { belongsTo, readCertificate } from './pem.ts';
import { problemAt, show } from './problems.ts';
import { NOT_KEPT, type ReadText } from './read-text.ts';
import type { YamlSource } from './yaml-document.ts';

const address = {
  url: z.string().describe('where the backend takes EventLists: https://ADDRESS:PORT/PATH, or http://'),
  caFile: z.string().optional().describe("the authority of the backend's certificate (PEM)"),
  certFile: z.string().optional().describe('client certificate (PEM), with keyFile'),
  keyFile: z.string().optional().describe('its key (PEM)'),
};

export const forwardSchema = z
  .strictObject({
    ...address,
    headersFile: z.string().optional().describe('one "Name: value" a line, such as a token'),
  })
  .optional()
  .describe('a backend of yours under test: POSTs are recorded, forwarded as they are, and answered as it answered');

export const externalSchema = z
  .strictObject(address)
  .optional()
  .describe(
    'a backend of yours that the API server POSTs to directly: only its metrics account for events, what arrived is not known',
  );

type ForwardInput = NonNullable<z.output<typeof forwardSchema>>;
type ExternalInput = NonNullable<z.output<typeof externalSchema>>;

export interface BackendInputs {
  readonly forward?: ForwardInput | undefined;
  readonly external?: ExternalInput | undefined;
}

/** Reads the files that it names, relative to the scenario; `null`: the receiver is audit-bench's own. */
export async function readOwnBackend(
  { forward, external }: BackendInputs,
  source: YamlSource,
  readText: ReadText,
): Promise<{ readonly backend: OwnBackend | null; readonly problems: readonly Problem[] }> {
  const input = forward ?? external;
  if (input === undefined) return { backend: null, problems: [] };
  const via = forward === undefined ? 'external' : 'forward';
  const files = new NamedFiles(via, source, readText);
  if (forward !== undefined && external !== undefined)
    files.refuse('url', 'a backend is tested through "forward" or as "external", not both', 'take one of the two out');
  checkUrl(input.url, files);
  const caPem = await files.text('caFile', input.caFile);
  if (caPem !== null && readCertificate(caPem) === null) files.refuse('caFile', 'holds no PEM certificate');
  const client = await readClient(input, files);
  const headers = forward === undefined ? null : await files.text('headersFile', forward.headersFile);
  return {
    backend: { via, url: input.url, caPem, client, headers: headers === null ? [] : readHeaders(headers, files) },
    problems: files.problems,
  };
}

type Key = 'url' | 'caFile' | 'certFile' | 'keyFile' | 'headersFile';

/** The files of one backend, and what is wrong with them. */
class NamedFiles {
  readonly problems: Problem[] = [];
  readonly #via: OwnBackend['via'];
  readonly #source: YamlSource;
  readonly #readText: ReadText;

  constructor(via: OwnBackend['via'], source: YamlSource, readText: ReadText) {
    this.#via = via;
    this.#source = source;
    this.#readText = readText;
  }

  refuse(key: Key, sentence: string, hint?: string): void {
    this.problems.push(problemAt(this.#source, ['receiver', this.#via, key], sentence, hint));
  }

  async text(key: Key, path: string | undefined): Promise<string | null> {
    if (path === undefined) return null;
    try {
      const text = await this.#readText(path, 'backend');
      if (text !== undefined) return text === NOT_KEPT ? null : text;
      this.refuse(key, `there is no file ${show(path)}`, 'paths are relative to the scenario file');
    } catch (error) {
      this.refuse(key, `${show(path)}: ${pathRefusal(error) ?? messageOf(error)}`);
    }
    return null;
  }
}

function checkUrl(url: string, files: NamedFiles): void {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    files.refuse('url', `expected an address such as "https://10.0.0.5:8443/audit", got ${show(url)}`);
    return;
  }
  const { username, password, hash } = new URL(url);
  if (username !== '' || password !== '')
    files.refuse('url', 'a user or password in an address would be seen in results', 'write it into headersFile');
  else if (hash !== '') files.refuse('url', `"${hash}" is never sent`, 'leave it out');
}

async function readClient(
  { certFile, keyFile }: { readonly certFile?: string | undefined; readonly keyFile?: string | undefined },
  files: NamedFiles,
): Promise<CertificatePair | null> {
  if ((certFile === undefined) !== (keyFile === undefined)) {
    const [there, missing] =
      certFile === undefined ? (['keyFile', 'certFile'] as const) : (['certFile', 'keyFile'] as const);
    files.refuse(there, `a ${there} needs a ${missing} beside it`);
  }
  const certificatePem = await files.text('certFile', certFile);
  const keyPem = await files.text('keyFile', keyFile);
  if (certificatePem === null || keyPem === null) return null;
  const certificate = readCertificate(certificatePem);
  if (certificate === null) files.refuse('certFile', 'holds no PEM certificate');
  else if (!belongsTo(certificate, keyPem)) files.refuse('keyFile', 'is not the key of certFile');
  return { certificatePem, keyPem };
}

/** Of a field name (RFC 9110, 5.6.2), and of a value without line ends. */
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/;
/** Ours to write, for they tell of the connection or the body. */
const NOT_YOURS = /^(host|connection|content-length|transfer-encoding|te|upgrade|expect)$/i;

function readHeaders(text: string, files: NamedFiles): OwnBackend['headers'] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    const [, name = '', value = ''] = HEADER.exec(line) ?? [];
    // The line itself may be a secret and is not repeated.
    if (name === '') files.refuse('headersFile', `line ${index + 1} is no "Name: value"`);
    else if (NOT_YOURS.test(name)) files.refuse('headersFile', `line ${index + 1}: "${name}" is set by audit-bench`);
    else return [[name, value] as const];
    return [];
  });
}
