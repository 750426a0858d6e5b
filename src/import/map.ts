import { type Answered, type Asking, createAsking } from './asking.ts'
import type { Column } from './columns.ts'
import { datesIn, monthNumber, two } from './date-words.ts'
import { answeredDate, type DateReading, type Due, noDate, readDue } from './dates.ts'
import { type Cell, cellText, type Document, linesOf, runsText, type Table } from './document.ts'
import type { Answers, Extracted, ExtractedItem, Question, WrittenDate } from './extracted.ts'
import { askOfFile, changesTaken, heldFromChildren } from './file-questions.ts'
import { completions, contradictedDates } from './narrative-questions.ts'
import { inOrder } from './order.ts'
import { rowsPlace, tablesPlace } from './places.ts'
import { type Chosen, columnsWith, noPlan, type PlanTable, planTables } from './plan-tables.ts'
import { askPosts, type OwnersFound, ownersOf } from './post-questions.ts'
import { askColours, coloursUsed, type RatingContext, ratedOf } from './ratings.ts'
import { askReferences } from './reference-questions.ts'
import { stepText } from './references.ts'
import { type RawItem, type Rows, rowsOf, type Stacked } from './rows.ts'
import { isFinal, type Key, keyOf, type Line, lineOf, USUAL_WORDS } from './scale.ts'
import { columnName } from './xlsx-names.ts'

/** What the plan knows already: its posts by code, and its ratings. */
export interface Vocabulary {
  readonly posts: ReadonlyMap<string, string>
}

export const NO_VOCABULARY: Vocabulary = { posts: new Map() }

export type Mapped =
  | {
      readonly kind: 'plan'
      readonly plan: Extracted
      readonly questions: readonly Question[]
      /** What somebody chose to leave open. */
      readonly left: readonly Question[]
      readonly answered: readonly Answered[]
      readonly notices: readonly string[]
    }
  | { readonly kind: 'not-a-plan'; readonly sentence: string }

export interface Mapping extends Chosen {
  /** For sentences. */
  readonly name: string
  readonly answers: Answers
  readonly vocabulary: Vocabulary
}

/** Reads a plan from a document as an attentive person would; what they would have to ask is a question. */
export function map(document: Document, { name, answers, vocabulary, ...chosen }: Mapping): Mapped {
  const asking = createAsking(answers)
  const held = changesTaken(heldFromChildren(document, asking), asking)
  const tables = planTables(held, chosen)
  if (tables.length === 0) return { kind: 'not-a-plan', sentence: noPlan(held, name) }
  const lines = linesAround(held, tables)
  const key = keyOf(held, lines, new Set(tables.map(({ table }) => table)))
  const rows = rowsOf(tables)
  const context: Context = {
    document: held,
    tables,
    lines,
    key,
    rows,
    asking,
    vocabulary,
    openReferences: new Set(),
    ...datesOf(lines, rows, tables),
  }
  const levels = levelsOf(context)
  const items = itemsOf(context, levels)
  const plan = planOf(context, items, levels)
  askOfFile(context)
  return {
    kind: 'plan',
    plan,
    questions: inOrder(asking.questions()),
    left: asking.left(),
    answered: asking.answered(),
    notices: [...held.notices, ...noticesOf(context, plan)],
  }
}

export interface Context {
  readonly document: Document
  readonly tables: readonly PlanTable[]
  readonly lines: readonly Line[]
  readonly key: Key | undefined
  readonly rows: Rows
  readonly asking: Asking
  readonly vocabulary: Vocabulary
  readonly position: Position | undefined
  /** The year of most dates. */
  readonly year: number | null
  /** Items whose reference is asked about. */
  readonly openReferences: Set<RawItem>
}

interface Position {
  readonly written: WrittenDate
  /** The month that it reaches to. */
  readonly last: string
}

/** Paragraphs, and the lines of a sheet above its table. */
function linesAround({ paragraphs, tables }: Document, plans: readonly PlanTable[]): readonly Line[] {
  const above = plans.flatMap(({ table, layout }) => {
    const header = layout.headerRows[0] ?? 0
    return table.rows.slice(0, header).flatMap(({ cells }, at): readonly Line[] =>
      cells.flatMap((cell) => {
        const text = cellText(cell)
        return text === '' ? [] : [{ place: cell.place, text, level: at === 0 ? 1 : 0 }]
      }),
    )
  })
  const own = paragraphs.map(({ place, runs, level }) => ({ place, text: lineOf(runs), level }))
  return [...own, ...(tables.length > 0 ? above : [])]
}

