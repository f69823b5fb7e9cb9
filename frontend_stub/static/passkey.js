// Passkeys: the one thing of the pages that a browser does with a script alone.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function post(address, body) {
  const answer = await fetch(address, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
  });
  if (answer.status === 204) return {};
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.errors[0].message);
  return said;
}

const listed = (keys = []) => keys.map((key) => ({ ...key, id: bytes(key.id) }));

async function created(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: listed(options.excludeCredentials),
  };
  const made = await navigator.credentials.create({ publicKey });
  return packed(made, {
    attestationObject: text(made.response.attestationObject),
    transports: made.response.getTransports?.() ?? [],
  });
}

async function answered(options) {
  const publicKey = {
    ...options, challenge: bytes(options.challenge), allowCredentials: listed(options.allowCredentials),
  };
  const found = await navigator.credentials.get({ publicKey });
  const { authenticatorData, signature, userHandle } = found.response;
  return packed(found, {
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: userHandle && text(userHandle),
  });
}

function packed(credential, response) {
  const id = text(credential.rawId);
  return { id, rawId: id, type: credential.type, response: {
    ...response, clientDataJSON: text(credential.response.clientDataJSON),
  } };
}

async function prove(button) {
  const { challenge, answer, next, make, failed, name, link } = button.dataset;
  const by = link ? { link } : {};
  const trouble = document.getElementById("passkey-trouble");
  trouble.hidden = true;
  button.setAttribute("aria-busy", "true");
  try {
    const options = await post(challenge, by);
    const credential = make ? await created(options) : await answered(options);
    const called = name && document.getElementById(name).value;
    await post(answer, make ? { credential, name: called || "Passkey", ...by } : { credential });
    location.assign(next);
    if (next.startsWith("#")) button.closest(".field").hidden = true; // what was typed stands below, to be sent now
  } catch (fault) {
    // What the browser itself says is in its own words; a cancelled dialogue says nothing of use.
    trouble.textContent = fault instanceof DOMException ? failed : fault.message;
    trouble.hidden = false;
    trouble.focus();
    button.removeAttribute("aria-busy");
  }
}

for (const button of document.querySelectorAll("[data-challenge]")) {
  const { host } = button.dataset;
  const works = window.PublicKeyCredential && location.hostname === host;
  document.getElementById(works ? "passkey-works" : "passkey-absent").hidden = false;
  if (works) button.addEventListener("click", () => prove(button));
}
