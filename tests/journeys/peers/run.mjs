// Runs every case of both peers against the portal told in PEER; prints what went wrong as JSON, null for nothing.

import { cases as openid } from './openid_client.mjs'
import { cases as oauth } from './oauth4webapi.mjs'

const told = JSON.parse(process.env.PEER)
const found = {}
for (const [peer, cases] of Object.entries({ 'openid-client': openid, oauth4webapi: oauth })) {
  for (const [name, run] of Object.entries(cases)) {
    try {
      await run(told)
      found[`${peer}: ${name}`] = null
    } catch (fault) {
      found[`${peer}: ${name}`] = `${fault.stack} ${JSON.stringify(fault.cause ?? null)}`
    }
  }
}
console.log(JSON.stringify(found))