function datesOf(
  lines: readonly Line[],
  { items }: Rows,
  tables: readonly PlanTable[],
): Pick<Context, 'position' | 'year'> {
  const years = items.flatMap(({ cells }) => {
    const cell = cells.get('due')
    if (!cell) return []
    if (cell.value.kind === 'day') return [Number(cell.value.on.slice(0, 4))]
    return datesIn(cellText(cell)).flatMap(({ year }) => year ?? [])
  })
  const headers = tables.flatMap(({ layout }) =>
    layout.columns.flatMap(({ at }) => (at === undefined ? [] : [Number(at.slice(0, 4))])),
  )
  const position = positionIn(lines)
  const more = position ? [Number(position.last.slice(0, 4))] : []
  return { position, year: usual([...years, ...headers]) ?? usual(more) ?? null }
}

/** The most frequent; of several the earliest. */
function usual(years: readonly number[]): number | undefined {
  const counts = new Map<number, number>()
  for (const year of years) counts.set(year, (counts.get(year) ?? 0) + 1)
  return [...counts].sort((one, other) => other[1] - one[1] || one[0] - other[0])[0]?.[0]
}

const POSITION =
  /\b(?:as at|as of|position|reviewed|review|updated?|progress|status at|dated|draft|for cabinet|report(?:ed)?|at)\b/i

function positionIn(lines: readonly Line[]): Position | undefined {
  for (const { text } of lines) {
    const range = rangeIn(text)
    if (range) return range
    const dates = datesIn(text).filter(
      ({ on, start }) => on !== null && !/version\s*[\w.]*,?\s*$/i.test(text.slice(0, start)),
    )
    const found = dates.find(({ exact }) => exact === 'day') ?? dates.find(() => POSITION.test(text))
    if (found?.on && (POSITION.test(text) || found.exact === 'day'))
      return {
        written: { on: found.on, exact: found.exact, printed: found.printed },
        last: found.on.slice(0, 7),
      }
  }
  return undefined
}

/** "October to November 2020" */
function rangeIn(text: string): Position | undefined {
  const [whole, from, to, year] =
    /\b([A-Z][a-z]{2,8})\s+(?:to|–|-|and)\s+([A-Z][a-z]{2,8})\s+(\d{4})\b/.exec(text) ?? []
  if (whole === undefined || from === undefined || to === undefined) return undefined
  const [first, last] = [monthNumber(from), monthNumber(to)]
  if (first === 0 || last === 0) return undefined
  const begins = first > last ? Number(year) - 1 : Number(year)
  return {
    written: { on: `${begins}-${two(first)}`, exact: 'range', printed: whole },
    last: `${year}-${two(last)}`,
  }
}

/** Of dated columns the last that is not after the position is in force. */
function inForceOf({ tables, position, rows }: Context): Column | undefined {
  const dated = tables
    .flatMap((table) => columnsWith(table, 'rating', 'checkpoint'))
    .filter(({ at }) => at !== undefined)
    .sort((one, other) => (one.at ?? '').localeCompare(other.at ?? ''))
  const until = position?.last
  if (until !== undefined) {
    const before = dated.filter(({ at }) => (at ?? '').slice(0, 7) <= until)
    if (before.length > 0) return before.at(-1)
  }
  return dated.findLast((column) =>
    rows.items.some(({ rated }) =>
      [...rated].some(
        ([each, cell]) => each.at === column.at && (cell.fill !== undefined || cellText(cell) !== ''),
      ),
    ),
  )
}

function itemsOf(context: Context, levels: readonly string[]): readonly ExtractedItem[] {
  const { rows, asking, document, key, tables } = context
  const worded = wordedColumns(tables, rows)
  const place = (numbers: readonly number[]) => tablesPlace(document, numbers)
  askKey(context, worded)
  askColours(coloursUsed(rows.items, worded), { key, asking, tablesPlace: place })
  const force = inForceOf(context)
  for (const each of rows.stacked) pair(each, context)
  const owners = ownersOf(context)
  askReferences(context)
  const refs = new Map(rows.items.map((item): [RawItem, string | null] => [item, fullReference(item)]))
  const parents = new Set(rows.items.map(({ parent }) => parent))
  const leaves = new Set(rows.items.filter((item) => !parents.has(item)))
  const dates = askDates(context, { refs, leaves })
  const named: Named = { refs, levels, leaves, owners, dates }
  const items = rows.items.map((item) => {
    const inForce = force && [...item.rated.keys()].find(({ at }) => at === force.at)
    const rating: RatingContext = { key, asking, tablesPlace: place, worded, inForce }
    return itemOf(item, { context, rating, ...named })
  })
  askPosts(context, { owners, refs, leaves })
  completions(context, refs)
  contradictedDates(context, refs, items)
  directions(context, items)
  finals(context, items)
  return items
}

