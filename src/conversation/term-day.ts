import { shortDay } from '../domain/format.ts'
import type { Day, GivenDay, Term } from '../domain/plan.ts'

const NAMED = '(?:(autumn|spring|summer|winter|michaelmas|lent|october|november|february|march|may|june) )?'
const HALF = new RegExp(
  `^(?:(end|last day|close|start|beginning|first day)(?: of)?(?: the)? )?${NAMED}half[ -]?term(?: (?:holidays?|break|week))?$`,
)
const EDGE = new RegExp(
  `^(end|last day|close|start|beginning|first day)(?: of)?(?: the)?(?: (this|next|last|coming|following))? ?${NAMED}term$`,
)
const IS_END = /^(?:end|last|close)/
const MONTHS: Readonly<Record<string, string>> = {
  october: '10',
  november: '11',
  february: '02',
  march: '03',
  may: '05',
  june: '06',
}

/**
 * The day of the school year that the whole text names: "half term" (its last day), "end of term", "the start of the spring
 * term". Undefined where the plan does not say when its terms are.
 */
export function termDay(
  text: string,
  { today, terms }: { readonly today: Day; readonly terms: readonly Term[] },
  { past = false } = {},
): GivenDay | undefined {
  if (terms.length === 0) return undefined
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^[\s"'(]+|[\s"'),;:.!?]+$/g, '')
    .replace(/^(?:(?:by|on|until|till|from|since|at|in|over|during|the) )+/, '')
  const on = halfTerm(plain, { today, terms, past }) ?? edge(plain, { today, terms, past })
  return on === undefined ? undefined : { on, asGiven: shortDay(on) }
}

interface Year {
  readonly today: Day
  readonly terms: readonly Term[]
  readonly past: boolean
}

function halfTerm(text: string, { terms, ...when }: Year): Day | undefined {
  const [whole, side = 'end', name] = text.match(HALF) ?? []
  const isEnd = IS_END.test(side)
  if (whole === undefined) return undefined
  const breaks = terms.flatMap(({ name: term, halfTerm: days }) =>
    days && (name === undefined || term.toLowerCase().includes(name) || isIn(days.from, name))
      ? [isEnd ? days.to : days.from]
      : [],
  )
  return nearest(breaks, when)
}

function isIn(day: Day, month: string): boolean {
  return MONTHS[month] === day.slice(5, 7)
}

function edge(text: string, { terms, today, past }: Year): Day | undefined {
  const [whole, side = '', which, name] = text.match(EDGE) ?? []
  if (whole === undefined) return undefined
  const isEnd = IS_END.test(side)
  const own = terms.filter((term) => name === undefined || term.name.toLowerCase().includes(name))
  const at = (term: Term | undefined) => (isEnd ? term?.to : term?.from)
  if (which === undefined)
    return nearest(
      own.map((term) => (isEnd ? term.to : term.from)),
      { today, past },
    )
  if (which === 'last') return at(own.findLast(({ to }) => to < today))
  const current = own.find(({ from, to }) => from <= today && today <= to)
  return at(which === 'this' ? current : own.find(({ from }) => from > today))
}

/** The next such day, or with `past` the latest. */
function nearest(days: readonly Day[], { today, past }: { today: Day; past: boolean }): Day | undefined {
  const sorted = [...days].sort()
  return past ? sorted.findLast((day) => day <= today) : sorted.find((day) => day >= today)
}
