import { z } from 'zod'
import { boundDay } from '../lookup/days.ts'
import type { NamedDecision } from './agreement.ts'

/** How a form ends that names the decision of a body: "decided improvement-board 8 December 2020 minute 4.3". */
export const DECIDED = 'decided [by] <body> [of] [<on:past-date>] [note]'

/** What that ending binds. */
export const decidedArguments = {
  body: z.string().optional(),
  on: boundDay.optional(),
  note: z.string().optional(),
}

export function namedDecision(
  { body, on, note }: z.output<z.ZodObject<typeof decidedArguments>>,
  line: string,
): NamedDecision {
  return { body, day: on?.on, minute: note, line }
}