/** Columns whose cells mostly hold words or numbers. */
function wordedColumns(tables: readonly PlanTable[], { items }: Rows): ReadonlySet<Column> {
  const worded = new Set<Column>()
  const onTheirSide = new Set(tables.flatMap(({ labels, number }) => (labels ? [number] : [])))
  for (const { rated, table } of items)
    for (const [column, cell] of rated)
      if (onTheirSide.has(table) && cellText(cell) !== '') worded.add(column)
  for (const planTable of tables) {
    const { table, layout } = planTable
    for (const column of columnsWith(planTable, 'rating', 'checkpoint')) {
      const cells = table.rows
        .filter((_, at) => at > (layout.headerRows.at(-1) ?? -1))
        .flatMap(({ cells: all }) => all.filter((each) => each.column === column.column && each.width === 1))
      const texts = cells.filter((each) => cellText(each) !== '').length
      const bare = cells.filter((each) => each.fill !== undefined && cellText(each) === '').length
      if (texts > bare) worded.add(column)
    }
  }
  return worded
}

/** A part's reference has that of the item around it: A1(a). */
function fullReference({ ref: own, suggested, isPart, parent }: RawItem): string | null {
  const ref = suggested ?? own
  if (ref === null || !isPart || !parent) return ref
  const outer = fullReference(parent)
  return outer === null ? ref : `${outer}(${ref})`
}

interface Named {
  readonly refs: ReadonlyMap<RawItem, string | null>
  readonly levels: readonly string[]
  readonly leaves: ReadonlySet<RawItem>
  readonly owners: OwnersFound
  readonly dates: ReadonlyMap<RawItem, { readonly due: Due; readonly isOpen: boolean }>
}

interface Making extends Named {
  readonly context: Context
  readonly rating: RatingContext
}

function itemOf(
  item: RawItem,
  { context, rating, refs, levels, leaves, owners, dates }: Making,
): ExtractedItem {
  const ref = refs.get(item) ?? null
  const { parent } = item
  const isLeaf = leaves.has(item)
  const rated = ratedOf({ ...item, ref: ref ?? item.ref }, rating)
  const dated = dates.get(item)
  const own = owners.of.get(item)
  const asked = [
    ...(dated?.isOpen ? ['due'] : []),
    ...(rated.isAsked ? ['rating'] : []),
    ...(isLeaf &&
    context.tables.some((each) => columnsWith(each, 'owner').length > 0) &&
    own?.owners.length === 0
      ? ['owners']
      : []),
    ...(context.openReferences.has(item) ? ['ref'] : []),
  ]
  const texts = (role: 'outcome' | 'measure' | 'step' | 'evidence') => stepsIn(item.cells.get(role))
  const direction = cellTextOf(item.cells.get('direction'))
  const review = item.cells.get('review')
  const completed = completedOn(item, rated.narrative)
  return {
    ref: item.printedRef ?? (item.suggested === undefined ? ref : item.ref),
    title: item.title,
    level: levels[item.depth] ?? levels.at(-1) ?? 'action',
    parent: parent ? (refs.get(parent) ?? parent.title) : null,
    place: item.place,
    owners: own?.owners ?? [],
    ...(owners.hasAccountable && item.cells.size > 0 && { accountable: own?.accountable ?? null }),
    due: dated?.due.due ?? null,
    revisions: dated?.due.revisions ?? [],
    rating: rated.rating,
    checkpoints: rated.checkpoints,
    narrative: [...rated.narrative, ...narrativeOf(item)],
    outcomes: texts('outcome'),
    measures: texts('measure'),
    steps: texts('step'),
    evidence: texts('evidence'),
    ...(direction !== '' && { directionTyped: direction }),
    ...(review?.value.kind === 'day' && { reviewOn: review.value.on }),
    ...(completed && { completeOn: completed }),
    asked,
  }
}

