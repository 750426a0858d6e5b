import { datesIn } from './date-words.ts'
import { type Cell, cellText, linesOf, type Row, type Table } from './document.ts'

export type Role =
  | 'reference'
  | 'title'
  /** An upper level in a column of its own. */
  | 'group'
  | 'step'
  | 'owner'
  | 'accountable'
  | 'support'
  | 'start'
  | 'due'
  | 'original'
  | 'revised'
  | 'completed'
  | 'rating'
  | 'checkpoint'
  | 'progress'
  | 'measure'
  | 'outcome'
  | 'evidence'
  | 'direction'
  /** In words, beside a rating. */
  | 'state'
  | 'review'
  | 'other'

export interface Column {
  readonly column: number
  readonly width: number
  readonly header: string
  readonly place: string
  readonly role: Role
  readonly isHidden: boolean
  /** The day, month or term in its header. */
  readonly at?: string
}

/** The first that fits holds; a header is looked at in lower case, without what stands in brackets. */
const HEADERS: readonly (readonly [RegExp, Role])[] = [
  [
    /^(?:#|no\.?|nos?|ref\.?|reference|references|id|number|item|item no\.?|(?:action|rec|item|recommendation|kloe|task|objective)\s*(?:no\.?|number|ref\.?|reference|id|#)|ref(?:erence)?\s*(?:no\.?|number))$/,
    'reference',
  ],
  [/direction|trend|travel|\bdot\b/, 'direction'],
  [/\b(?:next|date of) (?:check|review)|review (?:date|on|by)|^review$|monitored until/, 'review'],
  [
    /success|how (?:will )?we(?: will|'ll|’ll)? know|measure of|\bkpis?\b|^measures?\b|target(?!.*\bdate)|indicator|what .* look like/,
    'measure',
  ],
  [/outcome|impact|what .* achieve|benefit|difference/, 'outcome'],
  [/evidence|assurance|proof/, 'evidence'],
  [/original|baseline|first date|initial date/, 'original'],
  [/revised|new (?:date|due|target)|extended|forecast|re-?dated/, 'revised'],
  [
    /(?:date|actual).*complet|complet(?:ed|ion) (?:on|date \(actual\))|^completed$|closed on|date closed|date done/,
    'completed',
  ],
  [/start(?:s|ed|ing)?\b(?: date| on)?$|^from$|begin/, 'start'],
  [
    /\bdue\b|by when|^when\b|deadline|time\s?(?:scale|frame|line)|target.*date|completion date|date for completion|end date|complete by|^dates?$|^by$|delivery date|finish/,
    'due',
  ],
  [/support|partner|contribut|with whom|consult/, 'support'],
  [/accountable|sponsor|\bsro\b|^owner$|executive lead|senior responsible/, 'accountable'],
  [/\blead|owner|responsib|\bwho\b|by whom|officer|assigned|\bpost\b|delivered by|^name$/, 'owner'],
  [
    /\bb?rag(?:b|s|y)?\b|rating|\bscore|^status|\bstatus$|traffic light|^state$|colour|^progress rating/,
    'rating',
  ],
  [
    /progress|update|comment|note|commentary|position|narrative|current|latest|so far|remarks?|highlights?/,
    'progress',
  ],
  [
    /^(?:key |sub.?|detailed |specific )?(?:steps?|tasks? to|activit(?:y|ies)|milestones?)$|what (?:we will|will we|we['’]ll) do|how (?:we )?will|how\b/,
    'step',
  ],
  [
    /action|recommendation|objective|task|what|commitment|activity|improvement|requirement|description|title|priority|theme|deliverable|milestone|aim|issue|finding|area|step|project|workstream/,
    'title',
  ],
]

function headerRole(header: string): Role | undefined {
  const plain = header
    .toLowerCase()
    .replace(/\([^)]*\)/g, ' ')
    .replace(/[\s:*]+/g, ' ')
    .trim()
  if (plain === '' || plain.length > LONGEST_HEADER) return undefined
  const role = HEADERS.find(([is]) => is.test(plain))?.[1]
  const [date] = datesIn(header.trim())
  if (date?.year === undefined) return role
  const rest = (header.slice(0, date.start) + header.slice(date.end)).replace(/[\s:–—-]+/g, '')
  if (rest === '') return 'checkpoint'
  return role
}

const LONGEST_HEADER = 70

/** Where the headers of a table stand, and what its columns are. */
export interface Layout {
  readonly headerRows: readonly number[]
  readonly columns: readonly Column[]
}

const ROWS_LOOKED_AT = 12

/** The header is the row that names most; a second one may stand below it. */
export function layoutOf(table: Table): Layout | undefined {
  const looked = table.rows.slice(0, ROWS_LOOKED_AT)
  const scores = looked.map((each) => new Set(rolesIn(each)).size)
  const best = Math.max(0, ...scores)
  const at = scores.indexOf(best)
  const row = looked[at]
  if (best < 2 || !row) return undefined
  const below = table.rows[at + 1]
  const above = table.rows[at - 1]
  if (below && isSecondHeader(row, below))
    return inTwoRows(table, { top: row, bottom: below, rows: [at, at + 1] })
  if (above && isSecondHeader(above, row) && above.cells.length > 1)
    return inTwoRows(table, { top: above, bottom: row, rows: [at - 1, at] })
  const columns = row.cells.map((cell) => columnOf(cell, cellText(cell)))
  return { headerRows: [at], columns: settled(columns, { table, after: at }) }
}

function rolesIn({ cells }: Row): readonly Role[] {
  return cells.flatMap((cell) => headerRole(cellText(cell).replaceAll('\n', ' ')) ?? [])
}

/** The row below divides what is merged in the row above, and holds nothing but short headers. */
function isSecondHeader(top: Row, bottom: Row): boolean {
  const wide = top.cells.filter(({ width, paragraphs }) => width > 1 && paragraphs.length > 0)
  if (wide.length === 0 || wide.some(({ width }) => width >= spanOf(top))) return false
  const under = bottom.cells.filter(({ column }) =>
    wide.some((each) => column >= each.column && column < each.column + each.width),
  )
  const isShort = bottom.cells.every((cell) => cellText(cell).length <= LONGEST_HEADER)
  const others = bottom.cells.filter((cell) => !under.includes(cell) && cellText(cell) !== '')
  const namesUnder = under.filter(
    (cell) => headerRole(cellText(cell)) !== undefined || datesIn(cellText(cell)).length > 0,
  )
  return (
    under.length > 1 &&
    isShort &&
    namesUnder.length >= under.length / 2 &&
    others.every((cell) => headerRole(cellText(cell)) !== undefined)
  )
}

function spanOf({ cells }: Row): number {
  return Math.max(...cells.map(({ column, width }) => column + width), 0)
}

function inTwoRows(
  table: Table,
  { top, bottom, rows }: { top: Row; bottom: Row; rows: readonly [number, number] },
): Layout {
  const columns = top.cells.flatMap((cell) => {
    const under = bottom.cells.filter(
      ({ column }) => column >= cell.column && column < cell.column + cell.width,
    )
    const named = under.filter((each) => cellText(each) !== '')
    if (named.length === 0) return [columnOf(cell, cellText(cell))]
    return named.map((each) =>
      columnOf(
        each,
        cell.height > 1 ? cellText(each) : `${cellText(cell)} ${cellText(each)}`.trim(),
        cellText(each),
      ),
    )
  })
  const taken = new Set(columns.map(({ column }) => column))
  const only = bottom.cells.filter((cell) => !taken.has(cell.column) && cellText(cell) !== '')
  const all = [...columns, ...only.map((cell) => columnOf(cell, cellText(cell)))].sort(
    (one, other) => one.column - other.column,
  )
  return { headerRows: rows, columns: settled(all, { table, after: rows[1] }) }
}

/** The lower header says what a column is, unless it only says something together with the upper one. */
function columnOf(cell: Cell, header: string, lower = header): Column {
  const plain = header.replaceAll('\n', ' ').trim()
  const role = headerRole(lower.replaceAll('\n', ' ')) ?? headerRole(plain) ?? 'other'
  const at = datesIn(plain).findLast(({ on }) => on !== null)?.on
  return {
    column: cell.column,
    width: cell.width,
    header: plain,
    place: cell.place,
    role,
    isHidden: cell.isHidden,
    ...(at != null && { at }),
  }
}

/** Headers say the same of different things in different plans: what else the table has decides. */
function settled(
  columns: readonly Column[],
  where: { readonly table: Table; readonly after: number },
): readonly Column[] {
  let found = columns
  const has = (role: Role) => found.some((each) => each.role === role)
  const turn = (from: Role, to: Role, isTurned: (each: Column, place: number) => boolean = () => true) => {
    let place = -1
    found = found.map((each) => {
      if (each.role !== from) return each
      place += 1
      return isTurned(each, place) ? { ...each, role: to } : each
    })
  }
  if (!has('owner')) turn('accountable', 'owner')
  // "Item" or "Number" alone may hold the words themselves.
  if (!has('title')) turn('reference', 'title', (each) => averageLength(where, each) > SHORT_TITLE)
  if (!has('title')) turn('step', 'title', (_, place) => place === 0)
  const titles = found.filter(({ role }) => role === 'title')
  const steps = found.filter(({ role }) => role === 'step')
  const inner = steps.find((step) =>
    titles.some((title) => title.column < step.column && isAbove(where, title, step)),
  )
  if (inner) found = found.map((each) => (each === inner ? { ...each, role: 'title' } : each))
  const all = found.filter(({ role }) => role === 'title')
  if (all.length > 1) found = withOneTitle(found, all, where)
  if (!has('due')) turn('revised', 'due', (_, place) => place === 0)
  if (!has('due')) turn('original', 'due', (_, place) => place === 0)
  if (!has('rating')) turn('progress', 'rating', (each) => holdsRatingWords(where, each))
  // "Status" may hold sentences.
  turn(
    'rating',
    'progress',
    (each) => averageLength(where, each) > LONG_RATING && !holdsRatingWords(where, each),
  )
  return withOneRating(found)
}

/** Of several columns of words one is the items'; "Recommendation" leads "Actions", a merged one is the level above. */
function withOneTitle(
  columns: readonly Column[],
  titles: readonly Column[],
  where: Where,
): readonly Column[] {
  const last = titles.at(-1)
  const groups = titles.filter((each) => each !== last && last && isAbove(where, each, last)).slice(-1)
  const left = titles.filter((each) => !groups.includes(each))
  const named = (is: RegExp) => left.find(({ header }) => is.test(header))
  const main =
    (groups.length > 0 ? last : undefined) ??
    named(/recommend|objective|commitment/i) ??
    named(/action|task|what/i) ??
    left[0]
  return columns.map((each) => {
    if (groups.includes(each)) return { ...each, role: 'group' }
    if (each.role !== 'title' || each === main) return each
    return { ...each, role: (main?.column ?? 0) < each.column ? 'step' : 'other' }
  })
}

/** Cells that reach over several rows, or are empty below, while each row has its own in the other column. */
function isAbove({ table, after }: Where, outer: Column, inner: Column): boolean {
  const rows = table.rows.slice(after + 1)
  const texts = (column: Column) => {
    const own = rows.map(({ cells }) =>
      cells
        .filter((each) => each.column === column.column && each.width === 1)
        .map(cellText)
        .join(''),
    )
    return own.filter((text, at) => text !== '' && text !== own[at - 1]).length
  }
  return texts(inner) >= 2 && texts(outer) <= texts(inner) * 0.7
}

/** "RAG" is the rating where a column of states stands beside it. */
function withOneRating(columns: readonly Column[]): readonly Column[] {
  const plain = columns.filter(({ role, at }) => role === 'rating' && at === undefined)
  const main = plain.find(({ header }) => /rag|rating|score/i.test(header)) ?? plain[0]
  return columns.map((each) => (plain.includes(each) && each !== main ? { ...each, role: 'state' } : each))
}

const SHORT_TITLE = 12
const LONG_RATING = 60

interface Where {
  readonly table: Table
  readonly after: number
}

function cellsOf({ table, after }: Where, { column }: Pick<Column, 'column'>): readonly Cell[] {
  return table.rows
    .slice(after + 1)
    .flatMap(({ cells }) => cells.filter((each) => each.column === column && each.paragraphs.length > 0))
}

function averageLength(where: Where, column: Column): number {
  const texts = cellsOf(where, column)
    .map((each) => cellText(each))
    .filter((each) => each !== '')
  return texts.length === 0 ? 0 : texts.reduce((sum, each) => sum + each.length, 0) / texts.length
}

export const RATING_WORDS =
  /^(?:red|amber|yellow|green|blue|purple|grey|gray|[rgabyp]|b?rag|on[ -]track|off[ -]track|at risk|delayed|behind|not (?:yet )?started|started|in progress|complete[d]?|delivered|achieved|closed|embedded|overdue|slipping|ongoing|amber\s*\/\s*(?:green|red)|[a-z]\/[a-z])$/i

function holdsRatingWords(where: Where, column: Column): boolean {
  const first = cellsOf(where, column).flatMap((each) => linesOf(each)[0] ?? [])
  const words = first.filter((each) => RATING_WORDS.test(each.replace(/[.:]$/, '').trim()))
  return words.length > 0 && words.length >= first.length * 0.6
}

/** A table of a plan has a column of actions and one of owners, dates or ratings. */
export function isPlanLayout({ columns }: Layout): boolean {
  const has = (...roles: readonly Role[]) => columns.some(({ role }) => roles.includes(role))
  return has('title') && has('owner', 'due', 'rating', 'checkpoint', 'original', 'revised')
}

/** Labels of a table that stands on its side: one action, each row a label and its value. */
export function labelled(table: Table): ReadonlyMap<Role, Cell> | undefined {
  const found = new Map<Role, Cell>()
  let labels = 0
  for (const { cells } of table.rows) {
    for (let at = 0; at + 1 < cells.length; at += 2) {
      const [label, value] = [cells[at], cells[at + 1]]
      if (!label || !value) continue
      const text = cellText(label).replaceAll('\n', ' ')
      const role = headerRole(text)
      if (role === undefined || text.length > LONGEST_LABEL) continue
      labels += 1
      const now = role === 'accountable' ? 'owner' : role
      if (!found.has(now)) found.set(now, value)
    }
  }
  const pairs = table.rows.filter(({ cells }) => cells.length % 2 === 0 && cells.length <= 4).length
  const isOnItsSide = labels >= 3 && pairs >= table.rows.length * 0.7 && labels >= table.rows.length * 0.6
  const isPlan = ['owner', 'due', 'rating'].some((role) => found.has(role as Role))
  return isOnItsSide && isPlan ? found : undefined
}

const LONGEST_LABEL = 40
