// The connector's own declarations of answers and events: which fields there are, and of what type.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const connector = createRequire(import.meta.url).resolve('@binance/derivatives-trading-usds-futures')
const declarations = readFileSync(connector.replace(/index\.js$/, 'index.d.ts'), 'utf8')
const escaped = type => type.replaceAll('$', '\\$')

// What the venue's documents have and the declarations have not, or the other way round (fixspec/venue.md).
const documented = [
  /\.icebergQuantity is null, /,
  /\.(activatePrice|callbackRate) is not declared/, // of a trailing stop
  /\.(futuresType|positionControlSide) is not declared/,
  /\.(activatePrice|priceRate|AP|cr) is absent/, // of a trailing stop only
  /\.(modifyId|M) is absent/, // of an amendment that had one
  /\.S is absent/, // of a funding fee only
  /\.(cumBase|pair|settlePlan) is absent/, // not of this product, or newer than the documents
  /\.filters\[\d+\]\.\w+ is absent/ // each filter has fields of its own
]

// { field: type } of an interface.
function fieldsOf (name) {
  const body = declarations.split(new RegExp(`\\ninterface ${escaped(name)} \\{\\n`))[1]?.split('\n}')[0]
  if (body === undefined) throw new Error(`the connector declares no ${name}`)
  return Object.fromEntries([...body.matchAll(/^ {2}(\w+)\??: (.*);$/gm)].map(([, field, type]) => [field, type]))
}

const itemOf = type => type.match(/^Array<(.*)>$/)?.[1] ??
  declarations.match(new RegExp(`\\ninterface ${escaped(type)} extends Array<(.*)> `))?.[1]

function differences (value, type, place) {
  const item = itemOf(type)
  if (item) {
    return Array.isArray(value) ? value.flatMap((each, i) => differences(each, item, `${place}[${i}]`)) : [`${place} is no list`]
  }
  const words = type.split(' | ')
  if (words.every(word => ['string', 'boolean', 'number', 'bigint'].includes(word))) {
    return words.includes(typeof value) ? [] : [`${place} is ${JSON.stringify(value)}, declared ${type}`]
  }
  const fields = fieldsOf(type)
  return [
    ...Object.keys(fields).filter(field => !(field in value)).map(field => `${place}.${field} is absent`),
    ...Object.entries(value).flatMap(([field, is]) => field in fields
      ? differences(is, fields[field], `${place}.${field}`)
      : [`${place}.${field} is not declared`])
  ]
}

// Where a value is not what the connector declares, but for what is documented: a field that it does not know, one that is
// absent, one of another type.
export const undeclared = (value, type) => differences(value, type, type)
  .filter(text => !documented.some(known => known.test(text)))
