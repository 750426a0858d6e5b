import type { ModalView } from '@slack/web-api'
import { z } from 'zod'
import { lengthOf } from '../../domain/characters.ts'
import { longDay } from '../../domain/format.ts'
import type { Form } from '../../message.ts'
import { PRIVATE_METADATA } from '../../render/slack/limits.ts'
import { ENTRY, renderModal } from '../../render/slack/modal.ts'

const carriedSchema = z.object({
  command: z.string(),
  settled: z.record(z.string(), z.unknown()),
  nonce: z.string().optional(),
  /** Where it was asked for, and where its receipt goes; no channel on the Home tab. */
  conversation: z.string(),
  channel: z.string().nullable(),
  thread: z.string().nullable(),
})

/** What a form's window keeps until it is submitted. */
export type Carried = z.output<typeof carriedSchema>

type Place = Pick<Carried, 'conversation' | 'channel' | 'thread'>

/** A form as a window; undefined where Slack could not hold what it carries. */
export function modalOf(form: Form, place: Place): ModalView | undefined {
  const { command, settled, adds, nonce } = form
  const carried: Carried = { command, settled: { ...settled, ...adds }, nonce, ...place }
  const privateMetadata = JSON.stringify(carried)
  if (lengthOf(privateMetadata) > PRIVATE_METADATA) return undefined
  return renderModal(form, { privateMetadata }) as unknown as ModalView
}

/** What a window kept, when it comes back: a claim like all that comes from outside. */
export function carriedBy(privateMetadata: string): Carried | undefined {
  try {
    return carriedSchema.safeParse(JSON.parse(privateMetadata)).data
  } catch {
    return undefined
  }
}

interface StateValue {
  readonly value?: string | null | undefined
  readonly selected_option?: { readonly value: string } | null | undefined
  readonly selected_date?: string | null | undefined
}

/** The fields that were filled in, as the command's arguments; what was left empty is not said. */
export function filledIn(
  values: Readonly<Record<string, Readonly<Record<string, StateValue>>>>,
): Readonly<Record<string, unknown>> {
  const filled = Object.entries(values).map(([name, block]) => [name, given(block[ENTRY])] as const)
  return Object.fromEntries(filled.filter(([, value]) => value !== ''))
}

function given({ value, selected_option: option, selected_date: day }: StateValue = {}): unknown {
  return day ? givenDay(day) : (option?.value ?? value ?? '')
}

/** As a person would have written it. */
function givenDay(on: string): { on: string; asGiven: string } {
  return { on, asGiven: longDay(on).replace(/^\S+ /, '') }
}
