const LIST = Buffer.from('"EventList"');
/** The kind stands at the beginning, before or behind the version. */
const HEAD_BYTES = 120;

/** Whether a line holds an EventList, as what a webhook backend POSTs is, and not one event. */
export function isListLine(line: Buffer): boolean {
  return line.subarray(0, HEAD_BYTES).includes(LIST);
}
