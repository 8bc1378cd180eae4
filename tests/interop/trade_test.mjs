// jspurefix as an OMS that trades: node trade_test.mjs FIX.4.4
// One session for all: every message about an order is judged whole, in the order in which they come, and in
// the end the client's book is held against the venue's.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import test, { after, afterEach, before } from 'node:test'

import { extended } from './lib/dictionary.mjs'
import { essence, pipe, timestamp, value } from './lib/fix.mjs'
import { Numbers, Oms } from './lib/oms.mjs'
import { ClientBook, inVersion } from './lib/orders.mjs'
import { eventually } from './lib/process.mjs'
import { Stage, simulated } from './lib/stage.mjs'
import { versions } from './versions.mjs'

const version = versions[process.argv[2]]
if (!version) throw new Error(`usage: trade_test.mjs ${Object.keys(versions).join('|')}`)
const BTC = 'BTCUSDT'

let stage
let hand
let settings
let oms
let taken = 0 // messages of the gateway that a test has judged
const book = new ClientBook()

// JSON is YAML.
const configuration = ({ ca, port, directory }) => JSON.stringify({
  listen: { port: 0, plain: true },
  accounts: {
    main: {
      ...simulated({ ca, port }),
      answer_within: '60s' // doubt (150=A, E, 6) is not told of here, however slow the machine is
    }
  },
  sessions: [{
    begin_string: version.beginString, sender_comp_id: 'BRIDGE', target_comp_id: 'DESK1', account: 'main', order_entry: {}
  }],
  journal: { dir: join(directory, 'journal'), durability: 'process' },
  ops: { port: 0 }
})

// A message of FIX 4.4, { tag: value }, in the words of this version; what is undefined is left out.
const worded = message => pipe(Object.entries(inVersion(version.name, message)).filter(([, is]) => is !== undefined))

function ask (type, fields) {
  const handlInst = version.name === 'FIX.4.2' && 'DG'.includes(type) ? '1' : undefined
  return oms.send(worded({ 35: type, 21: handlInst, 60: type === 'H' ? undefined : timestamp(), ...fields }))
}

// The next message about an order, whatever it is: none is passed over.
async function next () {
  const about = () => oms.received.filter(text => ['8', '9', 'j', '3'].includes(value(text, 35)))
  const soFar = () => `message ${taken + 1} about an order; so far:\n${about().join('\n')}`
  const told = await eventually(oms, () => about()[taken], soFar)
  taken++
  if (value(told, 35) === '8') book.take(told)
  return essence(told)
}

// What a report says of an order, and what has happened to it.
const report = (order, more) => essence(worded({ 35: '8', 17: '*', 60: '*', ...order, ...more }))
const reject = more => essence(worded({ 35: '9', 434: '1', 60: '*', ...more }))

const refused = { 37: 'NONE', 150: '8', 39: '8', 14: '0', 151: '0', 6: '0' }
const limit = { 55: BTC, 54: '1', 38: '0.010', 40: '2', 44: '65000', 59: '1' }
const newest = (list, by) => list.reduce((a, b) => b[by] > a[by] ? b : a)

// Sends a 35=D, and returns what every report on the order says of it.
async function send (clOrdId, terms) {
  await ask('D', { 11: clOrdId, ...terms })
  // Self-trade prevention is the session's, by default.
  return { 11: clOrdId, 25001: '3', ...terms, 97: undefined, 25101: { 1: 'MARKET', 2: 'LIMIT', 3: 'STOP_MARKET' }[terms[40]] }
}
// The same of an order that the venue takes: it has the ids by which the venue knows it.
async function place (clOrdId, terms) {
  const order = await send(clOrdId, terms)
  const told = await next()
  const { orderId, clientOrderId } = newest((await hand.get('/orders')).orders, 'orderId')
  Object.assign(order, { 37: String(orderId), 526: clientOrderId })
  assert.equal(told, report(order, { 150: '0', 39: '0', 14: '0', 151: order[38], 6: '0' }))
  return order
}

