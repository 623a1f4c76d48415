/** What the pages of a drawing ask the server. */

const token = () => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";

/** Post a form and return the JSON of the answer. @param {string} url @param {Record<string, string>} values
 * @returns {Promise<any>} */
export async function post(url, values) {
  const body = new URLSearchParams(values);
  const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token(), Accept: "application/json" } });
  const found = await answer.json().catch(() => ({}));
  return { status: answer.status, ...found };
}

/** What the page brings as JSON. @param {string} id @returns {any} */
export const brought = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");
