import type { PlanModel } from '../../data/plans.ts'
import { dayIn } from '../domain/day.ts'
import type { PlanChangeFacts } from '../domain/facts.ts'
import { shortDay, shownDay } from '../domain/format.ts'
import { changesOfItems } from '../domain/item-changes.ts'
import type { ItemStatus } from '../domain/item-status.ts'
import type { Item } from '../domain/plan.ts'

/** Misprints of an item's dates that a newer plan file corrected, on whatever day: past days show what stood then. */
export function correctionLines({ plan, record }: PlanModel, { id }: Item): readonly string[] {
  return changesOfItems(record.changes, [id])
    .filter(({ change }) => isFilesMisprint(change))
    .map(({ change: { recordedAt, reason } }) => {
      const day = shortDay(dayIn(plan.timeZone, new Date(recordedAt)))
      return `Corrected on ${day}: ${reason?.replace(MISPRINT, '')} (misprint).`
    })
}

/** Whether a plan file corrected a date of before. */
export function isFilesMisprint({ kind, reason }: Pick<PlanChangeFacts, 'kind' | 'reason'>): boolean {
  return (kind === 'dates' || kind === 'noted') && MISPRINT.test(reason ?? '')
}

const MISPRINT = /^misprint: /

/** What the latest plan file says otherwise than the plan, which stays as it is until a body or the coordinator says so. */
export function fileLines({ item, due }: Pick<ItemStatus, 'item' | 'due'>): readonly string[] {
  const { date, start, ongoing, missing } = item.details.fileSays ?? {}
  const current = item.ongoing ? due.review : due.current
  const says = [
    ...(ongoing === undefined ? [] : [ongoing ? 'has it as ongoing' : 'does not have it as ongoing']),
    ...(date === undefined || date?.on === current?.on
      ? []
      : [date ? `gives ${shownDay(date)}` : 'gives no date']),
    ...(start === undefined ? [] : [start === null ? 'gives no start' : `starts it on ${shortDay(start)}`]),
  ]
  return [
    ...(missing ? ['It is not in the latest plan file, and stays in the plan.'] : []),
    ...says.map((text) => `The latest plan file ${text}; that is not in force.`),
  ]
}
