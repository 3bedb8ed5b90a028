import { headersOf, type UsableCredentials } from '../../core/credentials.ts';
import type { LoadShape } from '../../core/load-shape.ts';

/** Headers that say who sends the requests of a shape, made once for each: a proxy speaks for all identities of a load. */
export class ShapeIdentities {
  readonly #credentials: UsableCredentials;
  readonly #headers: (readonly string[])[] = [];

  constructor(credentials: UsableCredentials) {
    this.#credentials = credentials;
  }

  /** `null`: the connection says it. */
  headersOf(index: number, { identity }: LoadShape): readonly string[] | null {
    if (this.#credentials.kind !== 'front-proxy') return null;
    return (this.#headers[index] ??= headersOf({ ...this.#credentials, identity }));
  }
}