/** A cell of a sheet keeps its line breaks within one text; paragraphs of Word are texts of their own. */
function narrativeOf({ narrative, cells }: RawItem): readonly string[] {
  const cell = cells.get('progress')
  const isOneText =
    cell !== undefined &&
    !/^table /.test(cell.place) &&
    narrative.length > 1 &&
    narrative.join('\n') === linesOf(cell).join('\n')
  return isOneText ? [narrative.join('\n')] : narrative
}

function cellTextOf(cell: Cell | undefined): string {
  return cell ? cellText(cell) : ''
}

function stepsIn(cell: Cell | undefined): readonly string[] {
  return cell
    ? linesOf(cell)
        .map(stepText)
        .filter((each) => each !== '')
    : []
}

function completedOn({ cells }: RawItem, narrative: readonly string[]): WrittenDate | undefined {
  const cell = cells.get('completed')
  if (cell && cellText(cell) !== '') {
    const reading = readDue(cell, null)
    return reading.due.due
  }
  for (const text of narrative) {
    const [printed] =
      /\b(?:done|completed?|delivered|finished|closed)\s+(?:since|on|in)\s+[^.;]+/i.exec(text) ?? []
    if (printed !== undefined && datesIn(printed).length > 0) return noDate(printed.trim())
  }
  return undefined
}

/** Pairs the parts of a stacked row with its officers and dates where they are as many, else asks. */
function pair(stacked: Stacked, { asking, tables }: Context): void {
  const { parts, owners, dates, dueCell, place, whole } = stacked
  const about = whole.ref ?? whole.title
  if (owners.length === parts.length)
    for (const [at, part] of parts.entries()) part.owners = [owners[at] ?? '']
  else if (owners.length === 1) for (const part of parts) part.owners = owners
  else if (owners.length > 0) {
    const answer = asking.ask({
      kind: 'pairing',
      subject: `${about} officers`,
      place,
      about: `${about}: ${parts.length} actions and ${owners.length} officers: whose is which?`,
      offers: ['all of them lead each action', 'none of them yet'],
    })
    if (answer === 'all of them lead each action') for (const part of parts) part.owners = owners
  }
  if (!dueCell) return
  const single = (lines: readonly Cell['paragraphs'][number][]): Cell => ({ ...dueCell, paragraphs: lines })
  if (dates.length === parts.length)
    for (const [at, part] of parts.entries()) part.due = single(dates.slice(at, at + 1))
  else if (dates.length === 1) for (const part of parts) part.due = single(dates)
  else if (dates.length === parts.length + 1)
    pairOneMore(stacked, { single, asking, header: dueHeader(tables, whole.table) })
  else if (dates.length > 0)
    asking.ask({
      kind: 'pairing',
      subject: `${about} dates`,
      place,
      about: `${about}: ${parts.length} actions and ${dates.length} dates: which date belongs to which?`,
      offers: ['none of them yet'],
    })
}

function dueHeader(tables: readonly PlanTable[], number: number): string {
  const table = tables.find((each) => each.number === number)
  return (table && columnsWith(table, 'due')[0]?.header) ?? ''
}

interface OneMore {
  readonly single: (lines: readonly Cell['paragraphs'][number][]) => Cell
  readonly asking: Asking
  readonly header: string
}

/** One date more than parts: one part has two. The likeliest is where a later date follows by most; which, is asked. */
function pairOneMore({ parts, dates, owners, place, whole }: Stacked, { single, asking }: OneMore): void {
  const texts = dates.map((runs) => runsText(runs).trim())
  const about = whole.ref ?? whole.title
  const offers = parts.map((part, at) => `${texts[at]} and ${texts[at + 1]} both to ${about}(${part.ref})`)
  const gaps = parts.map((_, at) => monthsBetween(texts[at], texts[at + 1]))
  const likely = gaps.lastIndexOf(Math.max(...gaps))
  const first = offers[likely] ?? ''
  const answer = asking.ask({
    kind: 'pairing',
    subject: `${about} dates`,
    place,
    about: `${about}: ${parts.length} actions, ${owners.length} officers, ${dates.length} dates: which date belongs to which?`,
    offers: [first, ...offers.filter((each) => each !== first)],
  })
  const chosen = answer === undefined ? likely : Math.max(0, offers.indexOf(answer))
  for (const [at, part] of parts.entries()) {
    const from = at > chosen ? at + 1 : at
    part.due = single(dates.slice(from, at === chosen ? at + 2 : from + 1))
  }
}

