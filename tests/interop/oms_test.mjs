// jspurefix, a FIX engine that nobody here wrote, as the OMS: node oms_test.mjs FIX.4.4
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { after, afterEach, before } from 'node:test'

import { additions, extended, stock } from './lib/dictionary.mjs'
import { essence, fields, timestamp, value } from './lib/fix.mjs'
import { Numbers, Oms } from './lib/oms.mjs'
import { eventually } from './lib/process.mjs'
import { Stage, simulated } from './lib/stage.mjs'
import { versions } from './versions.mjs'

const version = versions[process.argv[2]]
if (!version) throw new Error(`usage: oms_test.mjs ${Object.keys(versions).join('|')}`)

const order = (orderId, clientOrderId, more = {}) => ({
  symbol: 'BTCUSDT', orderId, clientOrderId, side: 'BUY', price: '65000.10', origQty: '0.250',
  time: 1767323045678, updateTime: 1767323045678, ...more
})
const orders = [
  ...Array.from({ length: 9 }, (_, i) => order(1001 + i, `open-${1 + i}`)),
  order(2001, 'partly', {
    status: 'PARTIALLY_FILLED', executedQty: '0.100', avgPrice: '65000.05000', cumQuote: '6500.00500'
  }),
  order(2002, 'filled', {
    status: 'FILLED', executedQty: '0.250', avgPrice: '65000.10000', cumQuote: '16250.02500'
  })
]

let stage
let oms // of the running test

// A session of its own for each test would need one in the configuration; resetting the numbers does as well.
const settings = () => ({
  port: stage.port,
  beginString: version.beginString,
  logon: version.logon,
  dictionary: extended(version.file, stage.directory),
  numbers: new Numbers(),
  reset: true
})
const logon = async (more = {}) => { oms = await Oms.logon({ ...settings(), ...more }) }
const cancel = (clOrdId, orderId, origClOrdId, more = '') =>
  oms.send(`35=F|11=${clOrdId}|37=${orderId}|41=${origClOrdId}|55=BTCUSDT|54=1|38=0.250|60=${timestamp()}|${more}`)

// What a report on one of `orders` says in this version: the pairs of FIX 4.4, and what the others do otherwise.
function report (text) {
  const only = { 'FIX.4.2': { 20: '0' }, 'FIX.4.4': {}, 'FIX.5.0SP2': { 167: 'FUT' } }[version.name]
  return essence(text + Object.entries(only).map(([tag, is]) => `${tag}=${is}|`).join(''))
}
const canceled = (clOrdId, orderId, origClOrdId) =>
  report(`35=8|37=${orderId}|11=${clOrdId}|41=${origClOrdId}|17=*|150=4|39=4|55=BTCUSDT|54=1|38=0.250|40=2|44=65000.10|` +
    '59=1|151=0|14=0|6=0|60=*|25001=3|25101=LIMIT|25102=CONTRACT_PRICE|25107=BOTH|')

const book = directory => {
  const file = join(directory, 'orders.json')
  writeFileSync(file, JSON.stringify({ orders }))
  return ['--orders', file, '--scenario', 'terms'] // terms: every kind of order
}
// JSON is YAML.
const configuration = ({ ca, port, directory }) => JSON.stringify({
  listen: { port: 0, plain: true },
  accounts: {
    main: {
      ...simulated({ ca, port }),
      answer_within: '60s' // doubt (150=6) is not told of here, however slow the machine is
    }
  },
  sessions: [{ begin_string: version.beginString, sender_comp_id: 'BRIDGE', target_comp_id: 'DESK1', account: 'main' }],
  journal: { dir: join(directory, 'journal'), durability: 'process' },
  ops: { port: 0 }
})

before(async () => { stage = await Stage.open({ simulate: book, configuration }) })
after(() => stage?.close())
afterEach(async context => {
  if (!oms) return
  // An OMS that is cut off and then resets would have its last reports said again, with 97=Y.
  if (!oms.ended) await oms.logout()
  // jspurefix has understood everything it was sent: it rejects what its dictionary does not allow.
  const rejects = oms.sent.filter(text => value(text, 35) === '3')
  oms = undefined
  assert.deepEqual(rejects, [])
})

test('logs on and out', async () => {
  await logon()
  assert.equal(value(oms.received[0], 35), 'A')
  assert.equal(value(oms.received[0], 141), 'Y')
  await oms.logout()
  assert.deepEqual(oms.received.map(text => value(text, 35)), ['A', '5'])
})

test('cancels an order', async () => {
  await logon()
  await cancel('c1', 1001, 'open-1')
  assert.equal(essence(await oms.receive({ 35: '8' })), canceled('c1', 1001, 'open-1'))
  assert.equal(oms.accepted.length, 1)
})

test('is told what was filled of an order that is canceled', async () => {
  await logon()
  await cancel('c2', 2001, 'partly')
  const told = await oms.receive({ 35: '8' })
  for (const [tag, is] of [[150, '4'], [39, '4'], [14, '0.100'], [151, '0'], [6, '65000.05000'], [25017, '6500.00500']]) {
    assert.equal(value(told, tag), is, `tag ${tag} of ${told}`)
  }
})

test('is too late to cancel a filled order', async () => {
  await logon()
  await cancel('c3', 2002, 'filled')
  assert.equal(essence(await oms.receive({ 35: '9' })), essence(
    '35=9|37=2002|11=c3|41=filled|39=2|434=1|102=0|60=*|58=Too late to cancel: the order is FILLED|'))
  assert.equal(oms.accepted.length, 1)
})

