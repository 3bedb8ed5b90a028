const QUOTE = 0x22;

/**
 * What stands at the end of the memory of a text that is searched for strings: one that is not closed ends there, and no
 * loop has to look for the end of the text; and so many bytes may be read together from any place in it.
 */
export const TEXT_END = Buffer.alloc(16, QUOTE);