function monthsBetween(from: string | undefined, to: string | undefined): number {
  const [one, other] = [from, to].map((text) => datesIn(text ?? '')[0])
  if (one?.year === undefined || other?.year === undefined) return 0
  return (other.year - one.year) * 12 + ((other.month ?? 1) - (one.month ?? 1))
}

function askDates(context: Context, { refs, leaves }: Pick<Named, 'refs' | 'leaves'>): Named['dates'] {
  const { rows, asking, document, tables, year } = context
  const dates = new Map<RawItem, { due: Due; isOpen: boolean }>()
  const absent: { item: RawItem; printed: string }[] = []
  const hasDue = tables.some((each) => each.labels?.has('due') || columnsWith(each, 'due').length > 0)
  for (const item of rows.items) {
    const cell = item.due ?? item.cells.get('due')
    if (!cell && !leaves.has(item)) continue
    if (!hasDue) continue
    const reading = withColumns(readDue(cell, year), item, year)
    const called = refs.get(item) ?? item.title
    if (reading.kind === 'read') dates.set(item, { due: reading.due, isOpen: false })
    else if (reading.kind === 'absent') {
      const isBlank = !cell && document.kind === 'csv'
      dates.set(item, { due: isBlank ? { due: noDate(''), revisions: [] } : reading.due, isOpen: false })
      if (leaves.has(item)) absent.push({ item, printed: cell ? cellText(cell) : '' })
    } else {
      const due = askDate(reading, {
        called,
        item,
        place: item.due || !cell ? item.place : cell.place,
        asking,
      })
      dates.set(item, due)
    }
  }
  if (!absent.some(({ printed }) => /[a-z]/i.test(printed))) return dates
  const named = absent.map(
    ({ item, printed }) => `${refs.get(item) ?? item.title}${printed === '' ? '' : ` (“${printed}”)`}`,
  )
  const answer = asking.ask({
    kind: 'no-date',
    subject: named.join(', '),
    place: rowsPlace(absent.map(({ item }) => item.place)),
    about: `${named.join(' and ')} ${absent.length === 1 ? 'has' : 'have'} no date`,
    offers: ['none yet'],
    refs: absent.map(({ item }) => refs.get(item) ?? item.title),
  })
  if (answer === undefined)
    for (const { item } of absent)
      dates.set(item, { due: dates.get(item)?.due ?? { due: noDate(''), revisions: [] }, isOpen: true })
  return dates
}

/** Columns of their own for the original date and for a revised one. */
function withColumns(reading: DateReading, { cells }: RawItem, year: number | null): DateReading {
  const [original, revised] = [cells.get('original'), cells.get('revised')].map((cell) =>
    cell ? readDue(cell, year) : undefined,
  )
  if (reading.kind === 'asked') return reading
  if (reading.kind === 'absent' && original && original.kind !== 'absent')
    return withRevision(original, revised)
  return withRevision(reading, revised, original)
}

function withRevision(
  reading: DateReading,
  revised: DateReading | undefined,
  original?: DateReading,
): DateReading {
  if (reading.kind === 'asked') return reading
  const { due } = reading.due
  if (revised?.kind === 'asked')
    return {
      kind: 'asked',
      due: { due, revisions: [] },
      about: `revised: ${revised.about}`,
      choices: new Map(
        [...revised.choices].map(([offer, chosen]) => [offer, { due, revisions: [chosen.due] }]),
      ),
    }
  if (revised?.kind === 'read')
    return {
      kind: 'read',
      due: { due: reading.due.due, revisions: [...reading.due.revisions, revised.due.due] },
    }
  if (original?.kind !== 'read' || reading.kind !== 'read')
    return original?.kind === 'read' ? original : reading
  if (original.due.due.on === reading.due.due.on) return reading
  return {
    kind: 'read',
    due: { due: original.due.due, revisions: [reading.due.due, ...reading.due.revisions] },
  }
}

interface AskedDate {
  readonly called: string
  readonly item: RawItem
  readonly place: string
  readonly asking: Asking
}

