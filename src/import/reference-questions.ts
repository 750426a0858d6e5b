import type { Context } from './map.ts'
import { columnsPlace, tablesPlace } from './places.ts'
import { columnsWith } from './plan-tables.ts'
import { shapeOf } from './references.ts'
import type { RawItem } from './rows.ts'

/** References that are missing, doubled, garbled, skipped or written in two ways; an answer puts them right. */
export function askReferences(context: Context): void {
  const { rows, asking, tables, document } = context
  for (const { place, text } of rows.totals)
    asking.ask({
      kind: 'row',
      subject: text,
      place,
      about: `“${text}”: not an action?`,
      offers: ['leave it out'],
    })
  const numbered = rows.items.filter(({ table }) =>
    tables.some((each) => each.number === table && columnsWith(each, 'reference').length > 0),
  )
  const plain = numbered.filter(({ isPart, cells }) => !isPart && cells.size > 0)
  garbled(plain, context)
  const whole = plain.filter(({ ref }) => ref !== null && /^\d+[^\p{L}\p{N}]*$/u.test(ref))
  if (whole.length >= plain.length * MOSTLY) inSeries(plain, context)
  doubled(plain, context)
  shortened(plain, context)
  twoWays(context)
  askSteps(context)
  void document
}

/** References that are whole numbers run on. */
const MOSTLY = 0.7

/** "15:" is 15. */
function garbled(items: readonly RawItem[], { asking }: Context): void {
  for (const item of items) {
    const printed = item.printedRef ?? item.ref ?? ''
    const clean = printed.replace(/[^\p{L}\p{N}]+$/u, '').replace(/^[^\p{L}\p{N}(]+/u, '')
    if (printed === '' || clean === printed || /^\(?[a-z]\)$/i.test(printed) || /\([^)]*\)$/.test(printed))
      continue
    const answer = asking.ask({
      kind: 'reference',
      subject: printed,
      place: item.place,
      about: `“${printed}”`,
      offers: [clean],
      ref: printed,
    })
    settle(item, { answer, likely: clean })
  }
}

function settle(item: RawItem, { answer, likely }: { answer: string | undefined; likely: string }): void {
  if (answer === undefined) {
    item.suggested = likely
    return
  }
  item.ref = answer
  item.printedRef = null
}

/** Numbers that run on: a gap with a row in it, or one that stands twice, is the number between its neighbours. */
function inSeries(items: readonly RawItem[], { asking, openReferences }: Context): void {
  const numbers = items.map(({ ref }) => numberOf(ref))
  for (const [at, item] of items.entries()) {
    const before = numbers.slice(0, at).findLast((each) => each !== undefined) ?? 0
    const after = numbers[at + 1]
    const own = numbers[at]
    const expected = before + 1
    const isBetween = after === undefined || after === expected + 1
    if (own === undefined && isBetween) {
      numbers[at] = expected
      const answer = asking.ask({
        kind: 'reference',
        subject: `missing ${expected}`,
        place: item.place,
        about: after === undefined ? `no number after ${before}` : `no number between ${before} and ${after}`,
        offers: [String(expected)],
      })
      if (answer === undefined) openReferences.add(item)
      settle(item, { answer, likely: String(expected) })
    } else if (own !== undefined && own !== expected && isBetween && numbers.indexOf(own) < at) {
      numbers[at] = expected
      const answer = asking.ask({
        kind: 'reference',
        subject: `${own} for ${expected}`,
        place: item.place,
        about: `“${own}” stands twice${after === undefined ? '' : `, between ${before} and ${after}`}`,
        offers: [String(expected)],
        ref: String(own),
      })
      if (answer === undefined) openReferences.add(item)
      settle(item, { answer, likely: String(expected) })
    } else if (own !== undefined && own > expected && at > 0 && numbers[at - 1] === before)
      asking.ask({
        kind: 'reference',
        subject: `skipped ${expected}`,
        place: item.place,
        about: `${own - expected === 1 ? `${expected} is` : `${expected} to ${own - 1} are`} missing between ${before} and ${own}`,
        offers: ['they are not in the plan'],
        ref: String(own),
      })
  }
}

function numberOf(ref: string | null): number | undefined {
  const [digits] = /\d+/.exec(ref ?? '') ?? []
  return digits === undefined ? undefined : Number(digits)
}

