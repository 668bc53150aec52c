// Questions to the server. What it refuses is told in its own words; "the network" is named only where nobody answered.
import { csrf } from "../js/requests.js";

const SIGNED = "/account"; // a page of whoever is signed in

/** No answer, or one that is no yes: `status` 0 = nobody answered; `errors` are [{path, detail}], each with its place. */
export class Refused extends Error {
  constructor(status, { code = "", detail = "", title = "", errors = [] } = {}) {
    super(detail || title || code || String(status));
    Object.assign(this, { status, code, sentence: detail || title, errors });
  }

  /** Whether the same may be asked again by itself: nobody answered, or the server cannot for the moment. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  get signedOut() {
    return this.status === 401;
  }
}

async function answered(address, options) {
  let answer;
  try {
    answer = await fetch(address, options);
  } catch {
    throw new Refused(0);
  }
  return answer;
}

async function refusal(answer) {
  const body = await answer.json().catch(() => null);
  // What has no body of ours comes from something between us and the server, which is away then.
  return body?.code === undefined ? new Refused(answer.status >= 500 ? 0 : answer.status) : new Refused(answer.status, body);
}

/** After signing in again in another tab the token is another one; somebody else does not go on in our name. */
async function renewed() {
  const answer = await answered(SIGNED, { headers: { Accept: "text/html" } });
  if (answer.redirected || !answer.ok) return new Refused(401, { code: "sign_in_needed" });
  const { csrf: token, person } = new DOMParser().parseFromString(await answer.text(), "text/html").body.dataset;
  if (person !== document.body.dataset.person) return new Refused(403, { code: "other_person" });
  document.body.dataset.csrf = token;
  return null;
}

/** Ask the server; posts when there is something to send. Throws `Refused`. */
export async function ask(address, data) {
  const once = () => {
    const headers = { "X-CSRF-Token": csrf(), Accept: "application/json" };
    return answered(address, data ? { method: "POST", body: data, headers } : { headers });
  };
  let answer = await once();
  if (answer.ok) return answer.json().catch(() => Promise.reject(new Refused(0)));
  let refused = await refusal(answer);
  if (refused.code === "csrf") {
    refused = await renewed();
    if (refused) throw refused;
    answer = await once();
    if (answer.ok) return answer.json();
    refused = await refusal(answer);
  }
  throw refused;
}
