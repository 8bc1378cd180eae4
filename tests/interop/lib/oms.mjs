// An OMS made of jspurefix: its session layer, its parser, its dictionaries. Its checks of what it receives
// are switched on (by default only its acceptors check), so that it rejects what it does not understand.
import 'reflect-metadata'
import { EventEmitter } from 'node:events'
import jspurefix from 'jspurefix'

import { eventually } from './process.mjs'
import { fields, pipe, value } from './fix.mjs'

const { AsciiSession, DefinitionFactory, FixMsgStoreRecord, JsFixLoggerFactory, MemorySessionStore, SessionLauncher } = jspurefix

// A dictionary is read once, not with each Logon: that of FIX 5.0 SP2 takes some seconds of a processor.
const { getDefinitions } = DefinitionFactory.prototype
const dictionaries = new Map()
DefinitionFactory.prototype.getDefinitions = function (path, ...logger) {
  if (!dictionaries.has(path)) dictionaries.set(path, getDefinitions.call(this, path, ...logger))
  return dictionaries.get(path)
}

export class Oms extends EventEmitter {
  received = [] // everything from the gateway, pipe text, session messages included
  accepted = [] // application messages that passed jspurefix's checks
  sent = [] // everything to the gateway
  log = []
  ready = false
  ended = false

  // settings: port, beginString, dictionary (file), logon (more fields), numbers (they outlive this object),
  // reset (141=Y), heartBtInt.
  constructor (settings) {
    super()
    this.setMaxListeners(100)
    this.settings = settings
    this.launcher = new Launcher(this, description(settings))
    this.launcher.run().then(() => this.#end(), error => this.#end(error))
  }

  // Logged on, as jspurefix sees it.
  static async logon (settings) {
    const oms = new Oms(settings)
    await eventually(oms, () => oms.ready || oms.ended, () => 'the Logon')
    if (!oms.ready) throw new Error(`no Logon: ${oms.log.join('\n')}`)
    return oms
  }

  // Sends a message: "35=F|11=c1|…", without header fields other than 35 (and 43, 97, 122).
  send (text) {
    const message = fields(text)
    const type = value(text, 35)
    const set = this.session.config.definitions.message.get(type)
    const body = encode(set, message)
    return new Promise((resolve, reject) => this.session.send(type, body, (error, { header }) => {
      if (error) return reject(error)
      // What jspurefix shall send again when asked, it wants to be given; the rest it gap-fills.
      resolve(this.session.store.put(new FixMsgStoreRecord(type, new Date(), header.MsgSeqNum, body, null)))
    }))
  }

  // The next message after the first `from` ones received that a predicate or a map of tags fits.
  receive (wanted, from = 0) {
    const fits = typeof wanted === 'function' ? wanted : text => Object.entries(wanted).every(([tag, is]) => value(text, Number(tag)) === is)
    return eventually(this, () => {
      const found = this.received.slice(from).find(fits)
      if (!found && this.ended) throw new Error(`the session ended before ${JSON.stringify(wanted)}:\n${this.#story()}`)
      return found
    }, () => `${wanted instanceof Function ? wanted : JSON.stringify(wanted)}; so far:\n${this.#story()}`)
  }

  async logout () {
    this.session.done()
    await this.#gone()
  }

  // Leaves without a word, in any state, as a cable does that is pulled.
  async cut () {
    if (this.ended) return
    const socket = this.session?.transport?.duplex.socket
    this.launcher.stop()
    this.session?.requestStop('cut')
    socket?.destroy()
    await this.#gone()
  }

  #gone () { return eventually(this, () => this.ended, () => 'the end of the session') }
  #story () { return [...this.sent.map(text => `> ${text}`), ...this.received.map(text => `< ${text}`)].join('\n') }
  #end (error) {
    if (error) this.log.push(`ended: ${error.message}`)
    this.ended = true
    this.ready = false
    this.emit('end')
  }
}

class Session extends AsciiSession {
  constructor (config, oms) {
    super(config)
    this.oms = oms
    this.checkMsgIntegrity = true
    oms.session = this
  }

  onLogon () { return true }
  onReady () { this.#tell(() => { this.oms.ready = true }) }
  onStopped () {}
  onDecoded (_type, text) { this.#tell(() => this.oms.received.push(text)) }
  onEncoded (_type, text) { this.#tell(() => this.oms.sent.push(text)) }
  onApplicationMsg (_type, view) {
    const text = pipe(view.structure.tags.tagPos.slice(0, view.structure.tags.nextTagPos)
      .map((position, index) => [position.tag, view.stringAtPosition(index)]))
    this.#tell(() => this.oms.accepted.push(text))
  }

  #tell (change) {
    change()
    this.oms.emit('change')
  }
}

class Launcher extends SessionLauncher {
  constructor (oms, description) {
    super(description, null, new Log(oms.log))
    this.oms = oms
  }

  makeFactory (config) {
    const { numbers } = this.oms.settings
    if (numbers) config.sessionStoreFactory = { create: () => numbers }
    return { makeSession: config => new Session(config, this.oms) }
  }
}

// Sequence numbers of a session, for as long as the test wants. jspurefix's own file store lets the last write to
// finish win, and counts a message that is sent again as the last one sent; then numbers go back.
export class Numbers extends MemorySessionStore {
  async setSenderSeqNum (next) {
    if (next > this.senderSeqNum) await super.setSenderSeqNum(next)
  }
}

class Log extends JsFixLoggerFactory {
  constructor (lines) {
    super()
    this.lines = lines
  }

  logger (type) {
    const write = text => this.lines.push(`${type}: ${text}`)
    return { info: write, warning: write, error: error => write(error?.message), debug: () => {} }
  }

  plain () { return this.logger('fix') }
}

function description ({ port, beginString, dictionary, logon, reset = false, heartBtInt = 30 }) {
  return {
    application: {
      type: 'initiator',
      name: 'oms',
      protocol: 'ascii',
      dictionary,
      tcp: { host: '127.0.0.1', port },
      reconnectSeconds: 1,
      connectTimeoutSeconds: 30
    },
    BeginString: beginString,
    SenderCompId: 'DESK1',
    TargetCompID: 'BRIDGE',
    EncryptMethod: 0,
    HeartBtInt: heartBtInt,
    ResetSeqNumFlag: reset,
    ...(logon ? { Logon: logon } : {})
  }
}

// jspurefix wants names and nested components, and passes text on as it is.
function encode (set, message) {
  const rest = new Map(message)
  rest.delete(35)
  const header = {}
  for (const [tag, name] of [[43, 'PossDupFlag'], [97, 'PossResend'], [122, 'OrigSendingTime']]) {
    if (rest.has(tag)) header[name] = rest.get(tag)
    rest.delete(tag)
  }
  const body = pick(set, rest)
  if (rest.size > 0) throw new Error(`not in the dictionary of ${set.name}: ${[...rest.keys()]}`)
  if (Object.keys(header).length > 0) body.StandardHeader = header
  return body
}

function pick (set, rest) {
  const object = {}
  for (const field of set.fields) {
    const definition = field.definition
    if (definition.tag !== undefined) {
      if (rest.has(definition.tag)) object[field.name] = rest.get(definition.tag)
      rest.delete(definition.tag)
    } else if (definition.fields && !definition.noOfField && !/^Standard(Header|Trailer)$/.test(definition.name)) {
      const inner = pick(definition, rest)
      if (Object.keys(inner).length > 0) object[definition.name] = inner
    }
  }
  return object
}
