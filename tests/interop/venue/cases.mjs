// The venue's official JavaScript connector as the client of the simulated venue. It was written against the
// real one: where it is not understood, the simulator is wrong until the venue's documents say otherwise.
// Orders are those of the simulator's scenarios (bridge/simulator/README.md); each case has its own.
import assert from 'node:assert/strict'
import test from 'node:test'

import { accounts, BTC, connect, refusal, until } from './client.mjs'

// As the connectors of the venue's other products, which have methods for it, do.
const logon = venue => venue.websocketBase.sendMessage('session.logon', {}, { isSigned: true, isSessionLogon: true })

test('cancels by orderId, signed with HMAC', async () => {
  const venue = await connect(accounts.hmac)
  const { data, rateLimits } = await venue.cancelOrder({ symbol: BTC, orderId: 910101, recvWindow: 5000 })
  assert.equal(data.status, 'CANCELED')
  assert.equal(data.clientOrderId, 'cert-accept-1')
  assert.equal(rateLimits[0].rateLimitType, 'REQUEST_WEIGHT')
})

test('cancels by origClientOrderId', async () => {
  const venue = await connect(accounts.hmac)
  const { data } = await venue.cancelOrder({ symbol: BTC, origClientOrderId: 'cert-accept-2' })
  assert.equal(data.orderId, 910102)
  assert.equal(data.side, 'SELL')
})

test('keeps an orderId beyond 2^53', async () => {
  const venue = await connect(accounts.hmac)
  // As text: it cannot write the bigint it reads.
  const { data } = await venue.cancelOrder({ symbol: 'ETHUSDT', orderId: '8389765500000910103' })
  assert.equal(data.orderId, 8389765500000910103n)
})

test('asks for the status, which alone has the average price', async () => {
  const venue = await connect(accounts.hmac)
  const order = { symbol: BTC, origClientOrderId: 'cert-partial-fill-then-cancel-1' }
  const before = (await venue.queryOrder(order)).data
  assert.equal(before.status, 'PARTIALLY_FILLED')
  assert.equal(before.avgPrice, '84250.00000')
  const canceled = (await venue.cancelOrder(order)).data
  assert.equal(canceled.executedQty, '0.100')
  assert.ok(!('avgPrice' in canceled))
  assert.equal((await venue.queryOrder({ symbol: BTC, orderId: 910701 })).data.status, 'CANCELED')
})

test('is told the venue\'s errors', async () => {
  const venue = await connect(accounts.hmac)
  await refusal(venue.cancelOrder({ symbol: BTC, origClientOrderId: 'cert-unknown-1' }), -2011)
  await refusal(venue.queryOrder({ symbol: BTC, orderId: 910601 }), -2013)
  await refusal(venue.cancelOrder({ symbol: BTC, orderId: 910201 }), -4109)
  await refusal(venue.cancelOrder({ symbol: BTC }), -1102)
  await refusal(venue.cancelOrder({ symbol: 'NOSUCH', orderId: 1 }), -1121)
  await refusal(venue.cancelOrder({ symbol: BTC, orderId: 1, recvWindow: 60001 }), -1130)
  await refusal(venue.sendSignedMessage('order.nosuch', { symbol: BTC }), -5000)
  await assert.rejects(venue.cancelOrder({ symbol: BTC, orderId: 911401 }), error => error.data.retryAfter > error.data.serverTime)
})

test('is told what is wrong with a key', async () => {
  const wrongSecret = await connect({ ...accounts.hmac, apiSecret: 'another' })
  await refusal(wrongSecret.queryOrder({ symbol: BTC, orderId: 910201 }), -1022)
  const unknown = await connect({ ...accounts.hmac, apiKey: accounts.hmac.apiKey.replace('simulator', 'somebody-') })
  await refusal(unknown.queryOrder({ symbol: BTC, orderId: 910201 }), -2015)
  const malformed = await connect({ ...accounts.hmac, apiKey: 'short' })
  await refusal(malformed.queryOrder({ symbol: BTC, orderId: 910201 }), -2014)
})

// It signs "A%3AB" and sends "A:B"; the venue signs what it was sent (fixspec/venue.md, 3.2: no percent-encoding).
test('cannot sign an id with characters it encodes', async () => {
  const venue = await connect(accounts.hmac)
  await refusal(venue.queryOrder({ symbol: BTC, origClientOrderId: 'A:B' }), -1022)
  await refusal(venue.queryOrder({ symbol: BTC, origClientOrderId: 'A.B_c-d' }), -2013)
})

for (const [type, orderId] of [['rsa', 911901], ['ed25519', 911902]]) {
  test(`cancels with the signature of an ${type} key`, async () => {
    const venue = await connect(accounts[type])
    assert.equal((await venue.cancelOrder({ symbol: BTC, orderId })).data.status, 'CANCELED')
  })
}

test('logs on with Ed25519, then signs nothing', async () => {
  const venue = await connect(accounts.ed25519)
  const [{ data }] = await logon(venue)
  assert.equal(data.apiKey, accounts.ed25519.apiKey)
  assert.ok(data.serverTime >= data.authorizedSince && data.authorizedSince >= data.connectedSince)

  assert.equal((await venue.cancelOrder({ symbol: BTC, orderId: 911903 })).data.status, 'CANCELED')
  const { params } = venue.sent.at(-1)
  assert.deepEqual(Object.keys(params).sort(), ['orderId', 'symbol', 'timestamp'])

  assert.equal((await venue.sendMessage('session.status')).data.apiKey, accounts.ed25519.apiKey)
  assert.equal((await venue.sendMessage('session.logout')).data.apiKey, null)
  await refusal(venue.cancelOrder({ symbol: BTC, orderId: 911904 }), -1102)
})

test('may send an unsigned request by hand once it is logged on', async () => {
  const venue = await connect(accounts.ed25519)
  await venue.sendSignedMessage('session.logon')
  const order = { symbol: BTC, orderId: 911905 }
  await refusal(venue.sendMessage('order.status', order), -1102) // the timestamp stays mandatory
  assert.equal((await venue.sendMessage('order.status', { ...order, timestamp: Date.now() })).data.status, 'NEW')
})

test('cannot log on with another key', async () => {
  for (const type of ['hmac', 'rsa']) await refusal(logon(await connect(accounts[type])), -4056)
})

test('meets the null id of a revoked session, and works after another logon', async () => {
  const venue = await connect(accounts.ed25519)
  await logon(venue)
  const order = { symbol: BTC, orderId: 911701 }
  venue.cancelOrder(order).catch(() => {}) // a frame that names no request answers none
  await until(() => venue.received.some(frame => frame.id === null), 'the frame without an id')
  const revoked = venue.received.at(-1)
  assert.deepEqual([revoked.status, revoked.error.code], [401, -2015])
  assert.equal((await venue.sendMessage('session.status')).data.apiKey, null)
  await logon(venue)
  assert.equal((await venue.cancelOrder(order)).data.status, 'CANCELED')
})

test('reconnects and logs on again by itself when the venue was down', async () => {
  const venue = await connect(accounts.ed25519)
  await logon(venue)
  const order = { symbol: BTC, orderId: 911301 }
  venue.cancelOrder(order).catch(() => {}) // never answered: the connection is gone
  const [connection] = venue.websocketBase.connectionPool
  await until(() => !connection.isSessionLoggedOn, 'the loss of the connection')
  await until(() => connection.isSessionLoggedOn, 'the second logon')
  assert.equal((await venue.cancelOrder(order)).data.status, 'CANCELED')
  assert.ok(!('signature' in venue.sent.at(-1).params))
})
