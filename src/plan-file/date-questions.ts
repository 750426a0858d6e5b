import { isRolledUp, type PlanFile, type PlanFileItem } from './arranged.ts'
import type { Path, Remark } from './places.ts'

/** Questions that a careful reader would ask about the dates. */
export function dateQuestions(plan: PlanFile): readonly Remark[] {
  const year = typicalYear(plan)
  return plan.items.flatMap((item) => {
    const { path, level } = item
    const isCounted = level <= plan.countedLevel && !isRolledUp(item, plan.items, plan.countedLevel)
    return [
      ...(isCounted ? missing(item, { path, part: partWord(item, plan) }) : []),
      ...oddYears(datesOf(item, path), year),
      ...outOfOrder(item, path),
      ...uncertain(item, path),
      ...revisionQuestions(item, path),
    ]
  })
}

interface Dated {
  readonly ref: string
  readonly on: string
  readonly asGiven: string
  readonly path: Path
}

/** Every date of an item, with its path. */
function datesOf({ ref, start, due, review, revisions }: PlanFileItem, path: Path): readonly Dated[] {
  return [
    ...(start === null ? [] : [{ ref, on: start, asGiven: start, path: [...path, 'start'] }]),
    ...(due === null ? [] : [{ ref, ...due, path: [...path, 'due'] }]),
    ...(review === null ? [] : [{ ref, ...review, path: [...path, 'review'] }]),
    ...revisions.map((each, i) => ({ ref, ...each.due, path: [...path, 'revisions', i, 'due'] })),
  ]
}

/** The median year of all due dates. */
function typicalYear(plan: PlanFile): number | undefined {
  const years = plan.items
    .flatMap(({ due }) => (due === null ? [] : [yearOf(due)]))
    .sort((one, other) => one - other)
  return years[Math.floor(years.length / 2)]
}

function yearOf({ on }: { readonly on: string }): number {
  return Number(on.slice(0, 4))
}

/** Further from the other dates than any plan lasts. */
const ODD_YEARS = 10

function oddYears(dates: readonly Dated[], typical: number | undefined): readonly Remark[] {
  return dates.flatMap((each) => {
    const { ref, on, asGiven, path } = each
    if (typical !== undefined && Math.abs(yearOf(each) - typical) > ODD_YEARS) {
      const text = `${ref}: ${asGiven} (${on}) is more than ten years from the plan's other dates: is the year right?`
      return [{ path, text }]
    }
    const [printed, ...more] = asGiven.match(/(?<!\d)\d{4}(?!\d)/g) ?? []
    return printed !== undefined && more.length === 0 && Number(printed) !== yearOf(each)
      ? [{ path, text: `${ref}: "${asGiven}" is printed and read as ${on}: is that the year meant?` }]
      : []
  })
}

/** What an item could be divided into that counts without being divided. */
function partWord({ level }: PlanFileItem, { levels, countedLevel }: PlanFile): string | undefined {
  return level < countedLevel ? levels[level + 1]?.word : undefined
}

function missing(
  { ref, due, ongoing, review, revisions }: PlanFileItem,
  { path, part }: { path: Path; part: string | undefined },
): readonly Remark[] {
  if (ongoing)
    return review === null
      ? [
          {
            path: [...path, 'ongoing'],
            text: `${ref} is ongoing without a review date: when is it looked at next?`,
          },
        ]
      : []
  if (due !== null) return []
  const text =
    revisions.length > 0
      ? `${ref} has a revised date and no original one: when was it due first?`
      : `${ref} has no due date and ${part === undefined ? 'is not ongoing' : `no ${part}`}: when is it due?`
  return [{ path: [...path, 'ref'], text }]
}

function outOfOrder({ ref, start, due, revisions }: PlanFileItem, path: Path): readonly Remark[] {
  const dates = [...(due === null ? [] : [due]), ...revisions.map((each) => each.due)]
  const first = revisions.length - dates.length
  return [
    ...(start !== null && due !== null && start > due.on
      ? [
          {
            path: [...path, 'start'],
            text: `${ref} starts on ${start}, after it is due (${due.asGiven}): which is right?`,
          },
        ]
      : []),
    ...dates.flatMap(({ on, asGiven }, i) => {
      const before = dates[i - 1]
      return before && on <= before.on
        ? [
            {
              path: [...path, 'revisions', i + first],
              text: `${ref}: the revised date ${asGiven} is not after ${before.asGiven}: are they in order?`,
            },
          ]
        : []
    }),
  ]
}

function uncertain({ ref, certainty }: PlanFileItem, path: Path): readonly Remark[] {
  if (!certainty?.uncertain) return []
  const text = `${ref}: it is not certain that this date belongs here. ${certainty.reason ?? ''}`.trim()
  return [{ path: [...path, 'certainty'], text }]
}

function revisionQuestions({ ref, revisions }: PlanFileItem, path: Path): readonly Remark[] {
  return revisions.flatMap(({ due, ambiguous, approvedBy }, i) => {
    const place = [...path, 'revisions', i]
    if (ambiguous)
      return [{ path: place, text: `${ref}: ${due.asGiven} may be a range, not a revision: which is it?` }]
    return approvedBy === null
      ? [{ path: place, text: `${ref}: the approval of ${due.asGiven} is not recorded: who approved it?` }]
      : []
  })
}
