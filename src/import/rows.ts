import type { Column, Role } from './columns.ts'
import { type Cell, cellText, linesOf, type Row, runsText } from './document.ts'
import { isNarrative, narrated } from './narrative.ts'
import type { PlanTable } from './plan-tables.ts'
import { isWithin, type Referred, referenceAt, shapeOf } from './references.ts'

/** A row, a heading or a part of a stacked cell that is an item of the plan. */
export interface RawItem {
  ref: string | null
  /** As printed in its cell, where that is no reference: "15:". */
  printedRef: string | null
  /** Before any answer, so that the keys of questions about it stay. */
  readonly original: string | null
  /** What it most likely is, while that is asked. */
  suggested?: string
  readonly isPart: boolean
  readonly title: string
  readonly place: string
  readonly table: number
  readonly row: number
  depth: number
  parent: RawItem | undefined
  /** Its cells by role; those that reach over the rows of several items belong to the item above. */
  readonly cells: Map<Role, Cell>
  /** Its ratings, in the order of their columns. */
  readonly rated: Map<Column, Cell>
  readonly narrative: string[]
  /** The lines of a stacked row that are its own. */
  owners?: readonly string[]
  due?: Cell | null
}

export interface Stacked {
  readonly whole: RawItem
  readonly parts: readonly RawItem[]
  readonly owners: readonly string[]
  readonly dates: readonly Cell['paragraphs'][number][]
  readonly dueCell: Cell | undefined
  readonly place: string
}

interface LeftOut {
  readonly place: string
  readonly text: string
}

export interface Rows {
  readonly items: readonly RawItem[]
  readonly stacked: readonly Stacked[]
  readonly totals: readonly LeftOut[]
  /** Text of rows without an item above them. */
  readonly loose: readonly string[]
}

const SHARED: ReadonlySet<Role> = new Set([
  'rating',
  'checkpoint',
  'outcome',
  'measure',
  'evidence',
  'progress',
  'direction',
  'state',
])

/** The items of all tables of a plan, from the outside in. */
export function rowsOf(tables: readonly PlanTable[]): Rows {
  const items: RawItem[] = []
  const stacked: Stacked[] = []
  const totals: LeftOut[] = []
  const loose: string[] = []
  const headings = new Map<string, number>()
  const isThemed = hasThemes(tables)
  for (const each of tables) {
    const theme = isThemed && each.table.heading !== null ? themeItem(each, items) : undefined
    if (theme && !items.includes(theme)) items.push(theme)
    const base = isThemed ? 1 : 0
    if (each.labels) items.push(labelledItem(each, base))
    else readTable(each, { items, stacked, totals, loose, headings, base })
  }
  setParents(items)
  shareMerged(items, tables)
  return { items, stacked, totals, loose }
}

/** Headings over the tables are a level where there are several, and the tables have none of their own. */
function hasThemes(tables: readonly PlanTable[]): boolean {
  const headings = new Set(tables.map(({ table }) => table.heading))
  if (tables.length < 2 || headings.size < 2) return false
  if (tables.every(({ labels }) => labels !== undefined)) return false
  return !tables.some(({ table, layout }) => {
    const first = table.rows.find((_, at) => !layout.headerRows.includes(at))
    return first !== undefined && isAcross(first, layout.columns)
  })
}

function themeItem({ table, number }: PlanTable, items: readonly RawItem[]): RawItem {
  const heading = table.heading ?? ''
  const known = items.findLast((each) => each.depth === 0)
  const referred = referenceAt(heading)
  const title = referred?.rest ?? heading
  if (known?.title === title) return known
  return raw({
    ref: referred?.ref ?? null,
    title,
    place: `heading before table ${number}`,
    table: number,
    row: 0,
    depth: 0,
  })
}

