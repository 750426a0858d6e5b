import SqliteDatabase from 'better-sqlite3'
import type { Posts } from './posts.ts'
import type { Line } from './traffic.ts'

/** Something that was counted, and must be none. */
export interface Check {
  readonly what: string
  readonly wrong: number
  /** Some of it, in words. */
  readonly examples?: readonly string[]
}

const MOST_EXAMPLES = 5

/** Holds what people were told against the rows. */
export function checkLines(path: string, lines: readonly Line[]): readonly Check[] {
  const stored = rowsByNote(path)
  const known = new Set(lines.map(({ note }) => note))
  const rows = ({ note }: Line) => stored.get(note) ?? 0
  const check = (what: string, isWrong: (line: Line) => boolean): Check => {
    const wrong = lines.filter(isWrong)
    const examples = wrong.slice(0, MOST_EXAMPLES).map(({ note, answer }) => `${note} ${answer}`)
    return { what, wrong: wrong.length, examples }
  }
  return [
    check('acknowledged but not stored', (line) => line.fate === 'acknowledged' && rows(line) === 0),
    check('refused but stored', (line) => line.fate === 'refused' && rows(line) > 0),
    check('stored more than once', (line) => rows(line) > 1),
    check('repeated and refused', ({ isContradicted }) => isContradicted),
    { what: 'stored but never said', wrong: [...stored.keys()].filter((note) => !known.has(note)).length },
  ]
}

function rowsByNote(path: string): ReadonlyMap<string, number> {
  const rows = read<{ note: string; rows: number }>(
    path,
    `select note, count(*) as rows from updates where kind = 'update' and note like 'soak-%' group by note`,
  )
  return new Map(rows.map((row) => [row.note, row.rows]))
}

interface DeliveryRow {
  readonly key: string
  readonly kind: string
  readonly state: string
  readonly subject: string
  readonly dueAt: string
}

/** Holds what arrived at Slack against the deliveries; `standing` has one key for each message that is there at the end. */
export function checkDeliveries(
  path: string,
  { posts, standing, end }: { posts: Posts; standing: readonly string[]; end: Date },
): readonly Check[] {
  const deliveries = listDeliveries(path)
  const told = deliveries.filter(({ kind, state }) => kind === 'alert' && state === 'sent')
  const isTold = ({ key }: DeliveryRow) => told.some(({ subject }) => subject.includes(key))
  const due = deliveries.filter(({ dueAt }) => new Date(dueAt) <= end)
  return [
    { what: 'messages that stand twice', wrong: standing.length - new Set(standing).size },
    {
      what: 'sent, but not at Slack',
      wrong: deliveries.filter(({ key, state }) => state === 'sent' && !posts.has(key)).length,
    },
    {
      what: 'sent before they were due',
      wrong: deliveries.filter(({ key, dueAt }) => isBefore(posts.get(key), dueAt)).length,
    },
    {
      what: 'held, and nobody was told',
      wrong: deliveries.filter((row) => row.state === 'held' && !isTold(row)).length,
    },
    {
      what: 'due and neither sent nor settled',
      wrong: due.filter(({ state }) => isOpen(state)).length,
    },
  ]
}

/** Whether nothing that was due by then is still on its way. */
export function areSettled(path: string, by: Date): boolean {
  return listDeliveries(path).every(({ state, dueAt }) => new Date(dueAt) > by || !isOpen(state))
}

function isBefore(posted: Date | undefined, dueAt: string): boolean {
  return posted !== undefined && posted < new Date(dueAt)
}

function isOpen(state: string): boolean {
  return ['planned', 'sending', 'unknown'].includes(state)
}

export function countDeliveries(path: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { state } of listDeliveries(path)) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

function listDeliveries(path: string): readonly DeliveryRow[] {
  return read(
    path,
    `select key, kind, state, subject, due_at as dueAt from deliveries where platform = 'slack'`,
  )
}

function read<Row>(path: string, query: string): readonly Row[] {
  const db = new SqliteDatabase(path, { readonly: true })
  try {
    return db.prepare(query).all() as Row[]
  } finally {
    db.close()
  }
}
