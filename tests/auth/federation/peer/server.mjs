// oidc-provider, a certified OpenID provider, with the clients and keys that the test names and one account.
import Provider from "oidc-provider";

const { port, clients, keys } = JSON.parse(process.env.PEER);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients,
  jwks: { keys },
  cookies: { keys: ["a key of the test's own"] },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  features: {
    devInteractions: { enabled: true },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  enabledJWA: { idTokenSigningAlgValues: ["RS256", "PS256", "ES256"], clientAuthSigningAlgValues: ["ES256"] },
  // It calls servers of the open internet alone; the portal of the test is on this machine.
  fetch: (url, options) => globalThis.fetch(url, { ...options, dispatcher: undefined }),
  pkce: { required: () => true },
  findAccount: (_, sub) => ({
    accountId: sub,
    claims: () => ({ sub, email: `${sub}@partner.example`, email_verified: true, name: "Mira" }),
  }),
});
for (const event of ["server_error", "backchannel.error"]) {
  provider.on(event, (...told) => console.error(event, ...told.filter((each) => each instanceof Error)));
}
provider.listen(port, "127.0.0.1", () => console.log("ready"));