function raw(
  given: Partial<RawItem> & Pick<RawItem, 'ref' | 'title' | 'place' | 'table' | 'row' | 'depth'>,
): RawItem {
  return {
    printedRef: null,
    original: given.ref,
    isPart: false,
    parent: undefined,
    cells: new Map(),
    rated: new Map(),
    narrative: [],
    ...given,
  }
}

function labelledItem({ table, number, labels = new Map() }: PlanTable, depth: number): RawItem {
  const title = labels.get('title')
  const printed = title ? cellText(title) : (table.heading ?? '')
  const referred = referenceAt(printed)
  const own = labels.get('reference')
  const rating = labels.get('rating')
  const column: Column = {
    column: 1,
    width: 1,
    header: 'Rating',
    place: rating?.place ?? table.place,
    role: 'rating',
    isHidden: false,
  }
  return raw({
    ref: own ? cellText(own) : (referred?.ref ?? null),
    title: referred?.rest ?? printed,
    place: table.place,
    table: number,
    row: 1,
    depth,
    cells: new Map(labels),
    rated: rating ? new Map([[column, rating]]) : new Map(),
    narrative: linesOf(labels.get('progress') ?? NO_CELL).slice(),
  })
}

const NO_CELL: Pick<Cell, 'paragraphs'> = { paragraphs: [] }

interface Into {
  readonly items: RawItem[]
  readonly stacked: Stacked[]
  readonly totals: LeftOut[]
  readonly loose: string[]
  /** The depths of headings by how they are written. */
  readonly headings: Map<string, number>
  readonly base: number
}

function readTable(planTable: PlanTable, into: Into): void {
  const { table, layout, number } = planTable
  const header = headerText(planTable)
  let headingBefore: string | undefined
  for (const [at, row] of table.rows.entries()) {
    if (layout.headerRows.includes(at) || row.change === 'deleted') continue
    if (isEmpty(row) || (header !== '' && textOf(row) === header)) continue
    if (at < (layout.headerRows[0] ?? 0)) continue
    if (isAcross(row, layout.columns)) {
      headingBefore = readAcross(row, { into, number, columns: layout.columns, headingBefore })
      continue
    }
    headingBefore = undefined
    readItemRow(row, planTable, into)
  }
}

function isEmpty({ cells }: Row): boolean {
  return cells.every(
    ({ paragraphs, fill, nested }) =>
      paragraphs.every((runs) => runsText(runs).trim() === '') && fill === undefined && nested.length === 0,
  )
}

function textOf({ cells }: Row): string {
  return cells.map(cellText).join('|').toLowerCase()
}

function headerText({ table, layout }: PlanTable): string {
  const at = layout.headerRows.at(-1)
  const row = at === undefined ? undefined : table.rows[at]
  return row ? textOf(row) : ''
}

/** A row merged across, or one that says one thing only, beside the columns of an item. */
function isAcross(row: Row, columns: readonly Column[]): boolean {
  const said = row.cells.filter((each) => cellText(each) !== '')
  const [only] = said
  if (!only || said.length > 1) return false
  if (columns.length < 3) return false
  if (only.width >= columns.length * 0.6) return true
  const colours = new Set(row.cells.map(({ fill }) => fill?.colour))
  const rated = columns.filter(({ role }) => role === 'rating' || role === 'checkpoint')
  const isRated = rated.some(({ column }) =>
    row.cells.some((each) => each.column === column && each.fill !== undefined),
  )
  if (isRated && colours.size > 1) return false
  const isOneColour =
    row.cells.length >= columns.length * 0.6 && colours.size === 1 && !colours.has(undefined)
  const title = columns.find(({ role }) => role === 'title')
  const isElsewhere = only.column !== title?.column
  const isShaded = only.fill !== undefined && !isRated
  return isOneColour || isElsewhere || isShaded || isHeadingText(cellText(only))
}