// What a report says of the trade that the venue made last, or of one before it.
async function trade (back = 1) {
  const { id, price, qty, commission, commissionAsset, maker } = (await hand.get('/executions')).executions.at(-back)
  return {
    150: 'F', 32: qty, 31: price, 527: String(id), 851: maker ? '1' : '2', 136: '1', 137: commission, 138: commissionAsset, 139: '4'
  }
}

const name = order => ({ symbol: BTC, orderId: Number(order[198] ?? order[37]) })
const stranger = (side, qty, price) => hand.post('/quotes', { symbol: BTC, side, qty, price })

// A test of a day at the desk: what comes after one that failed would be judged by what that one left.
let failed = false
const step = (what, play) => test(what, async context => {
  if (failed) return context.skip('an earlier one failed')
  failed = true
  await play()
  failed = false
})

before(async () => {
  stage = await Stage.open({ configuration })
  hand = stage.hand
  await hand.post('/prices', { symbol: BTC, price: '65000' })
  await stage.ready()
  settings = {
    port: stage.port,
    beginString: version.beginString,
    logon: version.logon,
    dictionary: extended(version.file, stage.directory),
    numbers: new Numbers()
  }
  oms = await Oms.logon({ ...settings, reset: true })
})
after(async () => {
  if (oms && !oms.ended) await oms.logout()
  await stage?.close()
})
// jspurefix has understood everything it was sent: it rejects what its dictionary does not allow.
afterEach(() => assert.deepEqual(oms.sent.filter(text => value(text, 35) === '3'), []))


step('places an order that a stranger fills in part, and the rest later', async () => {
  await stranger('SELL', '0.004', '65000')
  const order = await place('limit', limit)
  assert.equal(await next(), report(order, { ...await trade(), 39: '1', 14: '0.004', 151: '0.006', 6: '65000' }))
  await hand.post('/orders/fill', name(order))
  assert.equal(await next(), report(order, { ...await trade(), 39: '2', 14: '0.010', 151: '0.000', 6: '65000' }))
})

step('buys at the market', async () => {
  await stranger('SELL', '0.010', '65010')
  const order = await place('market', { ...limit, 40: '1', 44: undefined, 59: undefined })
  assert.equal(await next(), report(order, { ...await trade(), 39: '2', 14: '0.010', 151: '0.000', 6: '65010' }))
})

step('is told that the rest of an IOC expires', async () => {
  await stranger('SELL', '0.004', '65000')
  const order = await place('ioc', { ...limit, 59: '3' })
  assert.equal(await next(), report(order, { ...await trade(), 39: '1', 14: '0.004', 151: '0.006', 6: '65000' }))
  assert.equal(await next(), report(order, { 150: 'C', 39: 'C', 14: '0.004', 151: '0', 6: '65000', 25056: '2' }))
})

step('does not trade with itself, unless it wants to', async () => {
  const maker = await place('maker', limit)
  const taker = await place('taker', { ...limit, 54: '2' })
  assert.equal(await next(), report(maker, {
    150: 'C', 39: 'C', 14: '0', 151: '0', 6: '0', 25056: '1', 58: 'Self-trade prevention of the venue'
  }))
  const willing = await place('willing', { ...limit, 25001: '1' })
  const filled = { 39: '2', 14: '0.010', 151: '0.000', 6: '65000' }
  assert.equal(await next(), report(taker, { ...await trade(2), ...filled }))
  assert.equal(await next(), report(willing, { ...await trade(1), ...filled }))
})

step('is post-only, or not there at all', async () => {
  await stranger('SELL', '0.010', '65000')
  const crossing = await send('crossing', { ...limit, 18: '6' })
  assert.equal(await next(), report(crossing, {
    ...refused, 526: value(oms.received.at(-1), 526), 103: '99', 25016: '-5022',
    58: '-5022 Due to the order could not be executed as maker, the Post Only order will be rejected.'
  }))
  const order = await place('post-only', { ...limit, 44: '64999.9', 18: '6' })
  await hand.post('/orders/fill', { ...name(order), qty: '0.010', price: '64999.9' })
  assert.equal(await next(), report(order, { ...await trade(), 39: '2', 14: '0.010', 151: '0.000', 6: '64999.9', 851: '1' }))
  await hand.post('/quotes/clear', { symbol: BTC })
})

