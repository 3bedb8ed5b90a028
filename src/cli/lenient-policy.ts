/** `--lenient-policy`, for commands that take a scenario. */
export const LENIENT_POLICY = {
  type: 'boolean',
  default: false,
  describe: 'take a policy that kube-apiserver only warns of as it reads it',
} as const;

/** What the options override in the scenario. */
export function overridesOf(args: {
  readonly set: readonly string[];
  readonly lenientPolicy: boolean;
}): readonly string[] {
  return args.lenientPolicy ? [...args.set, 'policyReading=lenient'] : args.set;
}
