/** API servers are counted from 1 in every output. */
export function instanceName(number: number): string {
  return `apiserver-${number}`;
}

export function instanceNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => instanceName(index + 1));
}
