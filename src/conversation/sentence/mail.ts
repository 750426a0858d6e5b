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
/** What leads to the updates, and is none: "Please see below my updates:". */
const LEAD_IN =
  /^(?:(?:please |pls )?(?:see|find)|here (?:are|is)|here's|heres|below (?:are|is)|(?:my|our)(?= updates?))\b[^\d:]{0,40}\bupdates?\b[^\d:]{0,30}:$/i
/** "Apologies for the late reply." */
const APOLOGY =
  /^(?:(?:many |my )?apologies|sorry) (?:for|about) (?:the |my |this |being )?(?:late\w*|delay\w*|slow)(?: \w+)?[.!,] */i
const REPLY = /^re: *(?=.{1,60}$)/i
const SUBJECT = /^subject:[ \t]*(?!(?:re|fwd?):)/i

/** A mail's own words, and the original that it quotes below them. */
export function bodyOf(text: string): { readonly body: string; readonly quoted: string } {
  if (!text.includes('\n')) return { body: text.replace(SUBJECT, ''), quoted: '' }
  const above = text.split('\n')
  const isAnswered =
    /^\s*>/.test(above[0] ?? '') && above.some((line) => line.trim() !== '' && !/^\s*>/.test(line))
  if (isAnswered) return answerBelow(above)
  const lines = withoutHead(above)
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

/** "> How does B5(a) stand?" and the answer below it. */
function answerBelow(lines: readonly string[]): ReturnType<typeof bodyOf> {
  const end = lines.findIndex((line) => !/^\s*>/.test(line))
  return { body: lines.slice(end).join('\n').trim(), quoted: lines.slice(0, end).join('\n') }
}

/** The lines of a mail from its own words on. */
function withoutHead(lines: readonly string[]): readonly string[] {
  const [first = '', second] = lines
  const rest = second?.trim() === '' ? [first.replace(REPLY, ''), ...lines.slice(1)] : lines
  return rest.filter((line) => !LEAD_IN.test(line.trim())).map((line) => line.replace(APOLOGY, ''))
}

/** A quoted line below an empty one; right below one's own words it may be typed. */
function isQuoted(lines: readonly string[], at: number): boolean {
  return /^\s*>/.test(lines[at] ?? '') && lines[at - 1]?.trim() === ''
}
