// The venue's official JavaScript connector trades on the simulated venue: orders and conditional orders on the WebSocket
// API, the user data stream, REST. Every answer and event is held against what the connector declares of it.
import assert from 'node:assert/strict'
import test, { afterEach, before } from 'node:test'

import { Hand } from '../lib/hand.mjs'
import { accounts, BTC, connect, listen, refusal, rest, until } from './client.mjs'
import { undeclared } from './shapes.mjs'

const hand = new Hand(process.env.VENUE_CONTROL)
const api = rest(accounts.hmac)
const limit = { symbol: BTC, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.01, price: 65000 }
const stop = { algoType: 'CONDITIONAL', symbol: BTC, side: 'BUY', type: 'STOP_MARKET', quantity: 0.01, triggerPrice: 65100 }

// The answer of the WebSocket API, once it is what the connector declares.
async function answer (promise, type) {
  const { data } = await promise
  assert.deepEqual(undeclared(data, `${type}ResponseResult`), [])
  return data
}
// The same of REST.
async function body (promise, type) {
  const response = await promise
  const data = await response.data()
  assert.deepEqual(undeclared(data, type), [])
  return data
}
// Some fields of an object, to be compared.
const only = (object, ...fields) => Object.fromEntries(fields.map(field => [field, object[field]]))
const stranger = (side, qty, price) => hand.post('/quotes', { symbol: BTC, side, qty, price })

before(() => hand.post('/prices', { symbol: BTC, price: '65000' }))
afterEach(async () => {
  await api.cancelAllOpenOrders({ symbol: BTC })
  await api.cancelAllAlgoOpenOrders({ symbol: BTC })
  await hand.post('/quotes/clear', { symbol: BTC })
})

test('places, amends, asks about and cancels an order', async () => {
  const venue = await connect(accounts.hmac)
  const placed = await venue.newOrder({ ...limit, newClientOrderId: 'life-1' })
  assert.deepEqual(placed.rateLimits.map(({ rateLimitType, intervalNum }) => [rateLimitType, intervalNum]),
    [['REQUEST_WEIGHT', 1], ['ORDERS', 10], ['ORDERS', 1]])
  const { orderId } = await answer(placed, 'NewOrder')
  const named = { symbol: BTC, orderId }
  const amended = await answer(venue.modifyOrder({ ...named, side: 'BUY', quantity: 0.02, price: 64999.9, modifyId: 7 }), 'ModifyOrder')
  assert.deepEqual(only(amended, 'orderId', 'clientOrderId', 'origQty', 'price', 'status', 'modifyId'),
    { orderId, clientOrderId: 'life-1', origQty: '0.020', price: '64999.90', status: 'NEW', modifyId: 7 })
  await hand.post('/orders/fill', { ...named, qty: '0.005' })
  const asked = await answer(venue.queryOrder({ symbol: BTC, origClientOrderId: 'life-1' }), 'QueryOrder')
  assert.deepEqual(only(asked, 'status', 'executedQty', 'avgPrice', 'cumQuote'),
    { status: 'PARTIALLY_FILLED', executedQty: '0.005', avgPrice: '64999.90000', cumQuote: '324.99950' })
  const canceled = await answer(venue.cancelOrder(named), 'CancelOrder')
  assert.deepEqual(only(canceled, 'status', 'executedQty'), { status: 'CANCELED', executedQty: '0.005' })
  await refusal(venue.cancelOrder(named), -2011)
  await refusal(venue.modifyOrder({ ...named, side: 'BUY', quantity: 0.02, price: 64000 }), -2013)
})