function askDate(
  reading: Extract<DateReading, { kind: 'asked' }>,
  { called, item, place, asking }: AskedDate,
): { due: Due; isOpen: boolean } {
  const { printed } = reading.due.due
  const answer = asking.ask({
    kind: 'date',
    subject: `${item.isPart ? called : (item.original ?? called)}: ${printed ?? ''}`,
    place,
    about: `${called}: ${reading.about}`,
    offers: [...reading.choices.keys()],
    ref: called,
  })
  if (answer === undefined) return { due: reading.due, isOpen: true }
  const chosen = reading.choices.get(answer) ?? answeredDate(answer, printed)
  return chosen ? { due: chosen, isOpen: false } : { due: reading.due, isOpen: true }
}

/** The words of the levels, from the outside in. */
function levelsOf({ rows, tables, lines }: Context): readonly string[] {
  const depths = [...new Set(rows.items.map(({ depth }) => depth))].sort((one, other) => one - other)
  const header = tables.flatMap((each) => columnsWith(each, 'title'))[0]?.header ?? ''
  const noun = NOUNS.find((each) => header.toLowerCase().includes(each)) ?? 'action'
  const hasParts = rows.items.some(({ isPart }) => isPart)
  const group = tables.flatMap((each) => columnsWith(each, 'group'))[0]?.header.toLowerCase()
  const above = NOUNS.find((each) => group?.includes(each)) ?? outerWord(headingsOf(tables, lines))
  const inner =
    hasParts && noun === 'action' ? ['action', 'sub-action'] : hasParts ? [noun, `sub-${noun}`] : [noun]
  const missing = depths.length - inner.length
  const outer =
    missing <= 0
      ? []
      : missing === 1
        ? [above]
        : [
            above,
            ...Array.from({ length: missing - 1 }, (_, at) => (at === 0 ? 'objective' : `level ${at + 2}`)),
          ]
  const words =
    missing < 0 ? inner.slice(-missing) : [...outer.filter((each) => !inner.includes(each)), ...inner]
  const named: string[] = []
  for (const [at, depth] of depths.entries()) named[depth] = words[at] ?? `level ${at + 1}`
  return named
}

const NOUNS = [
  'recommendation',
  'objective',
  'commitment',
  'priority',
  'outcome',
  'theme',
  'milestone',
  'task',
  'action',
  'area',
] as const

function headingsOf(tables: readonly PlanTable[], lines: readonly Line[]): string {
  return [
    ...tables.map(({ table }) => table.heading ?? ''),
    ...lines.filter(({ level }) => level > 0).map(({ text }) => text),
  ].join('\n')
}

function outerWord(headings: string): string {
  const [, word] = /^(area|theme|priority|objective|outcome|strand|workstream)\b/im.exec(headings) ?? []
  return word?.toLowerCase() ?? 'theme'
}

function planOf(
  { document, tables, lines, key, asking, position }: Context,
  items: readonly ExtractedItem[],
  levels: readonly string[],
): Extracted {
  const title = titleOf(document, lines)
  const answer =
    title === null
      ? asking.ask({
          kind: 'plan',
          subject: 'title',
          place: 'file',
          about: 'The file has no title: what is the plan called?',
        })
      : undefined
  const checkpoints = items.reduce((sum, each) => sum + each.checkpoints.length, 0)
  const used = levels.filter((each) => each !== undefined)
  const counts = Object.fromEntries(
    used.map((level) => [level, items.filter((each) => each.level === level).length]),
  )
  const bodies = bodiesIn(lines)
  return {
    title: answer ?? title,
    levels: used,
    positionAt: position?.written ?? null,
    tables: document.tables.flatMap((table): Extracted['tables'] => {
      const plan = tables.find((each) => each.table === table)
      if (plan) return [{ place: planPlace(plan), role: 'actions' }]
      return table === key?.table ? [{ place: rangePlace(table), role: 'key' }] : []
    }),
    scale: key?.ratings ?? [],
    bodies,
    counts: {
      ...counts,
      ...(checkpoints > 0 && items.some(({ checkpoints: own }) => own.length > 1) && { checkpoints }),
    },
    items,
  }
}

/** "Tracker!A4:L20", from its header on. */
function planPlace({ table, layout }: PlanTable): string {
  return rangePlace({ ...table, rows: table.rows.slice(layout.headerRows[0] ?? 0) })
}

function rangePlace(table: Table): string {
  const cells = table.rows.flatMap(({ cells: own }) => own)
  const [first] = cells
  if (!first || table.place === '') return `lines ${table.rows[0]?.number} to ${table.rows.at(-1)?.number}`
  if (!first.place.includes('!')) return table.place
  const columns = cells.map(({ column, width }) => column + width - 1)
  return `${table.place}!${columnName(Math.min(...cells.map(({ column }) => column)))}${table.rows[0]?.number}:${columnName(Math.max(...columns))}${table.rows.at(-1)?.number}`
}

