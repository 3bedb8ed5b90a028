import { asksForVersion, type ResourcePlace } from '../../core/served-kinds.ts';

/** Versions that the API server gave objects, by their paths: an update of some kinds must name the one that it changes. */
export class ObjectVersions {
  readonly #versions = new Map<string, string>();

  /** Of answers that come in another order than they were given the latest counts: versions are numbers that grow. */
  answered(path: string, answer: string): void {
    // The first is that of the object's own metadata.
    const version = /"resourceVersion":"(\d+)"/.exec(answer)?.[1];
    if (version === undefined || BigInt(this.#versions.get(path) ?? 0) > BigInt(version)) return;
    this.#versions.set(path, version);
  }

  /** What an update must name; `null`: none, or it is not known. */
  of(place: ResourcePlace, path: string | undefined): string | null {
    return path === undefined || !asksForVersion(place) ? null : (this.#versions.get(path) ?? null);
  }
}
