// node connector_test.mjs CASES [ARGUMENT …]: starts the simulated venue with keys of every type and these arguments,
// then the cases in a node of their own: which certificates to trust besides the system's (NODE_EXTRA_CA_CERTS),
// node reads only when it starts.
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spawnSync } from 'node:child_process'

import { Process } from '../lib/process.mjs'

const fixbridge = process.env.FIXBRIDGE
if (!fixbridge) throw new Error('FIXBRIDGE must name the program to test; ctest sets it')
const directory = mkdtempSync(join(tmpdir(), 'fixbridge-connector-'))
const pem = (key, type) => key.export({ type, format: 'pem' })

// What a client has of each key; the venue is told the public half.
const accounts = {}
const keys = []
for (const [type, options] of [['ed25519', {}], ['rsa', { modulusLength: 2048 }]]) {
  const { publicKey, privateKey } = generateKeyPairSync(type, options)
  accounts[type] = { apiKey: `connector-${type}-key`, privateKey: pem(privateKey, 'pkcs8') }
  keys.push({ apiKey: accounts[type].apiKey, type, publicKey: pem(publicKey, 'spki') })
}
// The simulator's own, worth nothing anywhere else.
accounts.hmac = {
  apiKey: 'simulator-api-key-simulator-api-key-simulator-api-key-simulator-',
  apiSecret: 'simulator-secret-simulator-secret-simulator-secret-simulator-sec'
}

const files = { ca: join(directory, 'ca.pem'), keys: join(directory, 'keys.json'), accounts: join(directory, 'accounts.json') }
writeFileSync(files.keys, JSON.stringify(keys))
writeFileSync(files.accounts, JSON.stringify(accounts))

const [cases, ...more] = process.argv.slice(2)
if (!cases) throw new Error('usage: connector_test.mjs CASES [ARGUMENT …]')
let status = 1
const venue = new Process(fixbridge, ['simulate', '--self-signed', '--ca-out', files.ca, '--listen', '127.0.0.1:0',
  '--control', '127.0.0.1:0', '--keys', files.keys, ...more])
try {
  const [, control] = await venue.line(/^control channel: (\S+)/)
  const [, host] = await venue.line(/^simulated venue: wss:\/\/([^/]+)\//)
  const env = {
    ...process.env,
    NODE_EXTRA_CA_CERTS: files.ca,
    LOG_LEVEL: 'error',
    VENUE_HOST: host,
    VENUE_CONTROL: control,
    VENUE_ACCOUNTS: files.accounts
  }
  const script = join(dirname(fileURLToPath(import.meta.url)), cases)
  status = spawnSync(process.execPath, [script], { env, stdio: 'inherit', timeout: 240_000 }).status ?? 1
} finally {
  await venue.stop()
  rmSync(directory, { recursive: true, force: true })
}
process.exitCode = status
