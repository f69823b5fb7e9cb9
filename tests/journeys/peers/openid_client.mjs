// What openid-client, a certified relying party, makes of the portal: it checks every answer by itself.

import assert from 'node:assert/strict'
import * as client from 'openid-client'
import { importJWK } from 'jose'
import { Person } from './person.mjs'

const insecure = { execute: [client.allowInsecureRequests] }

function programs(told) {
  const discover = (id, auth, metadata = {}) => client.discovery(new URL(told.issuer), id, metadata, auth, insecure)
  return {
    web: () => discover('peer-web', client.ClientSecretBasic(told.secret)),
    posting: () => discover('peer-post', client.ClientSecretPost(told.secret)),
    spa: () => discover('peer-public', client.None()),
    elliptic: () =>
      discover('peer-es256', client.ClientSecretBasic(told.secret), { id_token_signed_response_alg: 'ES256' }),
    keyed: async () => discover('peer-keyed', client.PrivateKeyJwt(await importJWK(told.key, 'ES256'))),
    bound: () => discover('peer-bound', client.ClientSecretBasic(told.secret)),
  }
}

async function signedIn(told) {
  const person = new Person(told.issuer)
  await person.signIn(told.email, told.password)
  return person
}

async function codeFlow(told, config, { push = false, DPoP, more = {} } = {}) {
  const person = await signedIn(told)
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()]
  const sent = {
    redirect_uri: told.callback,
    scope: 'openid profile email contracts:read',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    ...more,
  }
  const link = push
    ? await client.buildAuthorizationUrlWithPAR(config, sent, { DPoP })
    : client.buildAuthorizationUrl(config, sent)
  const back = await person.allow(link.href)
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true }
  const tokens = await client.authorizationCodeGrant(config, back, checks, undefined, { DPoP })
  return { person, tokens, back, checks }
}

const refused = (error, work) => assert.rejects(work, (fault) => fault.error === error || assert.fail(fault))
const query = JSON.stringify({ query: '{ viewer { name } }' })
const json = new Headers({ 'content-type': 'application/json' })

async function viewer(told, config, token, DPoP) {
  const answer = await client.fetchProtectedResource(
    config, token, new URL(`${told.issuer}/graphql`), 'POST', query, json, { DPoP },
  )
  assert.equal(answer.status, 200)
  return (await answer.json()).data.viewer
}

async function dpop(told, alg, program = 'bound') {
  const config = await programs(told)[program]()
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair(alg))
  const { tokens } = await codeFlow(told, config, { DPoP })
  assert.equal(tokens.token_type, 'dpop')
  assert.ok((await viewer(told, config, tokens.access_token, DPoP)).name)
  const renewed = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP })
  assert.equal(renewed.token_type, 'dpop')
  const other = client.getDPoPHandle(config, await client.randomDPoPKeyPair(alg))
  await assert.rejects(viewer(told, config, tokens.access_token, other))
}