test('places orders of every kind', async () => {
  const venue = await connect(accounts.hmac)
  const result = { newOrderRespType: 'RESULT' }
  const place = more => answer(venue.newOrder({ ...limit, ...result, ...more }), 'NewOrder')
  await stranger('SELL', '0.014', '65000')
  const market = await place({ type: 'MARKET', timeInForce: undefined, price: undefined })
  assert.deepEqual(only(market, 'status', 'executedQty', 'type'), { status: 'FILLED', executedQty: '0.010', type: 'MARKET' })
  const ioc = await place({ timeInForce: 'IOC' })
  assert.deepEqual(only(ioc, 'status', 'executedQty'), { status: 'EXPIRED', executedQty: '0.004' })
  await refusal(venue.newOrder({ ...limit, timeInForce: 'FOK' }), -5021)
  await stranger('SELL', '0.010', '65010')
  await refusal(venue.newOrder({ ...limit, timeInForce: 'GTX', price: 65010 }), -5022)
  assert.equal((await place({ timeInForce: 'GTX' })).timeInForce, 'GTX')
  const goodTillDate = Math.floor(Date.now() / 1000 + 3600) * 1000
  assert.equal((await place({ timeInForce: 'GTD', goodTillDate })).goodTillDate, goodTillDate)
  const matched = await place({ price: undefined, priceMatch: 'QUEUE' })
  assert.deepEqual(only(matched, 'priceMatch', 'price'), { priceMatch: 'QUEUE', price: '65000.00' })
  const reduced = await place({ side: 'SELL', price: 66000, reduceOnly: 'true', selfTradePreventionMode: 'EXPIRE_TAKER' })
  assert.deepEqual(only(reduced, 'reduceOnly', 'selfTradePreventionMode'), { reduceOnly: true, selfTradePreventionMode: 'EXPIRE_TAKER' })
})

test('is told what is wrong with an order', async () => {
  const venue = await connect(accounts.hmac)
  const { orderId } = await answer(venue.newOrder({ ...limit, newClientOrderId: 'taken' }), 'NewOrder')
  for (const [code, wrong] of [
    [-1102, { price: undefined }], [-1111, { quantity: 0.0105 }], [-1117, { side: 'HOLD' }], [-1121, { symbol: 'NOSUCH' }],
    [-2022, { reduceOnly: 'true' }], [-4014, { price: 65000.05 }], [-4016, { price: 90000 }],
    [-4061, { positionSide: 'LONG' }], [-4116, { newClientOrderId: 'taken' }], [-4164, { quantity: 0.001 }],
    [-5040, { timeInForce: 'GTD', goodTillDate: Date.now() + 60_000 }]
  ]) {
    await refusal(venue.newOrder({ ...limit, ...wrong }), code)
  }
  await refusal(venue.modifyOrder({ ...limit, orderId, type: undefined, timeInForce: undefined }), -5027)
})

for (const type of ['rsa', 'ed25519']) {
  test(`places an order and asks REST with the signature of an ${type} key`, async () => {
    const venue = await connect(accounts[type])
    const { orderId } = await answer(venue.newOrder(limit), 'NewOrder')
    assert.equal((await body(rest(accounts[type]).queryOrder({ symbol: BTC, orderId }), 'QueryOrderResponse$1')).status, 'NEW')
  })
}

test('places conditional orders, and sees them triggered', async () => {
  const venue = await connect(accounts.hmac)
  const { listenKey } = (await venue.startUserDataStream()).data
  const { events } = await listen(listenKey)
  const { algoId } = await answer(venue.newAlgoOrder({ ...stop, clientAlgoId: 'stop-1' }), 'NewAlgoOrder')
  const trailing = await answer(venue.newAlgoOrder({
    ...stop, type: 'TRAILING_STOP_MARKET', side: 'SELL', triggerPrice: undefined, activatePrice: 66000, callbackRate: 0.5
  }), 'NewAlgoOrder')
  const waiting = await body(api.currentAllAlgoOpenOrders({ symbol: BTC }), 'CurrentAllAlgoOpenOrdersResponse')
  assert.deepEqual(waiting.map(order => order.algoId), [algoId, trailing.algoId])
  await refusal(venue.newAlgoOrder({ ...stop, triggerPrice: 64000 }), -2021)
  await refusal(venue.newAlgoOrder({ ...stop, clientAlgoId: 'stop-1' }), -4116)

  await stranger('SELL', '0.010', '65101')
  await hand.post('/prices', { symbol: BTC, price: '65100' })
  await until(() => events.some(({ e, o }) => e === 'ALGO_UPDATE' && o.X === 'FINISHED'), 'the end of the conditional order')
  const steps = events.filter(({ e, o }) => e === 'ALGO_UPDATE' && o.aid === algoId)
  for (const { e, ...event } of steps) assert.deepEqual(undeclared(event, 'AlgoUpdate'), [])
  assert.deepEqual(steps.map(({ o }) => o.X), ['NEW', 'TRIGGERING', 'TRIGGERED', 'FINISHED'])
  const finished = await body(api.queryAlgoOrder({ algoId }), 'QueryAlgoOrderResponse')
  assert.equal(finished.algoStatus, 'FINISHED')
  const child = await body(api.queryOrder({ symbol: BTC, orderId: finished.actualOrderId }), 'QueryOrderResponse$1')
  assert.deepEqual(only(child, 'clientOrderId', 'status', 'avgPrice'),
    { clientOrderId: 'stop-1', status: 'FILLED', avgPrice: '65101.00000' })

  await answer(venue.cancelAlgoOrder({ algoId: trailing.algoId }), 'CancelAlgoOrder')
  await refusal(venue.cancelAlgoOrder({ algoId: trailing.algoId }), -2011)
  await hand.post('/prices', { symbol: BTC, price: '65000' })
})