function doubled(items: readonly RawItem[], { asking, openReferences }: Context): void {
  const seen = new Map<string, RawItem>()
  for (const item of items) {
    if (item.ref === null) continue
    const before = seen.get(item.ref)
    seen.set(item.ref, before ?? item)
    if (!before || openReferences.has(item)) continue
    const answer = asking.ask({
      kind: 'reference',
      subject: `${item.ref} twice: ${item.title}`,
      place: item.place,
      about: `“${item.ref}” stands twice: “${before.title}” and “${item.title}”`,
      offers: [`${item.ref}a`, 'another reference'],
      ref: item.ref,
    })
    if (answer === undefined) openReferences.add(item)
    else item.ref = answer
  }
}

/** "1.1" beside "01.05": its own, or one of the others written short? */
function shortened(items: readonly RawItem[], { asking, document }: Context): void {
  const refs = items.flatMap(({ ref }) => ref ?? [])
  const padded = refs.filter((each) => /^0\d*\.\d+/.test(each))
  if (padded.length < 2) return
  for (const item of items) {
    const [, whole, part] = /^([1-9]\d*)\.(\d+)$/.exec(item.ref ?? '') ?? []
    if (whole === undefined || part === undefined || item.ref === null) continue
    const long = `${whole.padStart(2, '0')}.${part.padStart(2, '0')}`
    const others = padded.filter((each) => Number(each) === Number(item.ref))
    const rows = document.kind === 'csv' ? `lines ${items[0]?.row} to ${item.row}` : item.place
    const answer = asking.ask({
      kind: 'reference',
      subject: item.ref,
      place: rows,
      about: `“${item.ref}” stands beside ${padded
        .slice(0, 2)
        .map((each) => `“${each}”`)
        .join(', ')}: its own, or ${[...others, long].join(' or ')} written short?`,
      offers: [`its own: ${item.ref}`, long],
      ref: item.ref,
    })
    if (answer === long) item.ref = long
  }
}

/** "1" to "4" in one table, "Rec 5" to "Rec 8" in another. */
function twoWays({ rows, asking, tables, document }: Context): void {
  if (tables.length < 2) return
  const leaves = rows.items.filter(({ row, isPart, ref }) => row > 0 && !isPart && ref !== null)
  const byTable = tables.map(({ number }) => leaves.filter(({ table }) => table === number))
  const shapes = byTable.map((items) => new Set(items.map(({ ref }) => shapeOf(ref ?? ''))))
  const [one, other] = [
    shapes.findIndex((each) => each.has('9')),
    shapes.findIndex((each) => [...each].some((shape) => /^Aa?\.? ?9$/.test(shape))),
  ]
  if (one < 0 || other < 0 || one === other) return
  const numbers = leaves.map(({ ref }) => numberOf(ref) ?? 0)
  const worded = byTable[other]?.[0]?.ref?.replace(/\d+.*$/, '') ?? ''
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)]
  const range = (items: readonly RawItem[] = []) => `“${items[0]?.ref}” to “${items.at(-1)?.ref}”`
  const answer = asking.ask({
    kind: 'reference',
    subject: `${worded}${first} to ${worded}${last}`,
    place: tablesPlace(
      document,
      tables.map(({ number }) => number),
    ),
    about: `${range(byTable[one])} in one table, ${range(byTable[other])} in the other: one series, and how is it written?`,
    offers: [`${worded}${first} to ${worded}${last}`, `${first} to ${last}`],
  })
  if (answer === undefined) return
  const isWorded = answer.startsWith(worded)
  for (const item of leaves)
    item.ref = isWorded ? `${worded}${numberOf(item.ref)}` : String(numberOf(item.ref))
}

/** Actions within a cell have no owner or date of their own. */
function askSteps({ rows, asking, tables, document }: Context): void {
  const holding = rows.items.filter(({ cells }) => (cells.get('step')?.paragraphs.length ?? 0) > 0)
  if (holding.length === 0) return
  const [first] = tables
  const columns = first ? columnsWith(first, 'step') : []
  const place =
    document.kind === 'excel' && first
      ? columnsPlace(document, first, columns)
      : tablesPlace(
          document,
          tables.map(({ number }) => number),
        )
  asking.ask({
    kind: 'level',
    subject: columns[0]?.header ?? 'steps',
    place,
    about: `“${columns[0]?.header ?? 'Actions'}” within a cell have no owner or date of their own: steps, or actions to be tracked?`,
    offers: ['steps', 'actions'],
    seen: holding.length,
  })
}
