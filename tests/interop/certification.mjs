// Plays fixspec/certification.md with jspurefix as the OMS: node certification.mjs FIX.4.4
// What is sent and what must come is read from the page, so that the page is true.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { extended } from './lib/dictionary.mjs'
import { essence, fields, pipe, timestamp, value } from './lib/fix.mjs'
import { Numbers, Oms } from './lib/oms.mjs'
import { Stage } from './lib/stage.mjs'
import { versions } from './versions.mjs'

const checkout = fileURLToPath(new URL('../..', import.meta.url))

const bare = version => version.replace('FIX.', '')

// What the table "versions" of the page says about one: [{ where, instead }], both lists of tag and value.
export function differences (page, version) {
  const [, table] = page.match(/<!-- versions -->\n([\s\S]*?)<!-- end of versions -->/)
  const pairs = text => fields(text.replaceAll(' ', '|'))
  return [...table.matchAll(/^\| (\S+) \| `(.*)` \| `(.*)` \|$/gm)]
    .filter(([, name]) => name === bare(version))
    .map(([, , where, instead]) => ({ where: pairs(where), instead: pairs(instead) }))
}

// A message of the page, which speaks FIX 4.4, in another version.
export function translated (text, differences) {
  const message = new Map(fields(text))
  for (const { where, instead } of differences) {
    if (!where.every(([tag, is]) => (message.get(tag) ?? '') === is)) continue
    for (const [tag, is] of instead) {
      const other = is.match(/^<(\d+)>$/)
      if (is === '') message.delete(tag)
      else message.set(tag, other ? message.get(Number(other[1])) : is)
    }
  }
  return pipe([...message])
}

