// The venue's official JavaScript connector, connected to a simulated venue that connector_test.mjs has started.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { afterEach } from 'node:test'

import { DerivativesTradingUsdsFutures } from '@binance/derivatives-trading-usds-futures'

import { holds, patienceMs } from '../lib/process.mjs'

export const accounts = JSON.parse(readFileSync(process.env.VENUE_ACCOUNTS, 'utf8'))
export const BTC = 'BTCUSDT'
const host = process.env.VENUE_HOST
const open = []

// A connection of the WebSocket API, and every frame it sent and received.
export async function connect (account, options = {}) {
  const { websocketAPI } = new DerivativesTradingUsdsFutures({
    configurationWebsocketAPI: { wsURL: `wss://${host}/ws-fapi/v1`, timeout: patienceMs, reconnectDelay: 100, ...account, ...options }
  })
  const venue = await websocketAPI.connect()
  venue.on('error', () => {}) // a connection that fails is tried again
  venue.sent = []
  venue.received = []
  venue.on('message', text => venue.received.push(JSON.parse(text)))
  const base = venue.websocketBase
  const send = base.send.bind(base)
  base.send = (text, ...rest) => {
    venue.sent.push(JSON.parse(text))
    return send(text, ...rest)
  }
  open.push(venue)
  return venue
}

// REST.
export const rest = account => new DerivativesTradingUsdsFutures({
  configurationRestAPI: { basePath: `https://${host}`, timeout: patienceMs, retries: 0, ...account }
}).restAPI

// The user data stream of a listen key, and the events it brought: once it is subscribed.
export async function listen (listenKey) {
  const { websocketStreams } = new DerivativesTradingUsdsFutures({
    configurationWebsocketStreams: { wsURL: `wss://${host}`, reconnectDelay: 100 }
  })
  const streams = await websocketStreams.connect()
  open.push(streams)
  let answers = 0
  streams.on('message', text => { if ('result' in JSON.parse(text)) answers++ })
  const stream = streams.userData(listenKey)
  stream.events = []
  stream.on('message', event => stream.events.push(event))
  await until(() => answers > 0, 'the subscription')
  return stream
}

export const until = holds

export const refusal = (promise, code) => assert.rejects(promise, error => {
  assert.equal(error.code, code)
  return true
})

afterEach(() => Promise.all(open.splice(0).map(venue => {
  // What is still unanswered never will be, and the connector would wait for it.
  for (const { pendingRequests } of venue.websocketBase.connectionPool) {
    for (const request of pendingRequests.values()) request.reject(new Error('given up'))
    pendingRequests.clear()
  }
  return venue.disconnect()
})))