/** "A. Leadership", "Theme 2: Health", "PRIORITY ONE" */
function isHeadingText(text: string): boolean {
  if (/^(?:theme|priority|area|strand|workstream|objective|outcome|section|part)\b.{0,12}[:.–-]/i.test(text))
    return true
  return /^[A-Z]\.\s/.test(text) || (/[A-Z]{3}/.test(text) && text === text.toUpperCase())
}

interface Across {
  readonly into: Into
  readonly number: number
  readonly columns: readonly Column[]
  readonly headingBefore: string | undefined
}

function readAcross(row: Row, { into, number, headingBefore }: Across): string | undefined {
  const cell = row.cells.find((each) => cellText(each) !== '')
  if (!cell) return undefined
  const lines = linesOf(cell)
  if (isTotal(lines[0] ?? '')) {
    into.totals.push({ place: row.place, text: lines[0] ?? '' })
    return undefined
  }
  if (isNarrative(lines)) {
    addNarrative(lines, into)
    return undefined
  }
  const text = lines.join(' ')
  const referred = referenceAt(text)
  const key = referred ? `h:${shapeOf(referred.ref)}` : `h:${cell.fill?.colour ?? ''}:${cell.indent}`
  const known = into.headings.get(key)
  const depth =
    known ?? (headingBefore === undefined ? firstDepth(into) : (into.headings.get(headingBefore) ?? 0) + 1)
  into.headings.set(key, depth)
  into.items.push(
    raw({
      ref: referred?.ref ?? null,
      title: referred?.rest ?? text,
      place: row.place,
      table: number,
      row: row.number,
      depth,
    }),
  )
  return key
}

function firstDepth({ headings, base }: Into): number {
  return Math.min(...headings.values(), base + (headings.size === 0 ? 0 : base)) || base
}

function addNarrative(lines: readonly string[], into: Into): void {
  const { ref, lines: kept } = narrated(lines)
  const outer = rowDepth(into) - 1
  const item =
    (ref === undefined
      ? undefined
      : into.items.findLast((each) => each.ref?.toLowerCase() === ref.toLowerCase())) ??
    (outer > into.base ? into.items.findLast((each) => each.depth === outer) : into.items.at(-1)) ??
    into.items.at(-1)
  if (item) item.narrative.push(...kept)
  else into.loose.push(...kept)
}

/** How deep the rows of items stand, below all headings. */
function rowDepth({ headings, base }: Into): number {
  return headings.size === 0 ? base : Math.max(...headings.values()) + 1
}

function isTotal(text: string): boolean {
  return /^(?:sub-?|grand )?totals?\b/i.test(text)
}

function readItemRow(row: Row, { table, layout, number }: PlanTable, into: Into): void {
  const cells = new Map<Role, Cell>()
  const rated = new Map<Column, Cell>()
  for (const column of layout.columns) {
    const cell = row.cells.find(
      (each) => each.column <= column.column && column.column < each.column + each.width,
    )
    if (!cell) continue
    if (column.role === 'rating' || column.role === 'checkpoint') rated.set(column, cell)
    else if (!cells.has(column.role)) cells.set(column.role, cell)
    else if (column.role === 'progress') cells.set('progress', joined(cells.get('progress') ?? cell, cell))
  }
  for (const role of ['owner', 'accountable', 'due', 'support', 'reference'] as const) {
    const column = layout.columns.find((each) => each.role === role)
    const reaching = column && reachingDown(table.rows, row, column)
    if (reaching && !cells.has(role)) cells.set(role, reaching)
  }
  const titleCell = cells.get('title')
  const lines = titleCell ? linesOf(titleCell) : []
  const referenceCell = cells.get('reference')
  const printed = referenceCell ? cellText(referenceCell).replaceAll('\n', ' ') : ''
  const group = cells.get('group')
  if (group && cellText(group) !== '') addGroup(group, { row, number, into })
  const hasGroup = layout.columns.some(({ role }) => role === 'group')
  const isOwn = lines.length > 0 || (printed !== '' && (cells.has('owner') || cells.has('due')))
  if (!isOwn) {
    continueRow(cells, into)
    return
  }
  if (isTotal(lines[0] ?? printed)) {
    into.totals.push({ place: row.place, text: lines[0] ?? printed })
    return
  }
  const stack = stackOf(lines)
  if (stack) {
    readStack(row, { stack, cells, rated, number, into })
    return
  }
  const text = lines.join(' ')
  const referred = printed === '' ? referenceAt(text) : undefined
  const ref = printed === '' ? (referred?.ref ?? null) : cleanReference(printed)
  into.items.push(
    raw({
      ref,
      printedRef: printed === '' || printed === ref ? null : printed,
      isPart: referred?.isPart ?? /^\(?[a-z]\)$/.test(printed),
      title: referred?.rest ?? text,
      place: firstPlace(row, referenceCell, titleCell),
      table: number,
      row: row.number,
      depth: depthOf({ ref: ref ?? '', referred, indent: titleCell?.indent ?? 0, hasGroup }, into, number),
      cells,
      rated,
      narrative: linesOf(cells.get('progress') ?? NO_CELL).filter((each) => !/^[-–—.]$/.test(each)),
    }),
  )
}

