// A person's browser, as far as a program's journey needs one: a cookie, redirects followed by hand, two forms.

import assert from 'node:assert/strict'

export class Person {
  #cookies = new Map()

  constructor(issuer) {
    this.issuer = issuer
  }

  async send(address, options = {}) {
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { ...options.headers, ...(cookie ? { cookie } : {}) }
    const answer = await fetch(address, { ...options, headers, redirect: 'manual' })
    for (const set of answer.headers.getSetCookie()) {
      const [name, value] = set.split(';')[0].split('=')
      value ? this.#cookies.set(name, value) : this.#cookies.delete(name)
    }
    return answer
  }

  async post(path, fields) {
    const headers = { origin: this.issuer, 'content-type': 'application/x-www-form-urlencoded' }
    return this.send(this.issuer + path, { method: 'POST', headers, body: new URLSearchParams(fields).toString() })
  }

  async signIn(email, password) {
    const headers = { origin: this.issuer, 'content-type': 'application/json' }
    const body = JSON.stringify({ email, password })
    const answer = await this.send(`${this.issuer}/auth/session`, { method: 'POST', headers, body })
    assert.equal(answer.status, 204)
  }

  // From the program's link to the address that brings the answer back; allows what the consent page asks.
  async allow(address) {
    let answer = await this.send(address)
    while (answer.status === 303) {
      const next = new URL(answer.headers.get('location'), this.issuer)
      if (next.origin !== this.issuer) return next
      answer = await this.send(next)
      if (next.pathname === '/oauth/consent' && answer.status === 200) answer = await this.#consent(await answer.text())
    }
    throw new Error(`no way back to the program: ${answer.status} ${await answer.text()}`)
  }

  async #consent(page) {
    const hidden = (name) => page.match(new RegExp(`name="${name}" value="([^"]*)"`))[1]
    return this.post('/oauth/consent', { request: hidden('request'), session: hidden('session'), decision: 'allow' })
  }
}
