import { subDays, subMonths, subYears } from 'date-fns'

/** For how long texts are kept, by what they are. */
export interface RetentionPeriods {
  readonly recordYears: number
  readonly messageMonths: number
  readonly accessMonths: number
  readonly conversationDays: number
}

/** From which instant on each kind is kept. */
export function keptSinceOf(
  { recordYears, messageMonths, accessMonths, conversationDays }: RetentionPeriods,
  now: Date,
) {
  return {
    record: subYears(now, recordYears).toISOString(),
    messages: subMonths(now, messageMonths).toISOString(),
    access: subMonths(now, accessMonths).toISOString(),
    conversation: subDays(now, conversationDays).toISOString(),
  } as const
}
