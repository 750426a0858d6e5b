import { z } from 'zod'
import { entry } from './fields.ts'
import { quoted } from './sentence.ts'

const FIRST = '04:00'
const LAST = '23:00'

const time = z.string().refine((at) => /^([01]\d|2[0-3]):[0-5]\d$/.test(at) && at >= FIRST && at <= LAST, {
  error: ({ input }) => `${quoted(input)} is not a time from ${FIRST} to ${LAST} such as 09:00`,
})

const MOST_DAYS = 60

const days = z
  .string()
  .refine((written) => /^[1-9]\d?$/.test(written) && Number(written) <= MOST_DAYS, {
    error: ({ input }) => `${quoted(input)} is not a number of working days from 1 to ${MOST_DAYS}`,
  })
  .transform(Number)

const step = entry({ days: days.optional(), at: time.optional() }, '{ days: 7, at: 12:00 }')

/** A body's differences from the usual meeting clock. */
export const meetingClock = entry({
  roster: step.optional(),
  collect: step.optional(),
  chase: step.optional(),
  cutOff: step.optional(),
  digest: step.optional(),
})
