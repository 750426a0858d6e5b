import { z } from 'zod'
import type { Context } from '../command.ts'
import { readDay } from '../conversation/day.ts'
import { isDay } from '../domain/day.ts'
import type { GivenDay } from '../domain/plan.ts'
import { saidBack } from '../domain/text.ts'
import { UserError } from '../errors.ts'

/** A day as the reader binds it. A form may send anything, so the day must exist. */
export const boundDay = z.object({ on: z.string().refine(isDay), asGiven: z.string() })

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
    `“${saidBack(given)}” is no day that I can read. Write it as 26 March 2021, or Mar 2021 for its last day.`,
    [],
    field,
  )
}
