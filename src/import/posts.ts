const POST_WORDS =
  /\b(?:head|manager|director|lead|leader|officer|advis[eo]r|chair|co-?ordinator|principal|worker|chief|commissioner|nurse|headteacher|clerk|member|governor|consultant|supervisor|team|service|board|forum|partnership)\b/i
/** SLSESEND, DoN, P16SM */
const CODE = /^(?=.*[A-Z].*[A-Z])[A-Za-z][A-Za-z0-9&-]{1,11}$/

const ENTRIES = /\n|;|(?<=\S)\s*\/\s*(?=\S)/

/** The separate entries of a cell of posts: by line breaks, slashes and semicolons. */
function entriesOf(text: string): readonly string[] {
  return text
    .split(ENTRIES)
    .map((each) => each.replace(/^[\s•·–-]+|[\s,.]+$/g, '').replace(/\s+/g, ' '))
    .filter((each) => each !== '' && !/^(?:tbc|tba|n\/?a|none|-)$/i.test(each))
}

export interface Posts {
  readonly posts: readonly string[]
  /** Entries that may be one post or two. */
  readonly unsure: readonly { readonly printed: string; readonly parts: readonly string[] }[]
}

/** Splits at "and", "&" and commas only where a side stands alone elsewhere. */
export function postsIn(text: string, alone: ReadonlySet<string>): Posts {
  const unsure: { printed: string; parts: readonly string[] }[] = []
  const posts = entriesOf(text).flatMap((entry): readonly string[] => {
    const parts = partsOf(entry, alone)
    if (parts) return parts
    const doubtful = doubtfulParts(entry)
    if (doubtful) unsure.push({ printed: entry, parts: doubtful })
    return [entry]
  })
  return { posts: [...new Set(posts)], unsure }
}

const JOINTS = /\s+(?:and|&)\s+|\s*[,+]\s*(?:and\s+)?/gi

/** The first joint with a side that stands alone elsewhere divides; what is left is divided in turn. */
function partsOf(entry: string, alone: ReadonlySet<string>): readonly string[] | undefined {
  if (alone.has(keyOf(entry))) return undefined
  for (const joint of entry.matchAll(JOINTS)) {
    const [before, after] = [entry.slice(0, joint.index), entry.slice(joint.index + joint[0].length)]
    const isDivided = alone.has(keyOf(before)) || alone.has(keyOf(after))
    if (isDivided && before !== '' && after !== '')
      return [...(partsOf(before, alone) ?? [before]), ...(partsOf(after, alone) ?? [after])]
  }
  return undefined
}

/** Each part reads as a post of its own, and none is known to be one. */
function doubtfulParts(entry: string): readonly string[] | undefined {
  const parts = entry
    .split(JOINTS)
    .map((each) => each.trim())
    .filter((each) => each !== '')
  if (parts.length < 2) return undefined
  if (parts.every((each) => CODE.test(each))) return parts
  const both = entry.split(/\s+(?:and|&)\s+/i)
  return both.length === 2 && both.every((each) => POST_WORDS.test(each) && each.split(' ').length > 1)
    ? both
    : undefined
}

/** Posts that stand alone in some cell. */
export function standingAlone(texts: readonly string[]): ReadonlySet<string> {
  return new Set(
    texts
      .flatMap(entriesOf)
      .filter((each) => each.search(/\s(?:and|&)\s|,/i) === -1 || each.split(',').length === 2)
      .map(keyOf),
  )
}

function keyOf(post: string): string {
  return post.trim().toLowerCase().replace(/['’]/g, '’').replace(/\s+/g, ' ')
}

/** A post that is spelt nearly as one that is more frequent: "SL SE SEND" and SLSESEND. */
export function nearSpellings(counts: ReadonlyMap<string, number>): ReadonlyMap<string, string> {
  const near = new Map<string, string>()
  const posts = [...counts.keys()]
  for (const post of posts) {
    const plain = squeezed(post)
    const other = posts.find((each) => {
      if (each === post || (counts.get(each) ?? 0) <= (counts.get(post) ?? 0)) return false
      return squeezed(each) === plain || isTypingError(plain, squeezed(each))
    })
    if (other !== undefined) near.set(post, other)
  }
  return near
}

function squeezed(post: string): string {
  return post.toLowerCase().replace(/[^a-z0-9]/g, '')
}

/** One letter added, left out, changed or two swapped, in a word that is long enough. */
function isTypingError(one: string, other: string): boolean {
  if (Math.min(one.length, other.length) < 8 || Math.abs(one.length - other.length) > 1) return false
  let start = 0
  while (start < one.length && one[start] === other[start]) start += 1
  let end = 0
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end += 1
  const [left, right] = [one.slice(start, one.length - end), other.slice(start, other.length - end)]
  if (left.length <= 1 && right.length <= 1) return !/\d/.test(left + right)
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0]
}

/** "Jane Smith" or "Mrs J. Smith" is a person; a holder, and no post. */
export function isPersonsName(entry: string): boolean {
  if (/^(?:mr|mrs|ms|miss|dr|cllr|councillor|prof)\.?\s/i.test(entry)) return true
  return (
    /^[A-Z][a-z]+(?:-[A-Z][a-z]+)?\s[A-Z][a-z’'-]+$/.test(entry) &&
    !POST_WORDS.test(entry) &&
    !OFFICES.test(entry)
  )
}

/** Words of offices and bodies, which are written like names. */
const OFFICES =
  /\b(?:school|schools|virtual|health|council|parent|parents|carer|carers|public|finance|children|family|social|care|education|human|resources|business|support|performance|quality|legal|early|years|help|send|services|practice|youth|adult|adults|learning|skills|college|trust|hospital|police|housing|communications|participation|strategic|commissioning|safeguarding|inclusion|data|transport|admissions|policy|all|everyone|various)\b/i
