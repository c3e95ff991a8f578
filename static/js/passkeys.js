// Passkeys: [data-passkey=login|get|create] is a form with an input "credential". The options come
// from the server, as JSON in the form (get, create) or by fetch (login); the browser and the
// device do the rest. A form that needs this script is hidden until it runs.

const REASONS = {
  NotAllowedError: "That did not work, or was stopped. Try again.",
  InvalidStateError: "This device has a passkey for you already.",
  SecurityError: "Passkeys need https, or localhost.",
};

const known = "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential;

async function credential(form) {
  if (form.dataset.passkey === "create") {
    const { publicKey } = JSON.parse(form.querySelector("script").textContent);
    const alone = form.elements.passwordless.checked;
    publicKey.authenticatorSelection = {
      ...publicKey.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      ...(alone && { userVerification: "required" }),
    };
    return navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey),
    });
  }
  const { publicKey } = form.dataset.passkey === "login"
    ? (await (await fetch(form.action, { headers: { Accept: "application/json" } })).json()).request_options
    : JSON.parse(form.querySelector("script").textContent);
  return navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey),
  });
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  const state = form.querySelector("[data-passkey-state]");
  form.hidden = !known && form.hidden;
  if (!known) state.textContent = "This browser knows no passkeys.";
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    state.textContent = "";
    try {
      form.elements.credential.value = JSON.stringify((await credential(form)).toJSON());
      form.submit();
    } catch (error) {
      state.textContent = REASONS[error.name] ?? "That did not work. Try again.";
    }
  });
}
