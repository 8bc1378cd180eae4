// Orders as an OMS has them: how a version words what happened to one, and the book it keeps of what it was told.
import assert from 'node:assert/strict'

import { value } from './fix.mjs'

// A message of FIX 4.4, { tag: value }, as another version has it: fixspec/README.md, "What differs between the versions".
export function inVersion (version, message) {
  const told = { ...message }
  const rename = (from, to, word = is => is) => {
    if (!(from in told)) return
    told[to] = word(told[from])
    delete told[from]
  }
  if (told[35] === '8' && version !== 'FIX.5.0SP2') delete told[1109] // unless it is agreed
  if (version === 'FIX.4.2') {
    if (told[35] === '8') told[20] = told[150] === 'I' ? '3' : '0'
    if (told[150] === 'I') told[150] = told[39]
    if (told[150] === 'F') told[150] = Number(told[151]) === 0 ? '2' : '1'
    rename(527, 25113)
    rename(851, 25109, is => is === '1' ? 'Y' : 'N')
    rename(137, 12)
    rename(138, 25114)
    rename(139, 13, () => '3')
    for (const tag of [136, 526]) delete told[tag]
    if (25009 in told) for (const tag of [18, 211, 836]) delete told[tag] // which says it alone
    for (const [tag, last, other] of [[103, 8, '0'], [378, 5, '4'], [102, 3, '2']]) {
      if (Number(told[tag]) > last) told[tag] = other
    }
  } else if (version === 'FIX.5.0SP2') {
    if (told[35] === '8' && 25101 in told) told[167] = 'FUT' // not of an order of which nothing but its refusal is told
    if (851 in told) told[1057] = told[851] === '2' ? 'Y' : 'N'
    if (99 in told) Object.assign(told, { 1100: '4', 1101: '1', 1109: told[1109] ?? (told[54] === '1' ? 'U' : 'D') })
    rename(527, 880)
    rename(99, 1102)
  }
  return told
}

// Decimals as whole hundred millionths, so that sums are exact.
function units (text) {
  const [whole, places = ''] = text.split('.')
  return BigInt(whole + places.slice(0, 8).padEnd(8, '0'))
}

// What an OMS books of the ExecutionReports it gets: it believes no message that contradicts an earlier one.
export class ClientBook {
  orders = [] // { orderId, status, cum, trades: [{ id, qty, price }], ended }
  #byId = new Map()
  #execIds = new Set()

  take (message) {
    const of = tag => value(message, tag)
    assert.ok(!this.#execIds.has(of(17)), `ExecID used twice: ${message}`)
    this.#execIds.add(of(17))
    if (of(20) === '3' || of(150) === 'I' || (of(150) === '8' && of(39) !== '8')) return // nothing has happened
    const order = this.#find(of(41) ?? of(11))
    this.#byId.set(of(11), order)
    assert.ok(!order.ended, `told of an order that has ended: ${message}`)
    if (of(32) !== undefined) {
      order.trades.push({ id: of(527) ?? of(880) ?? of(25113), qty: units(of(32)), price: units(of(31)) })
    }
    assert.ok(units(of(14)) >= order.cum, `CumQty fell: ${message}`)
    order.cum = units(of(14))
    assert.equal(order.trades.reduce((sum, trade) => sum + trade.qty, 0n), order.cum, `LastQty do not sum up to CumQty: ${message}`)
    order.status = of(39)
    order.ended = ['2', '4', '8', 'C'].includes(of(39))
    assert.equal(units(of(151)), order.ended ? 0n : units(of(38)) - order.cum, `LeavesQty: ${message}`)
    order.orderId = of(198) ?? of(37)
  }

  // Holds it against the venue's own: { orders, executions, algoOrders }.
  compare ({ orders, executions, algoOrders }) {
    const word = {
      NEW: '0', PARTIALLY_FILLED: '1', FILLED: '2', CANCELED: '4', EXPIRED: 'C', EXPIRED_IN_MATCH: 'C'
    }
    const theirs = orders.map(({ orderId, status, executedQty }) => ({
      orderId: String(orderId),
      status: word[status],
      cum: units(executedQty),
      trades: executions.filter(trade => trade.orderId === orderId)
        .map(({ id, qty, price }) => ({ id: String(id), qty: units(qty), price: units(price) }))
    }))
    // A conditional order is one of its own until it is triggered, and then the order that came of it.
    const waiting = algoOrders.filter(({ actualOrderId }) => !actualOrderId).map(({ algoId, algoStatus }) => ({
      orderId: `A${algoId}`, status: word[algoStatus], cum: 0n, trades: []
    }))
    const ours = this.orders.filter(({ status }) => status !== '8')
      .map(({ orderId, status, cum, trades }) => ({ orderId, status, cum, trades }))
    const sorted = list => list.sort((a, b) => a.orderId < b.orderId ? -1 : 1)
    assert.ok(ours.length > 0)
    assert.deepEqual(sorted(ours), sorted([...theirs, ...waiting]))
  }

  #find (clOrdId) {
    const known = this.#byId.get(clOrdId)
    if (known) return known
    const order = { cum: 0n, trades: [], ended: false }
    this.orders.push(order)
    this.#byId.set(clOrdId, order)
    return order
  }
}
