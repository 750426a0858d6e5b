import type { PlanChangeFacts } from './facts.ts'
import { capitalised, count, listed, shortDay } from './format.ts'
import type { Leaving } from './plan.ts'

/** Why an item left the plan. */
const LEAVING: Readonly<Record<Exclude<Leaving['why'], 'merged'>, string>> = {
  closed: 'closed',
  'no-longer-required': 'no longer required',
  'not-in-file': 'not in the plan file any more',
  'carried-over': 'carried over',
  'not-carried-over': 'not carried over',
}

/** "left the plan: no longer required" */
export function changeWords(change: PlanChangeFacts): string {
  const { kind, was, is, isMisprint } = change
  switch (kind) {
    case 'joined':
      return is === null ? 'joined the plan' : `joined the plan, in ${is}`
    case 'left':
      return leavingWords(change)
    case 'returned':
      return 'came back into the plan'
    case 'carried':
      return is === null ? 'carried over from before' : `carried over from ${is}`
    case 'moved':
      return `moved from ${was ?? 'the outermost'} to ${is ?? 'the outermost'}`
    case 'renumbered':
      return `renumbered: ${was} is ${is} now`
    case 'reworded':
      return isMisprint ? `misprint corrected: “${is}”, not “${was}”` : `reworded: “${is}”, before “${was}”`
    case 'owners':
      return `handed from ${was ?? 'nobody'} to ${is ?? 'nobody'}`
    case 'dates':
      return isMisprint ? `misprint corrected: ${is}, not ${was}` : `dates corrected: ${is}, not ${was}`
    case 'measure':
      return measureWords(change)
    case 'reordered':
      return 'stands elsewhere in its list'
    case 'details':
    case 'noted':
      return 'what the plan says of it besides changed'
  }
}

/** "measure changed: “Plans in 20 weeks”, target: 90%, before target: 85%" */
function measureWords({ was, is }: PlanChangeFacts): string {
  if (is === null) return `measure taken out: ${was}`
  return was === null ? `measure added: ${is}` : `measure changed: ${is}; before: ${was}`
}

function leavingWords({ why, into, reason }: PlanChangeFacts): string {
  const because = reason === null ? '' : `, ${reason}`
  if (why === 'merged') return `merged into ${into ?? 'another item'}${because}`
  return `left the plan: ${whyText({ why, into })}${because}`
}

/** "no longer required", "carried over as 3.1 of the SEND Improvement Plan" */
export function whyText({ why, into }: Pick<PlanChangeFacts, 'why' | 'into'>): string {
  if (why === 'merged') return `merged into ${into ?? 'another item'}`
  return `${LEAVING[why ?? 'closed']}${into === null ? '' : ` as ${into}`}`
}

/** "left the plan on 8 Dec 2020: no longer required (Improvement Board, minute 4.3), recorded on 14 Dec 2020" */
export function changeText(change: PlanChangeFacts): string {
  const { kind, day, reason } = change
  const [head = '', ...rest] = changeWords(change).split(/(?=[,:])/)
  const because = kind === 'left' || reason === null ? '' : `, ${reason}`
  return `${head} on ${shortDay(day)}${rest.join('')}${because}${provenance(change)}`
}

/** "(Improvement Board, minute 4.3), recorded on 14 Dec 2020" */
function provenance({ basis, day, recordedDay }: PlanChangeFacts): string {
  const by = basis === null ? '' : ` (${basis.replace(`, ${shortDay(day)}`, '')})`
  return `${by}${day === recordedDay ? '' : `, recorded on ${shortDay(recordedDay)}`}`
}

const COUNTED = [
  ['joined', 'joined'],
  ['carried', 'carried over'],
  ['returned', 'came back'],
  ['left', 'left'],
  ['moved', 'moved'],
  ['renumbered', 'renumbered'],
  ['reworded', 'reworded'],
  ['owners', 'handed over'],
  ['dates', 'dates corrected'],
  ['details', 'details changed'],
  ['measure', 'measures changed'],
] as const satisfies readonly (readonly [PlanChangeFacts['kind'], string])[]

/** "joined 1, left 1, reworded 2": items, each once for each way in which it changed, and measures. */
export function changeCounts(changes: readonly PlanChangeFacts[]): string {
  return COUNTED.flatMap(([kind, word]) => {
    const own = changes.filter((each) => each.kind === kind)
    const number = kind === 'measure' ? own.length : new Set(own.map(({ id }) => id)).size
    return number === 0 ? [] : [`${word} ${number}`]
  }).join(', ')
}

export function told(changes: readonly PlanChangeFacts[]): readonly PlanChangeFacts[] {
  return changes.filter(isTold)
}

/** Nobody is told of the order among neighbours, nor that the plan says what it said. */
export function isTold({ kind }: Pick<PlanChangeFacts, 'kind'>): boolean {
  return kind !== 'reordered' && kind !== 'noted'
}

/** "Left the plan on 8 Dec 2020: …" as a line of its own. */
export function changeLine(change: PlanChangeFacts): string {
  return `${capitalised(changeText(change))}.`
}

/** "amber, 55 days overdue": how an item stood when it left. */
export function stoodWords(
  { stood }: Pick<PlanChangeFacts, 'stood'>,
  ratingWord: (code: string) => string,
): string {
  if (stood === null) return ''
  const { rating, state, daysOverdue } = stood
  const how = state === 'complete' ? 'complete' : rating === null ? 'not rated' : ratingWord(rating)
  return listed([how, ...(daysOverdue === null ? [] : [`${count(daysOverdue, 'day')} overdue`])]).replace(
    ' and ',
    ', ',
  )
}
