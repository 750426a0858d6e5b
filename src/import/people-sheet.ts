import { holdsChild } from '../domain/held-back.ts'
import { cleanText } from '../domain/text.ts'
import { type Cell, cellText, type Document, linesOf, type Table } from './document.ts'

/** A list of people as it was sent: who holds which post, with addresses and accounts. */
export interface SentPeople {
  readonly rows: readonly SentPerson[]
  /** The titles of columns that were not read. */
  readonly others: readonly string[]
  /** Rows of which nothing was read, and why, as sentences. */
  readonly notices: readonly string[]
}

export interface SentPerson {
  /** "line 4", "People row 4" */
  readonly place: string
  /** As they are written; empty where the cell is. */
  readonly posts: readonly string[]
  readonly name: string
  readonly email: string
  readonly account: string
  /** What the title of the account's column names. */
  readonly platform: 'slack' | 'teams' | null
}

/** The list of people in a file; undefined if none of its tables is one. */
export function peopleIn({ tables }: Document, { isSaid = false } = {}): SentPeople | undefined {
  for (const table of tables) {
    const head = headOf(table, isSaid)
    if (head) return listOf(table, head)
  }
  return undefined
}

type Role = 'post' | 'code' | 'name' | 'first' | 'last' | 'email' | 'slack' | 'teams' | 'account'

interface Head {
  readonly number: number
  readonly columns: ReadonlyMap<number, Role>
  readonly others: readonly string[]
}

/** No list has as much above its titles. */
const MOST_ABOVE = 12

function headOf({ rows }: Table, isSaid: boolean): Head | undefined {
  for (const { number, cells } of rows.slice(0, MOST_ABOVE)) {
    const titled = cells.map((cell) => [cell, roleOf(cellText(cell))] as const)
    const columns = new Map<number, Role>()
    for (const [{ column }, role] of titled)
      if (role !== undefined && ![...columns.values()].includes(role)) columns.set(column, role)
    const found = new Set(columns.values())
    const isNamed = found.has('name') || (found.has('first') && found.has('last'))
    const isPost = found.has('post') || found.has('code')
    const isReached = found.has('email') || found.has('slack') || found.has('teams') || found.has('account')
    if (!isNamed || !(isPost || isReached)) continue
    if (!isSaid && (!isPost || cells.some((cell) => OF_A_PLAN.test(cellText(cell))))) continue
    const others = cells.filter(({ column }) => !columns.has(column)).map((cell) => cellText(cell))
    return { number, columns, others: others.filter((title) => title !== '') }
  }
  return undefined
}

/** A table with such a column is a plan, whoever is named in it. */
const OF_A_PLAN =
  /\b(?:actions?|tasks?|rag|ratings?|due|deadline|progress|milestones?|measures?|evidence|timescales?)\b/i

const TITLES: readonly (readonly [Role, RegExp])[] = [
  ['email', /\b(?:e-?mail|mail address)\b/i],
  ['slack', /\bslack\b|\bmember id\b/i],
  ['teams', /\bteams\b|\b(?:entra|azure|aad|object) id\b/i],
  ['account', /\b(?:chat )?account\b|\buser ?(?:id|name)\b/i],
  ['first', /^(?:first|given) ?names?$|^forename$/i],
  ['last', /^(?:last|family) ?name$|^surname$/i],
  ['code', /^(?:(?:post|role|owner)[ ’']?s? )?(?:code|abbreviation|initials)$/i],
  [
    'name',
    /^(?:full )?name$|^(?:officer|person|holder|post ?holder|held by|who|name of .+|.+[ ’']s? name)$/i,
  ],
  ['post', /\b(?:post|role|position|job(?: title)?|job role|office)\b|^title$/i],
]

function roleOf(title: string): Role | undefined {
  const plain = title
    .replace(/\s+/g, ' ')
    .replace(/[:*]+$/, '')
    .trim()
  if (plain === '' || plain.length > 40) return undefined
  return TITLES.find(([, pattern]) => pattern.test(plain))?.[0]
}

function listOf({ rows }: Table, { number, columns, others }: Head): SentPeople {
  const notices: string[] = []
  const people = rows
    .filter((row) => row.number > number && row.cells.some((cell) => cellText(cell) !== ''))
    .flatMap((row): readonly SentPerson[] => {
      const leftOut = whyLeftOut(row)
      if (leftOut !== undefined) {
        notices.push(leftOut)
        return []
      }
      const at = (role: Role) => row.cells.find((cell) => columns.get(cell.column) === role)
      return [{ place: row.place, ...personIn(at) }]
    })
  // A title that is repeated on the next page is nobody.
  const titles = new Set(
    rows.filter((row) => row.number === number).flatMap(({ cells }) => cells.map(cellText)),
  )
  return { rows: people.filter(({ name }) => name === '' || !titles.has(name)), others, notices }
}

function whyLeftOut({ place, cells, isHidden, change }: Table['rows'][number]): string | undefined {
  if (cells.some((cell) => holdsChild(cellText(cell))))
    return `${place} holds what looks like a child’s NHS number, pupil number or date of birth. Nothing of it was read.`
  if (isHidden) return `${place} is hidden, so it was not read. Show it and send the file again if it counts.`
  if (change === 'deleted') return `${place} is deleted as a tracked change, so it was not read.`
  const isOpen = cells.some((cell) => cell.formula?.stored === false || cell.value.kind === 'fault')
  return isOpen ? `${place} has a formula without a value, so it was not read.` : undefined
}

function personIn(at: (role: Role) => Cell | undefined): Omit<SentPerson, 'place'> {
  const text = (role: Role) => oneLine(at(role))
  const post = at('code') && text('code') !== '' ? at('code') : at('post')
  const platform = text('slack') !== '' ? 'slack' : text('teams') !== '' ? 'teams' : null
  const whole = text('name')
  return {
    posts: post ? linesOf(unstruck(post)).flatMap(postsOf) : [],
    name: nameOf(whole === '' ? `${text('first')} ${text('last')}`.trim() : whole),
    email: text('email')
      .replace(/^mailto:/i, '')
      .replace(/^.*<([^<>]+)>$/, '$1'),
    account: platform === null ? text('account') : text(platform),
    platform,
  }
}

function postsOf(line: string): readonly string[] {
  return line
    .split(/;|(?<=\S)\s+\/\s+(?=\S)/)
    .map((each) => cleanText(each).trim())
    .filter((each) => each !== '')
}

function oneLine(cell: Cell | undefined): string {
  return cell
    ? cleanText(cellText(unstruck(cell)))
        .replace(/\s+/g, ' ')
        .trim()
    : ''
}

/** Who is struck out is there no longer. */
function unstruck(cell: Cell): Pick<Cell, 'paragraphs'> {
  return { paragraphs: cell.paragraphs.map((runs) => runs.filter(({ struck }) => !struck)) }
}

/** "Example, Sam" is Sam Example. */
function nameOf(text: string): string {
  const [, last, first] = text.match(/^(\p{Lu}[\p{L}’' -]*), ?(\p{Lu}[\p{L}’' -]*)$/u) ?? []
  return last === undefined ? text : `${first} ${last}`
}