test('hears an order\'s whole life on the user data stream', async () => {
  const venue = await connect(accounts.hmac)
  const { listenKey } = (await venue.startUserDataStream()).data
  const { events } = await listen(listenKey)
  const { orderId } = await answer(venue.newOrder({ ...limit, newClientOrderId: 'heard-1' }), 'NewOrder')
  await venue.modifyOrder({ symbol: BTC, side: 'BUY', orderId, quantity: 0.02, price: 65000, modifyId: 9 })
  await hand.post('/orders/fill', { symbol: BTC, orderId, qty: '0.005' })
  await venue.cancelOrder({ symbol: BTC, orderId })
  await until(() => events.some(({ o }) => o?.X === 'CANCELED'), 'the end of the order')
  const types = {
    ORDER_TRADE_UPDATE: 'OrderTradeUpdate', TRADE_LITE: 'TradeLite', ACCOUNT_UPDATE: 'AccountUpdate'
  }
  for (const { e, ...event } of events) assert.deepEqual(undeclared(event, types[e]), [])
  assert.deepEqual(events.map(({ e, o, i, l, a }) => ({
    ORDER_TRADE_UPDATE: () => [o.i, o.c, o.x, o.X, o.q, o.z, o.l, o.M],
    TRADE_LITE: () => [i, 'trade', l],
    ACCOUNT_UPDATE: () => ['account', a.m]
  })[e]()), [
    [orderId, 'heard-1', 'NEW', 'NEW', '0.010', '0', '0', undefined],
    [orderId, 'heard-1', 'AMENDMENT', 'NEW', '0.020', '0', '0', '9'],
    [orderId, 'trade', '0.005'],
    [orderId, 'heard-1', 'TRADE', 'PARTIALLY_FILLED', '0.020', '0.005', '0.005', undefined],
    ['account', 'ORDER'],
    [orderId, 'heard-1', 'CANCELED', 'CANCELED', '0.020', '0.005', '0', undefined]
  ])
})

test('keeps, loses and gives up its listen key', async () => {
  const venue = await connect(accounts.hmac)
  const { listenKey } = (await venue.startUserDataStream()).data
  assert.equal((await venue.keepaliveUserDataStream()).data.listenKey, listenKey)
  assert.equal((await body(api.startUserDataStream(), 'StartUserDataStreamResponse$1')).listenKey, listenKey)
  assert.equal((await body(api.keepaliveUserDataStream(), 'KeepaliveUserDataStreamResponse$1')).listenKey, listenKey)

  const { events } = await listen(listenKey)
  const handshakes = async () => (await hand.get('/counters')).streamHandshakes
  const before = await handshakes()
  await hand.post('/connections', { line: 'cut', of: 'stream' })
  await until(async () => await handshakes() >= before + 3, 'the connector to connect its three paths anew')
  const placed = new Set() // the private one listens a moment after its handshake
  await until(async () => {
    const { orderId } = await answer(venue.newOrder(limit), 'NewOrder')
    placed.add(orderId)
    return events.some(({ o }) => placed.has(o?.i))
  }, 'an event after the loss of the stream')

  await hand.post('/listenKey/expire')
  await until(() => events.at(-1).e === 'listenKeyExpired', 'the end of the key')
  const { e, ...expired } = events.at(-1)
  assert.deepEqual(undeclared(expired, 'ListenKeyExpired'), [])
  assert.equal(expired.listenKey, listenKey)
  await refusal(venue.keepaliveUserDataStream(), -1125)
  assert.notEqual((await venue.startUserDataStream()).data.listenKey, listenKey)
  await venue.closeUserDataStream()
  await assert.rejects(api.closeUserDataStream(), { code: -1125 })
})

