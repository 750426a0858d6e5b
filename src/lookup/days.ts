import { z } from 'zod'
import type { Context } from '../command.ts'
import { readDay } from '../conversation/day.ts'
import { isDay } from '../domain/day.ts'
import { isPrinted } from '../domain/format.ts'
import type { GivenDay } from '../domain/plan.ts'
import { saidBack } from '../domain/text.ts'
import { UserError } from '../errors.ts'

const ANOTHER_DAY = 'is written as another day than it means'

/**
 * A day as the reader binds it. A form may send anything, so the day must exist, and its printed words must mean that day:
 * people see the words and the plan counts the day.
 */
export const boundDay = z.object(dayShape()).refine(isPrinted, ANOTHER_DAY)

/** The day of a completion; `orOn` is another that may be meant. */
export const completionDay = z
  .object({ ...dayShape(), orOn: z.string().refine(isDay).optional() })
  .refine(isPrinted, ANOTHER_DAY)

function dayShape() {
  return { on: z.string().refine(isDay), asGiven: z.string() }
}

/** A bound day, or what a form sends: `2021-03-26`, or any text where the platform has no date picker. */
export const givenDay = z.union([boundDay, z.string()])

/**
 * Reads the day that was meant; `field` is the argument that held it.
 * @throws UserError if it is no single day
 */
export function dayFrom(
  { today }: Pick<Context, 'today'>,
  given: z.output<typeof givenDay>,
  field: string,
): GivenDay {
  if (typeof given !== 'string') return given
  const day = readDay(given, today)
  if (day) return day
  throw new UserError(
    'invalid',
    `“${saidBack(given)}” is no day that I can read. Write it as 26 March, or March for its last day.`,
    [],
    field,
  )
}