function joined(one: Cell, other: Cell): Cell {
  return { ...one, paragraphs: [...one.paragraphs, ...other.paragraphs] }
}

/** A cell of an earlier row that reaches down to this one. */
function reachingDown(rows: readonly Row[], row: Row, { column }: Column): Cell | undefined {
  for (const each of rows) {
    if (each === row) return undefined
    const cell = each.cells.find((one) => one.column === column && one.height > 1)
    if (cell && each.number + cell.height > row.number) return cell
  }
  return undefined
}

/** Excel's items stand at their first cell, the rows of Word and CSV at the row. */
function firstPlace(row: Row, reference: Cell | undefined, title: Cell | undefined): string {
  const [first] = row.cells
  if (!first?.place.includes('!')) return row.place
  const sheet = first.place.slice(0, first.place.lastIndexOf('!'))
  const own = reference ?? (title && { ...title, place: `${sheet}!A${row.number}` })
  return own?.place ?? first.place
}

function cleanReference(printed: string): string {
  const plain = printed.trim()
  return /^\(?[a-z]\)$/i.test(plain) ? plain.replace(/[()]/g, '') : plain.replace(/\.$/, '')
}

function addGroup(cell: Cell, { row, number, into }: { row: Row; number: number; into: Into }): void {
  const text = linesOf(cell).join(' ')
  const referred = referenceAt(text)
  const title = referred?.rest ?? text
  if (into.items.findLast((each) => each.depth === into.base)?.title === title) return
  into.items.push(
    raw({
      ref: referred?.ref ?? null,
      title,
      place: cell.place,
      table: number,
      row: row.number,
      depth: into.base,
    }),
  )
  into.headings.set('group', into.base)
}

/** A row without a title goes on with the one above it. */
function continueRow(cells: ReadonlyMap<Role, Cell>, into: Into): void {
  const last = into.items.at(-1)
  const progress = cells.get('progress')
  if (last && progress) last.narrative.push(...linesOf(progress))
}

interface Depth {
  readonly ref: string
  readonly referred: Referred | undefined
  readonly indent: number
  readonly hasGroup: boolean
}

function depthOf({ ref, referred, indent }: Depth, into: Into, table: number): number {
  const base = rowDepth(into)
  const known = referred && !referred.isPart ? into.headings.get(`h:${shapeOf(ref)}`) : undefined
  if (known !== undefined) return known
  const before = into.items.filter((each) => each.table === table && each.row > 0)
  const isPart = referred?.isPart ?? /^\(?[a-z]\)?$/.test(ref)
  if (isPart) {
    const outer = before.findLast((each) => !each.isPart)
    return outer ? outer.depth + 1 : base
  }
  const around =
    ref === '' ? undefined : into.items.findLast((each) => each.ref !== null && isWithin(ref, each.ref))
  if (around) return around.depth + 1
  if (ref === '' && indent > 0) {
    const outer = before.findLast(
      (each) => (each.cells.get('title')?.indent ?? 0) < indent && each.cells.size > 0,
    )
    if (outer) return outer.depth + 1
  }
  return base
}

