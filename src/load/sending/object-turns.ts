/** Requests about one object wait for each other where the next one names the version that the answer before it gave. */
export class ObjectTurns {
  readonly #waiting = new Map<string, (() => void)[]>();

  /** Calls `send` when no request about the object is open; `ended` must follow each. */
  begin(object: string, send: () => void): void {
    const waiting = this.#waiting.get(object);
    if (waiting !== undefined) {
      waiting.push(send);
      return;
    }
    this.#waiting.set(object, []);
    send();
  }

  ended(object: string): void {
    const next = this.#waiting.get(object)?.shift();
    if (next === undefined) this.#waiting.delete(object);
    else next();
  }
}