step('is good till a date', async () => {
  const until = `${timestamp(new Date(Date.now() + 3600_000)).slice(0, 17)}.000`
  const order = await place('gtd', { ...limit, 59: '6', 126: until })
  await hand.post('/orders/expire', name(order))
  assert.equal(await next(), report(order, { 150: 'C', 39: 'C', 14: '0', 151: '0', 6: '0' }))
})

// The same of a conditional order.
async function wait (clOrdId, terms, told = {}) {
  const order = { ...await send(clOrdId, { ...limit, 40: '3', 44: undefined, ...terms }), ...told }
  const acknowledged = await next()
  const { algoId, clientAlgoId } = newest((await hand.get('/algo-orders')).algoOrders, 'algoId')
  Object.assign(order, { 37: `A${algoId}`, 526: clientAlgoId })
  assert.equal(acknowledged, report(order, { 150: '0', 39: '0', 14: '0', 151: '0.010', 6: '0' }))
  return order
}

step('waits for a price, and is one order all along', async () => {
  const order = await wait('stop', { 99: '65100' })
  await stranger('SELL', '0.010', '65101')
  await hand.post('/prices', { symbol: BTC, price: '65100' })
  const filled = await next()
  const child = newest((await hand.get('/orders')).orders, 'orderId')
  assert.equal(child.clientOrderId, order[526])
  assert.equal(filled, report(order, { ...await trade(), 198: String(child.orderId), 39: '2', 14: '0.010', 151: '0.000', 6: '65101' }))
})

step('cancels what waits for a price: a stop, a take-profit, a trailing stop', async () => {
  const waiting = [
    await wait('stop-loss', { 99: '66000' }),
    await wait('take-profit', { 99: '64000', 1109: 'D' }, { 25101: 'TAKE_PROFIT_MARKET' }),
    await wait('trailing', { 54: '2', 25009: '50', 25104: '66000' }, {
      18: 'a', 211: '50', 836: '1', 25101: 'TRAILING_STOP_MARKET'
    })
  ]
  for (const order of waiting) {
    const orig = order[11]
    await ask('F', { 11: `no-${orig}`, 41: orig, 55: BTC, 54: order[54] })
    assert.equal(await next(), report(order, { 11: `no-${orig}`, 41: orig, 150: '4', 39: '4', 14: '0', 151: '0', 6: '0' }))
  }
})

