import type { ModalView } from '@slack/web-api'
import { z } from 'zod'
import { longDay } from '../../domain/format.ts'
import { lengthOf } from '../../domain/text.ts'
import type { Block, Form } from '../../message.ts'
import { AS_IT_IS } from '../../render/choices.ts'
import { PRIVATE_METADATA } from '../../render/slack/blocks.ts'
import { ENTRY, renderModal } from '../../render/slack/modal.ts'
import { renderSlack } from '../../render/slack.ts'

const carriedSchema = z.object({
  command: z.string(),
  settled: z.record(z.string(), z.unknown()),
  nonce: z.string().optional(),
  /** Where the form was asked for and its receipt goes. The Home tab has no channel. */
  conversation: z.string(),
  channel: z.string().nullable(),
  thread: z.string().nullable(),
})

/** What a modal keeps until it is submitted. */
export type Carried = z.output<typeof carriedSchema>

type Place = Pick<Carried, 'conversation' | 'channel' | 'thread'>

/** A form as a modal, below what has to be read first. Undefined when it would carry more than Slack can hold. */
export function modalOf(form: Form, place: Place, toRead: readonly Block[] = []): ModalView | undefined {
  const { command, settled, adds, nonce } = form
  const carried: Carried = { command, settled: { ...settled, ...adds }, nonce, ...place }
  const privateMetadata = JSON.stringify(carried)
  if (lengthOf(privateMetadata) > PRIVATE_METADATA) return undefined
  const [{ blocks: above }] =
    toRead.length > 0 ? renderSlack({ summary: form.title, blocks: toRead }) : [{ blocks: [] }]
  return renderModal(form, { privateMetadata, above }) as unknown as ModalView
}

/** What a submitted modal carried. It comes from outside, so it is a claim to be checked. */
export function readCarried(privateMetadata: string): Carried | undefined {
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

/** The fields that were filled in, as the command's arguments. Empty fields are left out. */
export function filledIn(
  values: Readonly<Record<string, Readonly<Record<string, StateValue>>>>,
): Readonly<Record<string, unknown>> {
  const filled = Object.entries(values).map(([name, block]) => [name, given(block[ENTRY])] as const)
  return Object.fromEntries(filled.filter(([, value]) => value !== '' && value !== AS_IT_IS))
}

function given({ value, selected_option: option, selected_date: day }: StateValue = {}): unknown {
  return day ? givenDay(day) : (option?.value ?? value ?? '')
}

/** The day with the words that a person would have typed: "8 December 2020". */
function givenDay(on: string): { on: string; asGiven: string } {
  return { on, asGiven: longDay(on).replace(/^\S+ /, '') }
}
