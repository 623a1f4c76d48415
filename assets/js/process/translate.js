/** The words of bpmn-js in the reader's language: the page brings them (drawing_words.py). */

/** @param {Record<string, string>} words */
export function translateWith(words) {
  /** @param {string} template @param {Record<string, string>} [filled] */
  const translate = (template, filled = {}) =>
    (words[template] ?? template).replace(/{([^}]+)}/g, (_, key) => filled[key] ?? `{${key}}`);
  return { translate: ["value", translate] };
}