export const cases = {
  async 'code, PKCE, id_token and userinfo'(told) {
    const config = await programs(told).web()
    const { tokens } = await codeFlow(told, config)
    const claims = tokens.claims()
    const known = await client.fetchUserInfo(config, tokens.access_token, claims.sub)
    assert.equal(known.email, told.email)
    assert.equal((await viewer(told, config, tokens.access_token)).name, known.name)
  },
  async 'id_token signed with ES256'(told) {
    const { tokens } = await codeFlow(told, await programs(told).elliptic())
    assert.ok(tokens.claims().auth_time)
  },
  async 'secret in the form'(told) {
    assert.ok((await codeFlow(told, await programs(told).posting())).tokens.access_token)
  },
  async 'max_age is checked against auth_time'(told) {
    const config = await programs(told).web()
    const { person } = await codeFlow(told, config)
    assert.ok(person)
    const verifier = client.randomPKCECodeVerifier()
    const sent = {
      redirect_uri: told.callback, scope: 'openid', max_age: '3600', prompt: 'none', code_challenge_method: 'S256',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
    }
    const back = await person.allow(client.buildAuthorizationUrl(config, sent).href)
    const tokens = await client.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, maxAge: 3600 })
    assert.ok(tokens.claims().auth_time)
  },
  async 'an error comes back with the issuer'(told) {
    const config = await programs(told).web()
    const person = new Person(told.issuer)
    const verifier = client.randomPKCECodeVerifier()
    const sent = {
      redirect_uri: told.callback, scope: 'openid', prompt: 'none', code_challenge_method: 'S256',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
    }
    const back = await person.allow(client.buildAuthorizationUrl(config, sent).href)
    assert.equal(back.searchParams.get('iss'), told.issuer)
    await refused('login_required', client.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier }))
  },
  async 'a public program: refresh rotates, and the second use ends the family'(told) {
    const config = await programs(told).spa()
    const { tokens } = await codeFlow(told, config)
    const second = await client.refreshTokenGrant(config, tokens.refresh_token)
    assert.notEqual(second.refresh_token, tokens.refresh_token)
    assert.equal(second.claims().auth_time, tokens.claims().auth_time)
    await refused('invalid_grant', client.refreshTokenGrant(config, tokens.refresh_token))
    await refused('invalid_grant', client.refreshTokenGrant(config, second.refresh_token))
  },
  async 'a code is redeemed once'(told) {
    const config = await programs(told).web()
    const { tokens, back, checks } = await codeFlow(told, config)
    await refused('invalid_grant', client.authorizationCodeGrant(config, back, checks))
    await refused('invalid_grant', client.refreshTokenGrant(config, tokens.refresh_token))
  },
  async 'client credentials, introspection and revocation'(told) {
    const config = await programs(told).web()
    const tokens = await client.clientCredentialsGrant(config, { scope: 'contracts:read' })
    assert.equal((await client.tokenIntrospection(config, tokens.access_token)).active, true)
    await client.tokenRevocation(config, tokens.access_token)
    assert.equal((await client.tokenIntrospection(config, tokens.access_token)).active, false)
    const other = await programs(told).posting()
    const theirs = await client.clientCredentialsGrant(other, { scope: 'contracts:read' })
    assert.deepEqual(await client.tokenIntrospection(config, theirs.access_token), { active: false })
  },
  async 'revoking a refresh token ends the grant'(told) {
    const config = await programs(told).web()
    const { tokens } = await codeFlow(told, config)
    await client.tokenRevocation(config, tokens.refresh_token)
    await refused('invalid_grant', client.refreshTokenGrant(config, tokens.refresh_token))
    assert.equal((await client.tokenIntrospection(config, tokens.access_token)).active, false)
  },
  'DPoP with ES256': (told) => dpop(told, 'ES256'),
  'DPoP with PS256': (told) => dpop(told, 'PS256'),
  'DPoP with RS256': (told) => dpop(told, 'RS256'),
  'DPoP with Ed25519': (told) => dpop(told, 'Ed25519'),
  'DPoP of a public program': (told) => dpop(told, 'ES256', 'spa'),
  async 'a pushed request of a program with a key'(told) {
    const config = await programs(told).keyed()
    const { tokens } = await codeFlow(told, config, { push: true })
    assert.ok((await client.refreshTokenGrant(config, tokens.refresh_token)).access_token)
    const own = await client.clientCredentialsGrant(config, { scope: 'contracts:read' })
    assert.equal((await client.tokenIntrospection(config, own.access_token)).active, true)
  },
  async 'a pushed request that is bound to a key'(told) {
    const config = await programs(told).keyed()
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
    const { tokens } = await codeFlow(told, config, { push: true, DPoP })
    assert.equal(tokens.token_type, 'dpop')
  },
  async 'a program that must push cannot do without'(told) {
    const config = await programs(told).keyed()
    await refused('invalid_request', codeFlow(told, config))
  },
  async 'sign-out'(told) {
    const config = await programs(told).web()
    const { person, tokens } = await codeFlow(told, config)
    const sent = { post_logout_redirect_uri: told.bye, id_token_hint: tokens.id_token, state: 'x y' }
    const answer = await person.send(client.buildEndSessionUrl(config, sent))
    assert.equal(answer.headers.get('location'), `${told.bye}?state=x%20y`)
    const again = await person.send(`${told.issuer}/`)
    assert.equal(again.headers.get('location'), '/login')
  },
}
