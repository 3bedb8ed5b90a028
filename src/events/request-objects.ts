import type { AuditEvent } from './audit-event.ts';

interface Item {
  readonly auditID?: string;
  readonly stage?: string;
  readonly requestObject?: unknown;
}

/** What requests sent, from the lines that their events stand on. */
export class RequestObjects {
  /** A list is the line of many events, and parsed once. */
  #last: { readonly line: string; readonly items: ReadonlyMap<string, unknown> } | null = null;

  /** JSON of the object that a request sent; `null`: its event holds none. `line`: of the event, or a list with it. */
  of({ auditId, stage, requestObjectBytes }: AuditEvent, line: string): string | null {
    if (requestObjectBytes === null) return null;
    if (this.#last?.line !== line) this.#last = { line, items: itemsOf(line) };
    const object = this.#last.items.get(`${auditId} ${stage}`);
    return object === undefined || object === null ? null : JSON.stringify(object);
  }
}

function itemsOf(line: string): ReadonlyMap<string, unknown> {
  const value = JSON.parse(line) as Item & { readonly items?: readonly Item[] };
  return new Map(
    (value.items ?? [value]).map(({ auditID, stage, requestObject }) => [`${auditID} ${stage}`, requestObject]),
  );
}
