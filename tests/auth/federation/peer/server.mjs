// oidc-provider, a certified OpenID provider, with the clients and keys that the test names and one account.
import Provider from "oidc-provider";

const { port, clients, keys, says } = JSON.parse(process.env.PEER);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients,
  jwks: { keys },
  cookies: { keys: ["a key of the test's own"] },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  features: {
    devInteractions: { enabled: !says },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  enabledJWA: { idTokenSigningAlgValues: ["RS256", "PS256", "ES256"], clientAuthSigningAlgValues: ["ES256"] },
  // It calls servers of the open internet alone; the portal of the test is on this machine.
  fetch: (url, options) => globalThis.fetch(url, { ...options, dispatcher: undefined }),
  // With `says` nobody sees a form: whoever comes proves anew that they are mira, as strongly as it says.
  ...(says ? { acrValues: ["phr", "pwd"], interactions: { url: (_, made) => `/proves/${made.uid}` } } : {}),
  pkce: { required: () => true },
  findAccount: (_, sub) => ({
    accountId: sub,
    claims: () => ({ sub, email: `${sub}@partner.example`, email_verified: true, name: "Mira" }),
  }),
});
for (const event of ["server_error", "backchannel.error"]) {
  provider.on(event, (...told) => console.error(event, ...told.filter((each) => each instanceof Error)));
}
provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith("/proves/")) return next();
  const { prompt, params, session, grantId } = await provider.interactionDetails(ctx.req, ctx.res);
  if (prompt.name === "login") {
    const result = { login: { accountId: "mira", acr: params.acr_values ? says : "pwd" } };
    return provider.interactionFinished(ctx.req, ctx.res, result);
  }
  const known = { accountId: session.accountId, clientId: params.client_id };
  const grant = grantId ? await provider.Grant.find(grantId) : new provider.Grant(known);
  grant.addOIDCScope(params.scope);
  return provider.interactionFinished(ctx.req, ctx.res, { consent: { grantId: await grant.save() } });
});
provider.listen(port, "127.0.0.1", () => console.log("ready"));