step('replaces and cancels an order between its fills', async () => {
  const order = await place('chain', limit)
  await hand.post('/orders/fill', { ...name(order), qty: '0.003' })
  assert.equal(await next(), report(order, { ...await trade(), 39: '1', 14: '0.003', 151: '0.007', 6: '65000' }))

  await ask('G', { 11: 'chain-2', 41: 'chain', ...limit, 38: '0.012', 44: '65001' })
  Object.assign(order, { 11: 'chain-2', 38: '0.012', 44: '65001' })
  assert.equal(await next(), report(order, { 41: 'chain', 150: '5', 39: '1', 14: '0.003', 151: '0.009', 6: '65000' }))
  await hand.post('/orders/fill', { ...name(order), qty: '0.001' })
  assert.equal(await next(), report(order, { ...await trade(), 39: '1', 14: '0.004', 151: '0.008', 6: '65000.25' }))

  await ask('G', { 11: 'off-the-tick', 41: 'chain-2', ...limit, 44: '65000.05' })
  assert.equal(await next(), reject({
    37: order[37], 11: 'off-the-tick', 41: 'chain-2', 434: '2', 39: '1', 102: '99',
    58: 'Price(44)=65000.05 is no multiple of the tick 0.10; nothing was sent'
  }))
  await ask('G', { 11: 'too-far', 41: 'chain-2', ...limit, 44: '90000' })
  assert.equal(await next(), reject({
    37: order[37], 11: 'too-far', 41: 'chain-2', 434: '2', 39: '1', 102: '99', 25016: '-4016',
    58: '-4016 Price is higher than mark price multiplier cap.'
  }))

  await ask('F', { 11: 'chain-3', 41: 'chain-2', 55: BTC, 54: '1', 38: '0.012' })
  assert.equal(await next(), report(order, { 11: 'chain-3', 41: 'chain-2', 150: '4', 39: '4', 14: '0.004', 151: '0', 6: '65000.25' }))
  await ask('F', { 11: 'chain-4', 41: 'chain-3', 55: BTC, 54: '1' })
  assert.equal(await next(), reject({
    37: order[37], 11: 'chain-4', 41: 'chain-3', 39: '4', 102: '0', 58: 'Too late to cancel: the order has ended'
  }))
  await ask('G', { 11: 'chain-5', 41: 'chain-3', ...limit })
  assert.equal(await next(), reject({
    37: order[37], 11: 'chain-5', 41: 'chain-3', 434: '2', 39: '4', 102: '0', 58: 'Too late to replace: the order has ended'
  }))
})

step('is too late for an order that was filled', async () => {
  const order = await place('late', limit)
  await hand.post('/orders/fill', name(order))
  assert.equal(await next(), report(order, { ...await trade(), 39: '2', 14: '0.010', 151: '0.000', 6: '65000' }))
  await ask('F', { 11: 'late-cancel', 37: order[37], 55: BTC, 54: '1' })
  assert.equal(await next(), reject({
    37: order[37], 11: 'late-cancel', 41: 'late', 39: '2', 102: '0', 58: 'Too late to cancel: the order has ended'
  }))
})

step('asks how an order stands, by either id', async () => {
  const order = await place('asked', limit)
  await hand.post('/orders/fill', { ...name(order), qty: '0.003' })
  assert.equal(await next(), report(order, { ...await trade(), 39: '1', 14: '0.003', 151: '0.007', 6: '65000' }))
  const stands = { 150: 'I', 39: '1', 14: '0.003', 151: '0.007', 6: '65000' }
  await ask('H', { 11: 'asked', 55: BTC, 54: '1' })
  assert.equal(await next(), report(order, stands))
  await ask('H', { 11: 'asked', 37: order[37], 55: BTC, 54: '1' })
  assert.equal(await next(), report(order, stands))
  await ask('F', { 11: 'asked-cancel', 41: 'asked', 55: BTC, 54: '1' })
  assert.equal(await next(), report(order, { 11: 'asked-cancel', 41: 'asked', 150: '4', 39: '4', 14: '0.003', 151: '0', 6: '65000' }))
})

step('is refused what the venue\'s filters do not let through', async () => {
  const before = (await hand.get('/counters')).requests
  const increment = version.name === 'FIX.5.0SP2' ? '18' : '99'
  for (const [clOrdId, wrong, reason, text] of [
    ['tick', { 44: '65000.05' }, increment, 'Price(44)=65000.05 is no multiple of the tick 0.10; nothing was sent'],
    ['lot', { 38: '0.0105' }, '13', 'OrderQty(38)=0.0105 is no multiple of the step 0.001; nothing was sent'],
    ['day', { 59: '0' }, '11', 'TimeInForce(59)=0 is not supported by the venue: it has no day; send 1, 3, 4 or 6']
  ]) {
    const { 55: symbol, 54: side, 38: quantity } = await send(clOrdId, { ...limit, ...wrong })
    assert.equal(await next(), report({ 11: clOrdId, 55: symbol, 54: side, 38: quantity }, { ...refused, 103: reason, 58: text }))
  }
  assert.equal((await hand.get('/counters')).requests, before)
})

