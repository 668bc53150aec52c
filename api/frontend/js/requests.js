// What every request of ours carries, and how answers are read.
export const csrf = () => document.body.dataset.csrf ?? "";

/** A fresh idempotency key; crypto.randomUUID is missing on plain http. */
export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The fields of a form without its files, under a key of its own. */
export function fieldsOf(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data.entries()]) if (value instanceof File) data.delete(name);
  data.set("_key", freshKey());
  return data;
}

/** The sentence inside a problem+json answer, or "" when it is something else. */
export async function problem(response) {
  const type = response.headers.get("content-type") ?? "";
  if (!type.includes("json")) return "";
  const body = await response.json();
  return body.detail ?? body.title ?? "";
}

/** Whether the page goes when a form is sent: else its answer opens elsewhere, or is a file. */
export function leaves({ target, submitter }) {
  const opens = submitter?.getAttribute("formtarget") ?? target.getAttribute("target");
  return target.getAttribute("method") !== "dialog" && opens !== "_blank" && !("stays" in target.dataset);
}
