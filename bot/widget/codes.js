/** Words for the codes that come over the wire, which may be any text. */

/**
 * Return the words for a code, if there are any.
 *
 * @param {Record<string, string>} words
 * @param {string} code
 */
export function wordFor(words, code) {
  return Object.hasOwn(words, code) ? words[code] : undefined;
}
