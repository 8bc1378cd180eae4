// The dictionaries jspurefix ships with, and what our rules of engagement add to them: as an OMS team would.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const theirs = join(dirname(createRequire(import.meta.url).resolve('jspurefix/package.json')), 'data')
const ours = join(dirname(fileURLToPath(import.meta.url)), '../../../fixspec')

// Their dictionary as it is; the file's name.
export const stock = version => join(theirs, `FIX${version}.xml`)

// What our dictionary has beyond FIX's own for its version: tag, name, type, and the messages it is on.
export function additions (version) {
  const our = parse(readFileSync(join(ours, `FIX${version}.xml`), 'utf8'))
  const their = parse(readFileSync(stock(version), 'utf8'))
  return [...our.fields.values()].filter(field => !their.fields.has(field.name)).map(field => ({
    ...field, messages: [...our.messages].filter(([, names]) => names.has(field.name)).map(([name]) => name)
  }))
}

// Their dictionary with our additions, written into a directory; the file's name.
export function extended (version, directory) {
  let xml = readFileSync(stock(version), 'utf8')
  const added = additions(version)
  for (const message of ['ExecutionReport', 'OrderCancelReject', 'NewOrderSingle', 'OrderCancelReplaceRequest']) {
    const names = added.filter(field => field.messages.includes(message)).map(field => field.name)
    const start = xml.search(new RegExp(`<message [^>]*name='${message}'`))
    const end = xml.indexOf('</message>', start)
    xml = xml.slice(0, end) + names.map(name => `<field name='${name}' required='N' />`).join('') + xml.slice(end)
  }
  const end = xml.lastIndexOf('</fields>')
  xml = xml.slice(0, end) + added.map(({ tag, name, type }) => `<field number='${tag}' name='${name}' type='${type}' />`).join('') + xml.slice(end)
  const file = join(directory, `FIX${version}.xml`)
  writeFileSync(file, xml)
  return file
}

function parse (xml) {
  const attribute = (text, name) => text.match(new RegExp(`\\b${name}=['"]([^'"]*)['"]`))?.[1]
  const messages = new Map()
  for (const [, head, body] of xml.matchAll(/<message ([^>]*)>([\s\S]*?)<\/message>/g)) {
    messages.set(attribute(head, 'name'), new Set([...body.matchAll(/<field [^>]*>/g)].map(([text]) => attribute(text, 'name'))))
  }
  const fields = new Map()
  for (const [text] of xml.matchAll(/<field [^>]*number=[^>]*>/g)) {
    const name = attribute(text, 'name')
    fields.set(name, { tag: Number(attribute(text, 'number')), name, type: attribute(text, 'type') })
  }
  return { messages, fields }
}
