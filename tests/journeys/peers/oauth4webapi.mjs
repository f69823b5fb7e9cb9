// What oauth4webapi, certified as well, makes of the portal: the protocol's steps one by one.

import assert from 'node:assert/strict'
import * as oauth from 'oauth4webapi'
import { importJWK } from 'jose'
import { Person } from './person.mjs'

const insecure = { [oauth.allowInsecureRequests]: true }

async function discovered(told, algorithm = 'oidc') {
  const issuer = new URL(told.issuer)
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm, ...insecure }))
}

async function codeFlow(told, as, client, auth, { DPoP, push = false } = {}) {
  const person = new Person(told.issuer)
  await person.signIn(told.email, told.password)
  const [verifier, state, nonce] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState(), oauth.generateRandomNonce()]
  const sent = new URLSearchParams({
    client_id: client.client_id, redirect_uri: told.callback, response_type: 'code', scope: 'openid contracts:read',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', state, nonce,
  })
  const link = new URL(as.authorization_endpoint)
  if (push) {
    const pushed = await oauth.pushedAuthorizationRequest(as, client, auth, sent, { DPoP, ...insecure })
    const { request_uri } = await oauth.processPushedAuthorizationResponse(as, client, pushed)
    link.search = new URLSearchParams({ client_id: client.client_id, request_uri }).toString()
  } else {
    link.search = sent.toString()
  }
  const answer = oauth.validateAuthResponse(as, client, await person.allow(link), state)
  const request = () =>
    oauth.authorizationCodeGrantRequest(as, client, auth, answer, told.callback, verifier, { DPoP, ...insecure })
  const expected = { expectedNonce: nonce, requireIdToken: true }
  return { tokens: await retried(request, (got) => oauth.processAuthorizationCodeResponse(as, client, got, expected)), person }
}

// A server that wants a nonce in the proof says so once.
async function retried(request, read) {
  try {
    return await read(await request())
  } catch (fault) {
    if (!oauth.isDPoPNonceError(fault)) throw fault
    return read(await request())
  }
}

const web = { client_id: 'peer-web' }

export const cases = {
  async 'both metadata documents'(told) {
    assert.deepEqual(await discovered(told, 'oauth2'), await discovered(told, 'oidc'))
  },
  async 'code, PKCE and the signature of the id_token'(told) {
    const as = await discovered(told)
    const { tokens } = await codeFlow(told, as, web, oauth.ClientSecretBasic(told.secret))
    assert.ok(oauth.getValidatedIdTokenClaims(tokens).at_hash)
    const { sub } = oauth.getValidatedIdTokenClaims(tokens)
    const answer = await oauth.userInfoRequest(as, web, tokens.access_token, insecure)
    assert.equal((await oauth.processUserInfoResponse(as, web, sub, answer)).sub, sub)
  },
  async 'refresh and its reuse'(told) {
    const as = await discovered(told)
    const client = { client_id: 'peer-public' }
    const { tokens } = await codeFlow(told, as, client, oauth.None())
    const refresh = async (token) => {
      const answer = await oauth.refreshTokenGrantRequest(as, client, oauth.None(), token, insecure)
      return oauth.processRefreshTokenResponse(as, client, answer)
    }
    const second = await refresh(tokens.refresh_token)
    await assert.rejects(refresh(tokens.refresh_token), { error: 'invalid_grant' })
    await assert.rejects(refresh(second.refresh_token), { error: 'invalid_grant' })
  },
  async 'client credentials with a key, introspection, revocation'(told) {
    const as = await discovered(told)
    const client = { client_id: 'peer-keyed' }
    const auth = oauth.PrivateKeyJwt(await importJWK(told.key, 'ES256'))
    const asked = new URLSearchParams({ scope: 'contracts:read', resource: `${told.issuer}/graphql` })
    const granted = await oauth.clientCredentialsGrantRequest(as, client, auth, asked, insecure)
    const { access_token } = await oauth.processClientCredentialsResponse(as, client, granted)
    const known = async () => {
      const answer = await oauth.introspectionRequest(as, client, auth, access_token, insecure)
      return (await oauth.processIntrospectionResponse(as, client, answer)).active
    }
    assert.equal(await known(), true)
    await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, auth, access_token, insecure))
    assert.equal(await known(), false)
  },
  async 'a pushed request with a key, a proof and a nonce'(told) {
    const as = await discovered(told)
    const client = { client_id: 'peer-nonce' }
    const auth = oauth.PrivateKeyJwt(await importJWK(told.key, 'ES256'))
    for (const alg of ['ES256', 'Ed25519']) {
      const DPoP = oauth.DPoP(client, await oauth.generateKeyPair(alg))
      const { tokens } = await codeFlow(told, as, client, auth, { DPoP })
      assert.equal(tokens.token_type, 'dpop')
    }
  },
  async 'an access token is as RFC 9068 says'(told) {
    const as = await discovered(told)
    const { tokens } = await codeFlow(told, as, web, oauth.ClientSecretBasic(told.secret))
    const request = new Request(`${told.issuer}/x`, { headers: { authorization: `Bearer ${tokens.access_token}` } })
    const claims = await oauth.validateJwtAccessToken(as, request, `${told.issuer}/graphql`, insecure)
    assert.equal(claims.client_id, 'peer-web')
  },
}