test('cannot cancel an order that nobody knows', async () => {
  await logon()
  await cancel('c4', 999999, 'nobody')
  assert.equal(essence(await oms.receive({ 35: '9' })), essence(
    '35=9|37=NONE|11=c4|41=nobody|39=0|434=1|102=1|60=*|58=-2013 Order does not exist. Conditional (algo) orders are not reachable. ' +
    'The order\'s status is not known|25016=-2013|'))
})

test('understands a report on every kind of order', async () => {
  await logon()
  const kinds = [
    ['gtx', 1], ['gtd', 1], ['rpi', 1], ['sell', 2], ['reduce', 2], ['long', 1], ['short', 2], ['match', 1], ['stp', 1],
    ['stop', 1], ['stop-market', 2], ['take-profit', 1], ['trailing', 2]
  ]
  for (const [kind, side] of kinds) {
    await oms.send(`35=F|11=kind-${kind}|41=cert-terms-${kind}|55=BTCUSDT|54=${side}|38=0.250|60=${timestamp()}|`)
    await oms.receive({ 35: '8', 11: `kind-${kind}`, 39: '4' })
  }
  assert.equal(oms.accepted.length, kinds.length)
})

test('needs nothing in its dictionary but our own fields and what the pages say', () => {
  const younger = { 'FIX.4.2': [1109], 'FIX.4.4': [1107, 1109], 'FIX.5.0SP2': [] }[version.name]
  const reports = ['ExecutionReport', 'OrderCancelReject']
  const added = additions(version.file).filter(field => field.messages.some(name => reports.includes(name)))
  assert.deepEqual(added.map(field => field.tag).filter(tag => tag < 25000), younger)
})

test('would notice a field that its dictionary does not have', async () => {
  await logon({ dictionary: stock(version.file) })
  await cancel('c10', 1008, 'open-8')
  await eventually(oms, () => oms.sent.some(text => value(text, 35) === '3' && value(text, 58).includes('25101')), () => 'the reject')
  await oms.logout()
  oms = undefined
})

test('asks for the status of an order', async () => {
  await logon()
  await oms.send('35=H|11=open-2|37=1002|55=BTCUSDT|54=1|')
  const told = await oms.receive({ 35: '8' })
  // FIX 4.2 has no ExecType I: there a status is 20=3 with the order's status in 150.
  const type = version.name === 'FIX.4.2' ? [[20, '3'], [150, '0']] : [[20, undefined], [150, 'I']]
  for (const [tag, is] of [...type, [37, '1002'], [39, '0'], [14, '0'], [151, '0.250']]) {
    assert.equal(value(told, tag), is, `tag ${tag} of ${told}`)
  }
})

test('stays connected by heartbeats of both sides', async () => {
  await logon({ heartBtInt: 3 }) // whoever is silent for 2.4 times as long is cut off: a busy machine must not be taken for that
  const heartbeats = messages => messages.filter(text => value(text, 35) === '0').length
  await oms.receive(() => heartbeats(oms.received) >= 2 && heartbeats(oms.sent) >= 2)
})

test('gets its TestRequest answered', async () => {
  await logon()
  await oms.send('35=1|112=are you there?|')
  await oms.receive({ 35: '0', 112: 'are you there?' })
})

test('fetches a report that came while it was away', async () => {
  const kept = { ...settings(), reset: false }
  await logon({ ...kept, reset: true })
  await oms.logout()
  await logon(kept)
  const before = stage.gateway.lines.length
  await stage.venue.halt() // an answer that waits until it is wanted
  await cancel('c5', 1003, 'open-3')
  try {
    await stage.gateway.line(/ cancel_sent /, before)
    await oms.cut()
    await stage.gateway.line(/ fix_disconnected /, before)
  } finally {
    stage.venue.resume()
  }
  await stage.gateway.line(/ told .*cl_ord_id=c5 /, before)
  await logon(kept)
  const missed = await oms.receive({ 35: '8' })
  assert.equal(essence(missed), essence(canceled('c5', 1003, 'open-3') + '43=Y|'))
  assert.equal(oms.sent.filter(text => value(text, 35) === '2').length, 1)
  await cancel('c6', 1004, 'open-4')
  assert.equal(essence(await oms.receive({ 11: 'c6' })), canceled('c6', 1004, 'open-4'))
})

test('is asked for what it numbered and never sent', async () => {
  await logon()
  oms.session.transport.transmitter.msgSeqNum += 3
  await cancel('c7', 1005, 'open-5')
  await oms.receive({ 35: '2', 7: '2', 16: '0' })
  assert.equal(essence(await oms.receive({ 35: '8' })), canceled('c7', 1005, 'open-5'))
  const resent = oms.sent.filter(text => value(text, 43) === 'Y').map(text => [value(text, 35), value(text, 34)])
  assert.deepEqual(resent, [['4', '2'], ['F', '5']])
})

test('resets the numbers of both sides', async () => {
  const kept = settings()
  await logon(kept)
  await cancel('c8', 1006, 'open-6')
  await oms.receive({ 11: 'c8' })
  await oms.logout()
  await logon(kept)
  assert.deepEqual(fields(oms.received[0]).filter(([tag]) => [35, 34, 141].includes(tag)), [[35, 'A'], [34, '1'], [141, 'Y']])
  await cancel('c9', 1007, 'open-7')
  assert.equal(value(await oms.receive({ 11: 'c9' }), 34), '2')
})
