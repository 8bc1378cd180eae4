// What a script author would write instead of fixbridge, to measure fixbridge against: a gateway from FIX 4.4 to
// Binance's WebSocket API in Node, made of jspurefix (an acceptor), the ws package and node's own crypto.
//
//   node node.mjs FIX_PORT VENUE_URL CA_FILE
//   node node.mjs 15000 wss://127.0.0.1:16000/ws-fapi/v1 ca.pem
//
// It prints "ready" once the WebSocket is open and the FIX port listens, and ends with 0 on SIGTERM. It cancels by
// OrderID (37) and does nothing else: no journal, no deadline, no second try. When the venue hangs up, it ends with 1.
// The packages are those of the interop tests: npm ci in tests/interop.
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(new URL('../interop/package.json', import.meta.url))
require('reflect-metadata') // before jspurefix, which needs it
const { AsciiSession, EmptyLogFactory, SessionLauncher } = require('jspurefix')
const WebSocket = require('ws')

const apiKey = 'k'.repeat(64)
const secret = 's'.repeat(64)

const [port, url, caFile] = process.argv.slice(2)
if (!caFile) throw new Error('usage: node.mjs FIX_PORT VENUE_URL CA_FILE')
process.once('SIGTERM', () => process.exit(0))

const pending = new Map() // id of the request → { session, request }: ids of all clients must differ
let execId = Date.now() * 1000

// ws sets TCP_NODELAY by itself, and answers pings.
const venue = new WebSocket(url, { ca: readFileSync(caFile), perMessageDeflate: false })
await once(venue, 'open')
venue.on('message', data => answer(JSON.parse(data)))
venue.once('close', code => {
  console.error(`the venue closed the WebSocket: ${code}`)
  process.exit(1)
})

function cancel (session, request) {
  const { clOrdId, orderId, symbol } = request
  const number = Number(orderId) // what a double cannot hold goes as text, as the venue's own connector sends it
  const params = { symbol, orderId: Number.isSafeInteger(number) ? number : orderId, timestamp: Date.now(), recvWindow: 2000, apiKey }
  const payload = Object.keys(params).sort().map(name => `${name}=${params[name]}`).join('&')
  params.signature = createHmac('sha256', secret).update(payload).digest('hex')
  pending.set(clOrdId, { session, request })
  venue.send(JSON.stringify({ id: clOrdId, method: 'order.cancel', params }))
}

function answer ({ id, status, result, error }) {
  const found = pending.get(id)
  if (!found) return
  pending.delete(id)
  const { session, request: { clOrdId, origClOrdId, orderId } } = found
  // 37 as the client wrote it: in the reply JSON.parse has rounded it. What is undefined or null is not sent.
  const ids = { OrderID: orderId, ClOrdID: clOrdId, OrigClOrdID: origClOrdId }
  if (status !== 200) {
    const unknown = error?.code === -2011 || error?.code === -2013
    return session.send('9', { ...ids, OrdStatus: '8', CxlRejResponseTo: '1', CxlRejReason: unknown ? 1 : 99, Text: error?.msg ?? `status ${status}` })
  }
  session.send('8', {
    ...ids,
    ExecID: String(++execId),
    ExecType: '4',
    OrdStatus: '4',
    Instrument: { Symbol: result.symbol },
    Side: result.side === 'BUY' ? '1' : '2',
    OrderQtyData: { OrderQty: result.origQty },
    LeavesQty: 0,
    CumQty: result.executedQty,
    AvgPx: 0,
    TransactTime: new Date()
  })
}

// jspurefix checks what an acceptor receives against its dictionary; that stays on, as it is by default.
class Session extends AsciiSession {
  onLogon () { return true }
  onReady () {}
  onStopped () {}
  onDecoded () {}
  onEncoded () {}
  onApplicationMsg (type, view) {
    if (type !== 'F') {
      return this.send('j', { RefSeqNum: view.getTyped(34), RefMsgType: type, BusinessRejectReason: 3, Text: 'only cancels' })
    }
    cancel(this, { clOrdId: view.getString(11), origClOrdId: view.getString(41), orderId: view.getString(37), symbol: view.getString(55) })
  }
}

class Acceptor extends SessionLauncher {
  makeFactory () { return { makeSession: config => new Session(config) } }

  // run() ends when the acceptor does, so this is where to learn that it listens.
  getAcceptor (container) {
    const ended = super.getAcceptor(container)
    this.acceptorEntity.acceptor.server.once('listening', () => console.log('ready'))
    return ended
  }
}

await new Acceptor(null, {
  application: {
    type: 'acceptor',
    name: 'gateway',
    protocol: 'ascii',
    dictionary: 'qf44', // the FIX44.xml jspurefix ships with
    tcp: { port: { port: Number(port), host: '127.0.0.1' } } // goes to net's listen(); a number means every address
  },
  store: { type: 'memory' },
  BeginString: 'FIX.4.4',
  SenderCompId: 'BRIDGE',
  TargetCompID: '*', // whoever logs on: a session each
  HeartBtInt: 30,
  ResetSeqNumFlag: true
}, new EmptyLogFactory()).run()