step('places no order twice, whatever it repeats', async () => {
  const order = await place('twice', limit)
  const before = (await hand.get('/orders')).orders.length
  await send('twice', limit)
  assert.equal(await next(), report(order, {
    526: undefined, 150: '8', 39: '0', 14: '0', 151: '0.010', 6: '0', 103: '6',
    58: 'ClOrdID(11) was used before on this session; nothing was sent'
  }))
  await send('twice', { ...limit, 97: 'Y' })
  assert.equal(await next(), report(order, { 150: 'I', 39: '0', 14: '0', 151: '0.010', 6: '0' }))
  assert.equal((await hand.get('/orders')).orders.length, before)
  const unseen = await place('unseen', { ...limit, 97: 'Y' })
  await hand.post('/orders/fill', name(unseen))
  assert.equal(await next(), report(unseen, { ...await trade(), 39: '2', 14: '0.010', 151: '0.000', 6: '65000' }))
})

step('is told what somebody else does to its orders', async () => {
  const order = await place('foreign', limit)
  await hand.post('/orders/amend', { ...name(order), qty: '0.012', price: '64990' })
  Object.assign(order, { 38: '0.012', 44: '64990' })
  assert.equal(await next(), report(order, {
    150: 'D', 39: '0', 14: '0', 151: '0.012', 6: '0', 378: '99', 58: 'Amended by somebody else on the account'
  }))
  await hand.post('/orders/cancel', name(order))
  assert.equal(await next(), report(order, {
    150: '4', 39: '4', 14: '0', 151: '0', 6: '0', 378: '8', 58: 'Not by a request of this session'
  }))
})

step('is told two fills that the stream has lost', async () => {
  const order = await place('gap', limit)
  const before = stage.gateway.lines.length
  await hand.post('/faults', { stream: { handshakes: [{ status: 503, times: 'always' }] } })
  await hand.post('/connections', { line: 'cut', of: 'stream' })
  await stage.gateway.line(/ stream_down /, before)
  await hand.post('/orders/fill', { ...name(order), qty: '0.004' })
  await hand.post('/orders/fill', { ...name(order), qty: '0.005', price: '65001' })
  const meanwhile = await send('meanwhile', limit)
  assert.equal(await next(), report(meanwhile, {
    ...refused, 103: '0', 58: 'The venue\'s user-data stream is down; nothing was sent. Try again'
  }))
  await hand.post('/faults', { stream: {} })
  assert.equal(await next(), report(order, { ...await trade(2), 39: '1', 14: '0.004', 151: '0.006', 6: '65000' }))
  assert.equal(await next(), report(order, { ...await trade(1), 39: '1', 14: '0.009', 151: '0.001', 6: '65000.55555556' }))
  await stage.ready()
  await ask('F', { 11: 'gap-cancel', 41: 'gap', 55: BTC, 54: '1' })
  assert.equal(await next(), report(order, { 11: 'gap-cancel', 41: 'gap', 150: '4', 39: '4', 14: '0.009', 151: '0', 6: '65000.55555556' }))
})

step('fetches what happened while it was away', async () => {
  const order = await place('away', limit)
  const before = stage.gateway.lines.length
  await oms.logout()
  await stage.gateway.line(/ fix_disconnected /, before)
  await hand.post('/orders/fill', { ...name(order), qty: '0.004' })
  await hand.post('/orders/cancel', name(order))
  await stage.gateway.line(/ told .*cl_ord_id=away .*report=canceled/, before)
  oms = await Oms.logon(settings)
  taken = 0
  const again = more => report(order, { ...more, 43: 'Y' })
  assert.equal(await next(), again({ ...await trade(), 39: '1', 14: '0.004', 151: '0.006', 6: '65000' }))
  assert.equal(await next(), again({
    150: '4', 39: '4', 14: '0.004', 151: '0', 6: '65000', 378: '8', 58: 'Not by a request of this session'
  }))
})

step('has the venue\'s book in the end', async () => {
  book.compare({ ...await hand.get('/orders'), ...await hand.get('/executions'), ...await hand.get('/algo-orders') })
})
