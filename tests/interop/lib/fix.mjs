// FIX as text for people: "35=F|11=c1|", '|' for SOH. Repeating groups are not needed here.

export function fields (text) {
  return text.split(/[|\u0001]/).filter(Boolean).map(field => {
    const equals = field.indexOf('=')
    return [Number(field.slice(0, equals)), field.slice(equals + 1)]
  })
}

// The value of a tag, or undefined.
export function value (text, tag) {
  return fields(text).find(([name]) => name === tag)?.[1]
}

export const pipe = pairs => pairs.map(([tag, text]) => `${tag}=${text}|`).join('')

// A message without what differs from one time to the next (frame, numbers, times of sending; ExecID(17) and
// TransactTime(60) become "*"), sorted by tag: their order within the body means nothing.
export function essence (text) {
  const without = new Set([8, 9, 10, 34, 49, 56, 52, 122])
  const kept = fields(text).filter(([tag]) => !without.has(tag))
  return pipe(kept.map(([tag, is]) => [tag, tag === 17 || tag === 60 ? '*' : is]).sort(([a], [b]) => a - b))
}

export const timestamp = (date = new Date()) => date.toISOString().replaceAll('-', '').replace('T', '-').replace('Z', '')