/** A heading that names the round is not the plan's name; the file's properties may have it. */
function titleOf({ title, kind }: Document, lines: readonly Line[]): string | null {
  const heading =
    lines.find(({ level }) => level === 1)?.text ??
    (kind === 'word' ? lines.find(({ text }) => text.length < 120)?.text : undefined)
  const isRound =
    heading !== undefined && /\b(?:progress|update|report)\b/i.test(heading) && datesIn(heading).length > 0
  if (isRound && title !== null) return title
  return heading ?? title
}

const BODY =
  /(?:[A-Z][\p{L}’']+ )(?:(?:[A-Z][\p{L}’']+|and|of|for|the) ){0,5}(?:Board|Committee|Panel|Partnership|Forum)\b/gu

function bodiesIn(lines: readonly Line[]): readonly string[] {
  const found = lines.flatMap(({ text }) =>
    [...text.matchAll(BODY)].map(([name]) => name.replace(/^The /, '')),
  )
  return [...new Set(found)]
}

/** What the key leaves open: its names, its order, its letters. */
function askKey({ key, asking, rows }: Context, worded: ReadonlySet<Column>): void {
  if (key) {
    if (!key.hasNames)
      asking.ask({
        kind: 'colour-key',
        subject: key.ratings.map(({ colour }) => colour).join(' '),
        place: key.place,
        about: `The ${key.ratings.length} colours of the key have no words: ${key.ratings.map(({ rating }) => capital(rating)).join(', ')}?`,
        offers: ['yes'],
      })
    const isOrdered =
      key.ratings.some(({ colour }) => colour !== undefined) ||
      key.ratings.every(({ rating }) => /^\d$/.test(rating) || USUAL_WORDS.has(rating.toLowerCase()))
    if (!isOrdered)
      asking.ask({
        kind: 'scale',
        subject: key.ratings.map(({ rating }) => rating).join(', '),
        place: key.place,
        about: `${key.ratings.map(({ rating }) => rating).join(', ')} have no colour and no order: which of them is of concern?`,
        offers: concerns(key),
      })
    return
  }
  const column = rows.items.flatMap(({ rated }) => [...rated.keys()]).find((each) => worded.has(each))
  if (!column) return
  const said = rows.items.flatMap(({ rated }) =>
    [...rated.values()].map((cell) => (linesOf(cell)[0] ?? '').split(/\s[–—-]\s|[:;(]/)[0]?.trim() ?? ''),
  )
  const letters = [...new Set(said.map((each) => each.toLowerCase()).filter((each) => USUAL_WORDS.has(each)))]
  const tones = ORDER.filter((each) => letters.some((letter) => USUAL_WORDS.get(letter) === each))
  if (tones.length > 0)
    asking.ask({
      kind: 'scale',
      subject: tones.join(', '),
      place: column.place,
      about: `There is no key: ${tones.map((each) => capital(each).charAt(0)).join(', ')} read as ${tones.map(capital).join(', ')}, worst to best?`,
      offers: ['yes', 'another scale'],
    })
  else {
    const words = [...new Set(said.filter((each) => each !== '' && each.length < 26))]
    if (words.length > 1)
      asking.ask({
        kind: 'scale',
        subject: words.join(', '),
        place: column.place,
        about: `There is no key: ${words.join(', ')}. Which of them is of concern?`,
        offers: words.slice(0, 4),
      })
  }
}

const ORDER = ['red', 'amber', 'green', 'blue'] as const

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** Ratings whose words speak of a risk. */
function concerns({ ratings }: Key): readonly string[] {
  const found = ratings.filter(({ rating }) =>
    /risk|delay|behind|off track|overdue|slip|concern|stuck|critical/i.test(rating),
  )
  return found.length > 0
    ? found.map(({ rating }) => rating)
    : ratings.slice(0, 4).map(({ rating }) => rating)
}

/** The arrow that somebody typed is kept as a note; where the scores moved the other way it is asked. */
function directions({ asking, rows, key }: Context, items: readonly ExtractedItem[]): void {
  for (const [at, item] of items.entries()) {
    const raw = rows.items[at]
    const cell = raw?.cells.get('direction')
    const before = item.checkpoints.at(-1)?.rating
    const now = item.rating?.value
    if (!cell || item.directionTyped === undefined || before == null || now == null || before === now)
      continue
    const order = key?.ratings.map(({ rating }) => rating) ?? []
    const isBestFirst = /achiev|complet|embed|deliver|on track|green/i.test(
      `${key?.ratings[0]?.rating} ${key?.ratings[0]?.words}`,
    )
    const moved = order.indexOf(now) - order.indexOf(before)
    if (order.indexOf(now) < 0 || order.indexOf(before) < 0) continue
    const isBetter = isBestFirst ? moved < 0 : moved > 0
    const [down, up] = [/↓|worse|declin|down/i, /↑|improv|better|\bup\b/i].map((each) =>
      each.test(item.directionTyped ?? ''),
    )
    if ((down && isBetter) || (up && !isBetter))
      asking.ask({
        kind: 'contradiction',
        subject: `${item.ref ?? item.title} direction ${item.directionTyped}`,
        place: cell.place,
        about: `${item.ref ?? item.title}: the arrow points ${down ? 'down' : 'up'}, the scores went from ${before} to ${now}`,
        offers: ['keep the scores; the arrow stays as a note'],
        ...(item.ref !== null && { ref: item.ref }),
      })
  }
}

/** A final rating enters without its sign-off, unless the answer names body and minute. */
function finals({ key, asking, document, rows }: Context, items: readonly ExtractedItem[]): void {
  const final = key?.ratings.find(
    ({ words, rating }) => isFinal(words) || (/^blue$/i.test(rating) && isFinal(words)),
  )
  if (final) {
    const own = items.filter(({ rating }) => rating?.value === final.rating)
    const tables = rows.items
      .filter((_, at) => items[at]?.rating?.value === final.rating)
      .map(({ table }) => table)
    if (own.length > 0)
      asking.ask({
        kind: 'final-rating',
        subject: final.rating,
        place: tablesPlace(document, tables),
        about: `${capital(final.rating)} means “${final.words}”: was it signed off, and by whom?`,
        offers: ['sign-off not recorded', 'signed off by …'],
        seen: own.length,
      })
  }
  for (const [at, item] of items.entries()) {
    const { completeOn } = item
    const raw = rows.items[at]
    if (!completeOn || completeOn.on !== null || !raw) continue
    const [found] = datesIn(completeOn.printed ?? '')
    asking.ask({
      kind: 'complete',
      subject: `${raw.original ?? item.title}: ${completeOn.printed}`,
      place: raw.place,
      about: `${item.ref ?? item.title} is “${item.rating?.value ?? ''}”, “${completeOn.printed}”: complete on that day?`,
      offers: [...(found?.on ? [`complete on ${found.on}`] : []), 'complete, day not given', 'leave as note'],
      ...(item.ref !== null && { ref: item.ref }),
    })
  }
}

function noticesOf({ document, tables, key, rows }: Context, plan: Extracted): readonly string[] {
  const others = document.tables.filter(
    (table) =>
      table.rows.length > 0 &&
      !tables.some((each) => each.table === table) &&
      table !== key?.table &&
      !table.isHidden,
  )
  const left = others.map((table) => `${table.place} is no plan and was left.`)
  const columns = tables.flatMap((each) =>
    each.layout.columns.filter(
      ({ role, isHidden, header }) => (role === 'other' || role === 'state') && !isHidden && header !== '',
    ),
  )
  const unread = [...new Set(columns.map(({ header }) => header))]
  const exact = plan.items.flatMap(({ checkpoints, rating }) => [
    ...checkpoints,
    ...(rating?.basis === 'cell colour' && checkpoints.length === 0 ? [rating] : []),
  ]).length
  const repeated =
    key && exact > 0 && key.ratings.some(({ colour }) => colour !== undefined)
      ? [`Colours that are exactly those of the key (${key.place}) were taken from it.`]
      : []
  const blank = plan.items.filter(
    ({ due, asked }) =>
      due?.on === null && due.exact === 'none' && (due.printed ?? '') === '' && !asked.includes('due'),
  )
  const undated =
    blank.length > 0 ? [`No date yet: ${blank.map(({ ref, title }) => ref ?? title).join(', ')}.`] : []
  return [
    ...left,
    ...unread.map((each) => `The column “${each}” was left.`),
    ...repeated,
    ...undated,
    ...rows.loose.slice(0, 3).map((each) => `Not read: “${each.slice(0, 80)}”.`),
  ]
}
