/** Lines at which the original of a mail begins. */
const ORIGINAL = [
  /^-{2,} ?(?:original|forwarded) message ?-{2,}/i,
  /^_{8,}$/,
  /^on .{4,80} wrote:$/i,
  /^from: .+/i,
]
/** Lines that end a mail: what follows is a name, a post and an address. */
const FAREWELL =
  /^(?:(?:with )?(?:kind|kindest|best|warm|warmest|many)? ?(?:regards|wishes)|kr|br|yours (?:sincerely|faithfully|truly|ever)|all the best|sincerely|(?:many )?thanks(?: (?:again|all|in advance|and (?:kind |best )?regards))?|thank you|cheers|best)[,.!]*$/i
const DEVICE = /^(?:sent|get|envoyé) (?:from|outlook)\b.{0,60}$/i
const DIVIDER = /^--\s*$/
const SUBJECT = /^subject:[ \t]*(?!(?:re|fwd?):)/i

/** A mail's own words, and the original that it quotes below them. */
export function bodyOf(text: string): { readonly body: string; readonly quoted: string } {
  if (!text.includes('\n')) return { body: text.replace(SUBJECT, ''), quoted: '' }
  const lines = text.split('\n')
  const start = lines.findIndex(
    (line, at) => at > 0 && (ORIGINAL.some((each) => each.test(line.trim())) || isQuoted(lines, at)),
  )
  const own = start === -1 ? lines : lines.slice(0, start)
  const end = own.findIndex(
    (line, at) => at > 0 && [FAREWELL, DEVICE, DIVIDER].some((each) => each.test(line.trim())),
  )
  const body = (end === -1 ? own : own.slice(0, end)).join('\n').trim().replace(SUBJECT, '')
  const quoted = start === -1 ? '' : lines.slice(start).join('\n')
  return { body: body === '' ? text : body, quoted }
}

/** A quoted line below an empty one; right below one's own words it may be typed. */
function isQuoted(lines: readonly string[], at: number): boolean {
  return /^\s*>/.test(lines[at] ?? '') && lines[at - 1]?.trim() === ''
}
