/**
 * The Audit-ID of a request that the harness makes: `ab-<trial key>-<letter of its kind><number>`. kube-apiserver takes
 * a client's Audit-ID over into the event unchanged, so the ID tells whose event it is and which request made it.
 */
export const REQUEST_KINDS = {
  /** measured load */ measured: 'm',
  /** load of a phase with `measure: false` */ warmup: 'w',
  /** creation and clean-up of the load's own objects */ setup: 'u',
  /** opens the sockets of the generator */ connect: 'c',
  /** proves that events reach the receiver */ path: 'p',
  /** pushes the last partial batch out */ filler: 'f',
  /** scrapes and flag reads of the harness */ scrape: 's',
  /** asks whether an API server is ready */ ready: 'r',
} as const;
export type RequestKind = keyof typeof REQUEST_KINDS;

export interface AuditId {
  readonly trialKey: string;
  readonly kind: RequestKind;
  readonly number: number;
}

/** Length of a trial key; the receiver finds the kind's letter by it. */
export const TRIAL_KEY_LENGTH = 6;

const KIND_OF_LETTER: ReadonlyMap<string, RequestKind> = new Map(
  (Object.keys(REQUEST_KINDS) as RequestKind[]).map((kind) => [REQUEST_KINDS[kind], kind]),
);
const MOST_DIGITS = 15;
const FORM = new RegExp(`^ab-([a-z0-9]{${TRIAL_KEY_LENGTH}})-([a-z])(\\d{1,${MOST_DIGITS}})$`);

/** A key of six letters and digits, from a random number in [0, 1). */
export function trialKeyFrom(random: number): string {
  return Math.floor(random * 36 ** TRIAL_KEY_LENGTH)
    .toString(36)
    .padStart(TRIAL_KEY_LENGTH, '0');
}

export function auditId(trialKey: string, kind: RequestKind, number: number): string {
  return `ab-${trialKey}-${REQUEST_KINDS[kind]}${number}`;
}

/** `null`: not one of ours. */
export function parseAuditId(text: string): AuditId | null {
  const [, trialKey, letter, digits] = FORM.exec(text) ?? [];
  const kind = KIND_OF_LETTER.get(letter ?? '');
  return trialKey === undefined || kind === undefined ? null : { trialKey, kind, number: Number(digits) };
}

/**
 * Reads the numbers of a load's requests off Audit-IDs, without making anything, for there are millions of them: the
 * number of a measured request, its negative for one of the warm-up, 0 for every other ID.
 */
export function loadNumberReader(trialKey: string): (id: string) => number {
  const prefix = `ab-${trialKey}-`;
  const [measured, warmup] = [REQUEST_KINDS.measured.charCodeAt(0), REQUEST_KINDS.warmup.charCodeAt(0)];
  return (id) => {
    const at = prefix.length;
    const letter = id.charCodeAt(at);
    if ((letter !== measured && letter !== warmup) || id.length > at + 1 + MOST_DIGITS || !id.startsWith(prefix))
      return 0;
    let number = 0;
    for (let digitAt = at + 1; digitAt < id.length; digitAt += 1) {
      const digit = id.charCodeAt(digitAt) - 0x30;
      if (digit < 0 || digit > 9) return 0;
      number = number * 10 + digit;
    }
    return letter === measured ? number : -number;
  };
}
