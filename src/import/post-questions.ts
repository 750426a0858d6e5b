import { keyOf } from './asking.ts'
import type { Column } from './columns.ts'
import { type Cell, cellText } from './document.ts'
import type { Context } from './map.ts'
import { columnsPlace, rowsPlace, tablesPlace } from './places.ts'
import { columnsWith } from './plan-tables.ts'
import { isPersonsName, nearSpellings, postsIn, standingAlone } from './posts.ts'
import type { RawItem } from './rows.ts'
import { columnName } from './xlsx-names.ts'

export interface OwnersFound {
  readonly of: ReadonlyMap<
    RawItem,
    { readonly owners: readonly string[]; readonly accountable: string | null }
  >
  readonly hasAccountable: boolean
  readonly posts: readonly string[]
}

/** Who owns each item, with near spellings put right and asked about. */
export function ownersOf(context: Context): OwnersFound {
  const { rows, asking, document, vocabulary } = context
  const ownText = (item: RawItem) => item.owners?.join('\n') ?? textOf(item.cells.get('owner'))
  const texts = rows.items
    .flatMap((item) => [ownText(item), textOf(item.cells.get('accountable'))])
    .filter((each) => each !== '')
  const alone = new Set([
    ...standingAlone(texts),
    ...[...vocabulary.posts].flat().map((each) => each.toLowerCase()),
  ])
  const printed = new Map(rows.items.map((item) => [item, postsIn(ownText(item), alone)] as const))
  const counts = new Map<string, number>()
  for (const { posts } of printed.values())
    for (const post of posts) counts.set(post, (counts.get(post) ?? 0) + 1)
  const near = nearSpellings(counts)
  for (const [post, likely] of near) {
    const item = rows.items.find((each) => printed.get(each)?.posts.includes(post))
    asking.ask({
      kind: 'post',
      subject: post,
      place: item?.place ?? 'file',
      about: `${post}: is it ${likely}?`,
      offers: [likely, 'another post'],
    })
  }
  for (const [item, { unsure }] of printed)
    for (const { printed: entry, parts } of unsure)
      asking.ask({
        kind: 'owner',
        subject: entry,
        place: item.cells.get('owner')?.place ?? item.place,
        about: `“${entry}”: one post, or ${parts.length}?`,
        offers: ['one post', `${parts.length} posts: ${parts.join('; ')}`],
      })
  void document
  const split = (post: string): readonly string[] => {
    const answer = asking.answered().find(({ question }) => question.key === keyOf('owner', post))?.answer
    if (answer !== undefined && /^\d+ posts: /.test(answer))
      return answer.replace(/^\d+ posts: /, '').split('; ')
    const renamed = asking.answered().find(({ question }) => question.key === keyOf('post', post))?.answer
    if (renamed !== undefined && renamed !== 'another post') return [renamed]
    return [renamed === 'another post' ? post : (near.get(post) ?? post)]
  }
  const of = new Map(
    rows.items.map((item) => {
      const owners = [...new Set((printed.get(item)?.posts ?? []).flatMap(split))]
      const accountable = postsIn(textOf(item.cells.get('accountable')), alone).posts[0] ?? null
      return [item, { owners, accountable }] as const
    }),
  )
  const all = [...of.values()].flatMap(({ owners, accountable }) => [
    ...owners,
    ...(accountable === null ? [] : [accountable]),
  ])
  const hasAccountable = context.tables.some((each) => columnsWith(each, 'accountable').length > 0)
  return { of, hasAccountable, posts: [...new Set(all)] }
}

function textOf(cell: Cell | undefined): string {
  return cell ? cellText(cell) : ''
}

interface About {
  readonly owners: OwnersFound
  readonly refs: ReadonlyMap<RawItem, string | null>
  readonly leaves: ReadonlySet<RawItem>
}

/** New posts are one question; who leads, and who has none, are others. */
export function askPosts(context: Context, { owners, refs, leaves }: About): void {
  const { asking, document, tables, rows, vocabulary } = context
  const fresh = owners.posts.filter((each) => !vocabulary.posts.has(each.toLowerCase()))
  const names = fresh.filter(isPersonsName)
  const posts = fresh.filter((each) => !names.includes(each))
  const place = placeOf(context, ['owner', 'accountable'])
  if (posts.length > 0) {
    const isCodes = posts.every((each) => !each.includes(' '))
    asking.ask({
      kind: 'post',
      subject: `new ${posts.join(', ')}`,
      place: document.kind === 'csv' ? 'file' : place,
      about: `${posts.length === 1 ? 'One post' : `${posts.length} posts`} ${isCodes ? 'without a title' : 'without a code'}: ${posts.join('; ')}`,
      offers: ['take them as they are'],
      posts,
    })
  }
  for (const name of names)
    asking.ask({
      kind: 'owner',
      subject: name,
      place,
      about: `“${name}” reads as a person’s name: who holds which post?`,
      offers: ['leave the owner open'],
    })
  askLead(context, { owners, refs })
  const called = (item: RawItem) => refs.get(item) ?? item.title
  const hasOwners = tables.some((each) => columnsWith(each, 'owner').length > 0 || each.labels?.has('owner'))
  for (const item of rows.items) {
    const own = owners.of.get(item)
    if (!leaves.has(item) || !hasOwners || item.cells.size + (item.owners?.length ?? 0) === 0) continue
    const isAccountable = owners.hasAccountable
    if (!isAccountable && own?.owners.length === 0)
      asking.ask({
        kind: 'no-owner',
        subject: called(item),
        place: item.place,
        about: `${called(item)} has no owner`,
        ref: called(item),
        offers: ['none yet'],
      })
    if (isAccountable && own?.accountable === null)
      asking.ask({
        kind: 'no-owner',
        subject: called(item),
        place: accountablePlace(context, item),
        about: `${called(item)}: no owner`,
        ref: called(item),
        offers: ['none yet'],
      })
  }
}

function accountablePlace({ document, tables }: Context, item: RawItem): string {
  const table = tables.find(({ number }) => number === item.table)
  const [column] = table ? columnsWith(table, 'accountable') : []
  return document.kind === 'excel' && table && column
    ? `${table.table.place}!${columnName(column.column)}${item.row}`
    : item.place
}

function askLead(context: Context, { owners, refs }: Pick<About, 'owners' | 'refs'>): void {
  const { asking, document, rows } = context
  const several = rows.items.filter((item) => (owners.of.get(item)?.owners.length ?? 0) > 1)
  if (several.length === 0) return
  if (owners.hasAccountable) {
    asking.ask({
      kind: 'lead',
      subject: 'officers and owner',
      place: placeOf(context, ['owner']),
      about: 'There are several lead officers and one owner: who leads?',
      offers: ['the owner leads, officers share', 'the first officer leads'],
    })
    return
  }
  const called = several.map((item) => refs.get(item) ?? item.title)
  asking.ask({
    kind: 'lead',
    subject: 'several posts',
    place:
      document.kind === 'csv' ? rowsPlace(several.map(({ place }) => place)) : placeOf(context, ['owner']),
    about: `${called.join(' and ')} ${several.length === 1 ? 'names' : 'name'} several posts: does the first lead, or do all?`,
    offers: ['the first leads', 'both'],
    refs: called,
  })
}

function placeOf({ document, tables }: Context, roles: readonly ('owner' | 'accountable')[]): string {
  const [first] = tables
  if (document.kind === 'excel' && first) {
    const columns: readonly Column[] = columnsWith(first, ...roles)
    return columnsPlace(document, first, columns)
  }
  return tablesPlace(
    document,
    tables.map(({ number }) => number),
  )
}
