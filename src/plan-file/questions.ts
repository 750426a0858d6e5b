import { addMonths, isWorkingDay } from '../domain/day.ts'
import { listed, longDay } from '../domain/format.ts'
import { sittings } from '../domain/meeting-clock.ts'
import { needsSignOff } from '../domain/scale.ts'
import { isRolledUp, leadsOf, type PlanFile, ratingPath } from './arranged.ts'
import { dateQuestions } from './date-questions.ts'
import type { Path, Remark } from './places.ts'
import type { PlanFileMeasure, PlanFileOpening } from './schema.ts'

/** Questions that a careful reader would ask the plan's authors. */
export function openQuestions(plan: PlanFile): readonly Remark[] {
  return [
    ...roleQuestions(plan),
    ...bodyQuestions(plan),
    ...scaleQuestions(plan),
    ...ownerQuestions(plan),
    ...dateQuestions(plan),
    ...openingQuestions(plan),
    ...measureQuestions(plan),
  ]
}

function roleQuestions({ roles }: PlanFile): readonly Remark[] {
  return roles.flatMap(({ code, title, titleBasis }, i) => {
    if (titleBasis === null) return []
    const question = title === code ? 'what does it stand for?' : `is its title "${title}"?`
    return [{ path: ['roles', i], text: `${code}: ${question} Noted: ${titleBasis}` }]
  })
}

function bodyQuestions({ bodies, policies, terms, closedDays }: PlanFile): readonly Remark[] {
  const deciding = [policies.decidesDates, policies.decidesSignOff, ...policies.recommends]
  return bodies.flatMap(({ code, name, cadence, byArrangement }, i): readonly Remark[] => {
    const path = ['bodies', i]
    if (cadence.length === 0 && !byArrangement && deciding.includes(code))
      return [{ path, text: `${name} has no meeting cadence: when does it sit?` }]
    const [first] = cadence
    if (!first) return []
    const last = cadence.at(-1) ?? first
    const to = addMonths(last.from, MONTHS_LOOKED_AT)
    const closed = sittings(cadence, { from: first.from, to, terms }).filter(
      ({ day }) => !isWorkingDay(day, closedDays),
    )
    if (closed.length === 0) return []
    const days = closed.slice(0, MOST_DAYS).map(({ day }) => longDay(day))
    const more = closed.length > MOST_DAYS ? ` and ${closed.length - MOST_DAYS} more` : ''
    const what = 'not a working day (a weekend, a bank holiday or a day of closure)'
    return [
      {
        path: [...path, 'cadence'],
        text: `${name} would sit on ${listed(days)}${more}, ${what}: when instead?`,
      },
    ]
  })
}

/** Days are asked about for a year. */
const MONTHS_LOOKED_AT = 12
const MOST_DAYS = 3

function scaleQuestions({ scale }: PlanFile): readonly Remark[] {
  return scale.ratings.flatMap(({ label, final }, i) =>
    final && i < scale.ratings.length - 1
      ? [
          {
            path: ratingPath(scale, i),
            text: `${label} is final and not the ${scale.order ? 'first' : 'last'} rating: do they stand in order, the ${scale.order ? 'best' : 'worst'} first?`,
          },
        ]
      : [],
  )
}

function ownerQuestions({ items, levels, countedLevel, scale }: PlanFile): readonly Remark[] {
  return items.flatMap((item) => {
    const { ref, level, owners, path } = item
    const isNamed = owners.length > 0 || leadsOf(item).length > 0
    if (isNamed || level > countedLevel) return []
    const text = isRolledUp(item, items, countedLevel)
      ? `${ref} has no lead: who rates the ${levels[level]?.word} as a whole?`
      : `${ref} has no owner: who answers for it?`
    // Of those further out nobody expects a rating, nor of any whole where the plan rates nothing.
    const isWhole = isRolledUp(item, items, countedLevel)
    const isUnrated = isWhole && (level < countedLevel - 1 || scale.ratings.length === 0)
    return isUnrated ? [] : [{ path: [...path, 'ref'], text }]
  })
}

function openingQuestions(plan: PlanFile): readonly Remark[] {
  const openings = plan.items.flatMap(({ ref, opening, path }) =>
    opening.map((each, i) => ({ ref, opening: each, path: [...path, 'opening', i] })),
  )
  const undated = openings.find(({ opening }) => opening.effective === undefined)
  return [
    ...(undated && plan.positionAt === undefined
      ? [
          {
            path: undated.path,
            text: `${undated.ref} has a position without a day, and the plan no positionAt: since when does it hold?`,
          },
        ]
      : []),
    ...openings.flatMap(({ ref, opening, path }) => ratingQuestions(plan, { ref, opening, path })),
  ]
}

function ratingQuestions(
  { scale }: PlanFile,
  { ref, opening, path }: { ref: string; opening: PlanFileOpening; path: Path },
): readonly Remark[] {
  const rating = scale.ratings.find(({ code }) => code === opening.rating)
  if (!rating) return []
  return [
    ...(opening.basis === 'read-from-key'
      ? [
          {
            path,
            text: `${ref}: ${rating.label} is read from the wording of the plan's key, not stated: does the owner confirm it?`,
          },
        ]
      : []),
    ...(needsSignOff(rating)
      ? [{ path, text: `${ref} begins as ${rating.label}, the final rating: who signed it off?` }]
      : []),
  ]
}

/** Questions that a careful reader would ask about the figures. */
function measureQuestions({ measures }: PlanFile): readonly Remark[] {
  return [
    ...measures.flatMap((measure, i) =>
      remarksOn(measure).map((text) => ({ path: ['measures', i], text: `${measure.code}: ${text}` })),
    ),
    ...twoValues(measures),
  ]
}

function remarksOn({
  kind,
  period,
  good,
  comparators,
  items,
  areas,
  name,
}: PlanFileMeasure): readonly string[] {
  const isActual = kind === 'actual'
  return [
    isActual && period === null ? `${name} has no period: when was it measured?` : '',
    isActual && good === null && comparators.length > 0
      ? `${name} is compared with ${listed(comparators.map((each) => each.name))}: which way is better?`
      : '',
    items.length === 0 && areas.length === 0
      ? `${name} belongs to no item and no area: which does it measure?`
      : '',
  ].filter((text) => text !== '')
}

/** One measure and period with two values: both are kept, and somebody has to say which is right. */
function twoValues(measures: readonly PlanFileMeasure[]): readonly Remark[] {
  return measures.flatMap((measure, i) => {
    const earlier = measures
      .slice(0, i)
      .find((other) => isAlike(measure, other) && other.value !== measure.value)
    if (!earlier) return []
    const text = `${measure.name}, ${measure.period?.asGiven ?? 'no period'}: ${earlier.code} gives ${earlier.value}${unitText(earlier)} and ${measure.code} ${measure.value}${unitText(measure)}: which is right?`
    return [{ path: ['measures', i, 'value'], text }]
  })
}

function isAlike(one: PlanFileMeasure, other: PlanFileMeasure): boolean {
  return (
    one.name.toLowerCase() === other.name.toLowerCase() &&
    one.kind === other.kind &&
    one.unit === other.unit &&
    JSON.stringify(one.period) === JSON.stringify(other.period)
  )
}

function unitText({ unit }: PlanFileMeasure): string {
  return unit === '%' ? '%' : ` ${unit}`
}