// The numbered steps of the page: { title, lines: [{ who: 'you' | 'gateway' | 'perhaps', what }] }.
export function steps (page) {
  return [...page.matchAll(/^### (\d+\. .*)\n([\s\S]*?)^```step\n([\s\S]*?)^```$/gm)].map(([, title, between, block]) => {
    if (/^#/m.test(between)) throw new Error(`step "${title}" has no block`)
    const lines = block.trimEnd().split('\n').map(line => {
      const [, who, what] = line.match(/^(you|gateway|perhaps) +(\S.*)$/) ?? []
      if (!who) throw new Error(`step "${title}" has a line that nobody says: ${line}`)
      return { who, what }
    })
    return { title, lines }
  })
}

// Same tags, and the same values but where the page says "*".
export function fits (wanted, message) {
  const [want, have] = [fields(essence(wanted)), fields(essence(message))]
  return want.length === have.length &&
    want.every(([tag, is], i) => tag === have[i][0] && (is === '*' || is === have[i][1]))
}

class Player {
  #taken = 0 // messages of this connection that the page has told of
  #last = '' // ClOrdID of the last request
  #heard = '' // the gateway's last message
  #perhaps = [] // what may come before the next message that must

  constructor (stage, version, differences) {
    this.stage = stage
    this.differences = differences
    this.settings = {
      port: stage.port,
      beginString: version.beginString,
      logon: version.logon,
      dictionary: extended(version.file, stage.directory),
      numbers: new Numbers()
    }
  }

  async play ({ who, what }) {
    if (who === 'gateway') return this.#expect(translated(what, this.differences))
    if (who === 'perhaps') return void this.#perhaps.push(translated(what, this.differences))
    if (what.startsWith('(')) return this.#act(what)
    this.#last = value(what, 11) ?? this.#last
    const filled = fields(what).map(([tag, is]) => {
      const [, heard] = is.match(/^<(\d+)>$/) ?? []
      return [tag, heard ? value(this.#heard, Number(heard)) : tag === 60 && is === '*' ? timestamp() : is]
    })
    return this.oms.send(translated(pipe(filled), this.differences))
  }

  async end () {
    await this.oms?.cut()
  }

  async #expect (wanted) {
    const isNews = text => value(text, 35) !== '0' || value(text, 112) !== undefined || wanted === '35=0|'
    let message
    do {
      message = await this.oms.receive(isNews, this.#taken)
      this.#taken = this.oms.received.indexOf(message, this.#taken) + 1
    } while (this.#may(message))
    this.#perhaps = []
    this.#heard = message
    if (!fits(wanted, message)) throw new Error(`wanted ${wanted}\n     got    ${essence(message)}`)
    const reject = this.oms.sent.find(text => value(text, 35) === '3')
    if (reject) throw new Error(`the OMS rejects what it got: ${reject}`)
  }

  #may (message) {
    const found = this.#perhaps.findIndex(wanted => fits(wanted, message))
    if (found >= 0) this.#perhaps.splice(0, found + 1)
    return found >= 0
  }

  async #act (what) {
    const skip = what.match(/^\(skip (\d+) numbers\)$/)
    if (skip) this.oms.session.transport.transmitter.msgSeqNum += Number(skip[1])
    else if (what === '(log on, resetting the numbers)') await this.#logon({ reset: true })
    else if (what === '(log on, HeartBtInt 5)') await this.#logon({ heartBtInt: 5 })
    else if (what === '(log on)') await this.#logon({})
    else if (what === '(log out)') await this.oms.logout()
    else if (/^\(wait \d+ seconds\)$/.test(what)) await setTimeout(Number(what.match(/\d+/)[0]) * 1000)
    else if (what === '(disconnect)') await this.#disconnect()
    else if (what.startsWith('(at the venue: ')) await this.#atTheVenue(what)
    else if (/^\(disconnect, and stay away for \d+ seconds\)$/.test(what)) await this.#leave()
    else throw new Error(`the page asks for what this player cannot do: ${what}`)
  }

  async #logon (more) {
    this.oms = await Oms.logon({ ...this.settings, ...more })
    this.#taken = 0
  }

  // Until the gateway has noticed: what it tells from then on is told to an OMS that is away.
  async #disconnect () {
    const said = this.stage.gateway.lines.length
    await this.oms.cut()
    await this.stage.gateway.line(/ fix_disconnected /, said)
  }

  async #atTheVenue (what) {
    const [, path, body] = what.match(/^\(at the venue: (\S+) (\{.*\})\)$/)
    const said = this.stage.gateway.lines.length
    await this.stage.hand.post(`/${path}`, JSON.parse(body))
    // What an OMS that is away shall get by resend is told before it returns.
    if (this.oms.ended) await this.stage.gateway.line(/ told /, said)
  }

  // Until the gateway has told the outcome, rather than for so many seconds.
  async #leave () {
    await this.oms.cut()
    await this.stage.gateway.line(new RegExp(` told .*cl_ord_id=${this.#last} .*report=(canceled|rejected)`))
  }
}

// The page's own configuration, on ports that are free.
function configuration ({ ca, port, directory }) {
  const changes = [
    ['port: 9878', 'port: 0'], ['port: 9464', 'port: 0'], ['127.0.0.1:9443', `127.0.0.1:${port}`],
    ['../demo-ca.pem', ca], ['../var/certification', join(directory, 'journal')]
  ]
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`config/certification.yaml does not say ${from}`)
    return text.replace(from, to)
  }, readFileSync(join(checkout, 'config/certification.yaml'), 'utf8'))
}

const version = versions[process.argv[2]]
if (!version) throw new Error(`usage: certification.mjs ${Object.keys(versions).join('|')}`)
const page = readFileSync(join(checkout, 'fixspec/certification.md'), 'utf8')
const stage = await Stage.open({ simulate: () => ['--scenario', 'all'], configuration })
const player = new Player(stage, version, differences(page, version.name))
let current = ''
try {
  for (const step of steps(page)) {
    current = step.title
    for (const line of step.lines) await player.play(line)
    console.log(`ok   ${step.title}`)
  }
} catch (error) {
  console.log(`FAIL ${current}\n     ${error.message}\n\n${stage.gateway.lines.slice(-40).join('\n')}`)
  process.exitCode = 1
} finally {
  await player.end()
  await stage.close()
}
