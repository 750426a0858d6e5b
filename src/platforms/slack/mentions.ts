import type { Incoming } from '../../platform.ts'
import type { FindMember } from './people.ts'

/** An account as Slack writes it in a mention; in a form's field the mention's brackets are still there. */
const ACCOUNT = /<@([UW][A-Z0-9]{5,20})(?:\|[^<>]*)?>|@([UW][A-Z0-9]{5,20})\b/g
/** Further ones stay as they came: an answer is due within three seconds. */
const MOST_NAMES = 10

/** What was said, with the people that it mentions by their names, in every field. */
export async function withNames(said: Incoming['said'], findMember: FindMember): Promise<Incoming['said']> {
  const texts = typeof said === 'string' ? [said] : textsIn(said.arguments)
  const ids = new Set(
    texts.flatMap((text) => [...text.matchAll(ACCOUNT)].map(([, id, other = '']) => id ?? other)),
  )
  if (ids.size === 0) return said
  const found = await Promise.all(
    [...ids].slice(0, MOST_NAMES).map(async (id) => [id, await nameOf(id, findMember)] as const),
  )
  const names = new Map(found)
  const named = (text: string) =>
    text.replace(
      ACCOUNT,
      (mention, id: string | undefined, other: string) => names.get(id ?? other) ?? mention,
    )
  if (typeof said === 'string') return named(said)
  const fields = Object.entries(said.arguments).map(
    ([field, value]) => [field, inValue(value, named)] as const,
  )
  return { ...said, arguments: Object.fromEntries(fields) }
}

async function nameOf(id: string, findMember: FindMember): Promise<string | undefined> {
  const member = await findMember(id)
  return member.kind === 'outsider' ? undefined : member.profile?.name
}

function textsIn(fields: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.values(fields)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter((value) => typeof value === 'string')
}

function inValue(value: unknown, named: (text: string) => string): unknown {
  if (typeof value === 'string') return named(value)
  return Array.isArray(value) ? value.map((each: unknown) => inValue(each, named)) : value
}