test('asks REST what there is', async () => {
  const venue = await connect(accounts.hmac)
  const first = await answer(venue.newOrder({ ...limit, newClientOrderId: 'rest-1' }), 'NewOrder')
  const second = await answer(venue.newOrder({ ...limit, newClientOrderId: 'rest-2' }), 'NewOrder')
  await hand.post('/orders/fill', { symbol: BTC, orderId: first.orderId })
  await hand.post('/orders/fill', { symbol: BTC, orderId: second.orderId, qty: '0.004' })
  const from = { symbol: BTC, orderId: first.orderId }
  const ids = list => list.map(({ clientOrderId, status }) => [clientOrderId, status])

  const open = await body(api.currentAllOpenOrders({ symbol: BTC }), 'CurrentAllOpenOrdersResponse')
  assert.deepEqual(ids(open), [['rest-2', 'PARTIALLY_FILLED']])
  const all = await body(api.allOrders(from), 'AllOrdersResponse')
  assert.deepEqual(ids(all), [['rest-1', 'FILLED'], ['rest-2', 'PARTIALLY_FILLED']])
  assert.equal((await body(api.queryOrder(from), 'QueryOrderResponse$1')).executedQty, '0.010')
  const rest2 = { symbol: BTC, origClientOrderId: 'rest-2' }
  assert.equal((await body(api.queryCurrentOpenOrder(rest2), 'QueryCurrentOpenOrderResponse')).executedQty, '0.004')
  await assert.rejects(api.queryCurrentOpenOrder(from), { code: -2013 })
  await assert.rejects(api.queryOrder({ symbol: BTC, origClientOrderId: 'nobody' }), { code: -2013 })

  const trades = await body(api.accountTradeList(from), 'AccountTradeListResponse')
  assert.deepEqual(trades.map(trade => only(trade, 'orderId', 'qty', 'price', 'maker', 'commission')),
    [{ orderId: first.orderId, qty: '0.010', price: '65000.00', maker: true, commission: '0.13000000' }])
  const after = await body(api.accountTradeList({ symbol: BTC, fromId: trades[0].id + 1 }), 'AccountTradeListResponse')
  assert.deepEqual(after.map(({ orderId, qty }) => [orderId, qty]), [[second.orderId, '0.004']])
})

test('asks REST for rules, limits and mode, and cancels all', async () => {
  const venue = await connect(accounts.hmac)
  const info = await body(api.exchangeInformation(), 'ExchangeInformationResponse')
  const { filters } = info.symbols.find(({ symbol }) => symbol === BTC)
  assert.equal(filters.find(({ filterType }) => filterType === 'PRICE_FILTER').tickSize, '0.10')
  assert.equal(filters.find(({ filterType }) => filterType === 'LOT_SIZE').stepSize, '0.001')
  const limits = await body(api.queryUserRateLimit(), 'QueryUserRateLimitResponse')
  assert.deepEqual(limits.map(({ interval, intervalNum, limit }) => [interval, intervalNum, limit]),
    [['SECOND', 10, 300], ['MINUTE', 1, 1200]])
  assert.deepEqual(await body(api.getCurrentPositionMode(), 'GetCurrentPositionModeResponse'), { dualSidePosition: false })
  const time = await body(api.checkServerTime(), 'CheckServerTimeResponse')
  assert.ok(Math.abs(time.serverTime - Date.now()) < 60_000)

  const { orderId } = await answer(venue.newOrder(limit), 'NewOrder')
  const countdown = { symbol: BTC, countdownTime: 0 }
  assert.deepEqual(await body(api.autoCancelAllOpenOrders(countdown), 'AutoCancelAllOpenOrdersResponse'), { symbol: BTC, countdownTime: '0' })
  await body(api.cancelAllOpenOrders({ symbol: BTC }), 'CancelAllOpenOrdersResponse')
  assert.equal((await answer(venue.queryOrder({ symbol: BTC, orderId }), 'QueryOrder')).status, 'CANCELED')
  const used = (await api.checkServerTime()).rateLimits.find(({ rateLimitType }) => rateLimitType === 'REQUEST_WEIGHT')
  assert.ok(used.count > 0)
})