interface Stack {
  readonly head: string | undefined
  readonly parts: readonly Referred[]
}

/** A cell of several lettered lines, perhaps below the item that they are parts of. */
function stackOf(lines: readonly string[]): Stack | undefined {
  const [first = '', ...rest] = lines
  const own = referenceAt(first)
  const listed = (own?.isPart ? lines : rest).map((line) => referenceAt(line))
  const parts = listed.filter((each) => each !== undefined)
  if (
    parts.length < 2 ||
    parts.length < listed.length ||
    new Set(parts.map(({ ref }) => ref)).size < parts.length
  )
    return undefined
  return { head: own?.isPart ? undefined : first, parts }
}

interface StackRow {
  readonly stack: Stack
  readonly cells: Map<Role, Cell>
  readonly rated: Map<Column, Cell>
  readonly number: number
  readonly into: Into
}

function readStack(row: Row, { stack, cells, rated, number, into }: StackRow): void {
  const { head, parts } = stack
  const referred = head === undefined ? undefined : referenceAt(head)
  const known = referred ? into.headings.get(`h:${shapeOf(referred.ref)}`) : undefined
  const depth = known ?? rowDepth(into)
  const shared = new Map([...cells].filter(([role]) => role !== 'owner' && role !== 'due'))
  const place = row.place
  const whole = raw({
    ref: referred?.ref ?? null,
    title: referred?.rest ?? head ?? '',
    place,
    table: number,
    row: row.number,
    depth,
    cells: shared,
    rated,
    narrative: [],
  })
  if (head !== undefined) into.items.push(whole)
  const items = parts.map((part) =>
    raw({
      ref: part.ref,
      isPart: part.isPart,
      title: part.rest,
      place,
      table: number,
      row: row.number,
      depth: head === undefined ? depth : depth + 1,
    }),
  )
  into.items.push(...items)
  const dueCell = cells.get('due')
  const owners = linesOf(cells.get('owner') ?? NO_CELL)
  const dates = (dueCell?.paragraphs ?? []).filter((runs) => runsText(runs).trim() !== '')
  into.stacked.push({ whole, parts: items, owners, dates, dueCell, place })
}

function setParents(items: readonly RawItem[]): void {
  const open: RawItem[] = []
  for (const item of items) {
    while ((open.at(-1)?.depth ?? -1) >= item.depth) open.pop()
    item.parent = open.at(-1)
    open.push(item)
  }
}

/** What reaches over the rows of several items is of the item around them, and of none of them. */
function shareMerged(items: readonly RawItem[], tables: readonly PlanTable[]): void {
  const numbers = new Map(tables.map((each) => [each.number, each]))
  for (const item of items) {
    const { parent, table, row } = item
    if (!numbers.has(table)) continue
    const siblings = (cell: Cell) =>
      items.filter(
        (each) =>
          each.table === table && each.row > row && each.row < row + cell.height && each.parent === parent,
      )
    for (const [role, cell] of item.cells) {
      if (cell.height < 2 || !SHARED.has(role) || siblings(cell).length === 0) continue
      item.cells.delete(role)
      if (role === 'progress') item.narrative.splice(0)
      if (!parent || parent.cells.has(role)) continue
      parent.cells.set(role, cell)
      if (role === 'progress') parent.narrative.push(...linesOf(cell))
    }
    for (const [column, cell] of item.rated) {
      if (cell.height < 2 || siblings(cell).length === 0) continue
      item.rated.delete(column)
      if (parent) parent.rated.set(column, cell)
    }
  }
}
