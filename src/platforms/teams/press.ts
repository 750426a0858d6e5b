import { z } from 'zod'
import type { Form } from '../../message.ts'
import type { Incoming } from '../../platform.ts'

/** What came back from a card of ours. All of it is a claim of whoever sent it, and is checked again. */
export type Press = PressedLine | FilledForm

interface PressedLine {
  readonly kind: 'line'
  readonly line: string
  readonly nonce?: string
  /** The card holds more than what was pressed, and is not replaced by the answer. */
  readonly stays: boolean
}

export interface FilledForm {
  readonly kind: 'form'
  readonly form: Form
  readonly typed: Readonly<Record<string, string>>
  readonly stays: boolean
}

const text = z.string().max(20_000)
const nonce = z.string().min(1).max(200).optional()

const field = z.object({
  name: z.string().regex(/^[a-z][A-Za-z0-9-]{0,60}$/),
  label: text,
  hint: text.optional(),
  input: z.enum(['text', 'paragraph', 'day', 'choice']),
  choices: z
    .array(z.object({ value: text, label: text }))
    .max(500)
    .optional(),
  value: text.optional(),
  required: z.boolean(),
})

const form = z.object({
  kind: z.literal('form'),
  title: text,
  command: z.string().max(60),
  settled: z.record(z.string().max(60), z.unknown()),
  fields: z.array(field).max(50),
  submit: text,
  nonce,
  line: text,
})

const ours = z.union([
  z.object({ line: z.string().min(1).max(20_000), nonce, stays: z.boolean().optional() }),
  z.object({ form, stays: z.boolean().optional() }),
])

/** Reads the data of a card's button or form; undefined when it is no card of ours. */
export function pressIn(data: unknown): Press | undefined {
  const outer = z.object({ wsoa: ours }).loose().safeParse(data)
  if (!outer.success) return undefined
  const { wsoa, ...inputs } = outer.data
  const { stays = false } = wsoa
  if ('line' in wsoa) {
    const { line, nonce: once } = wsoa
    return { kind: 'line', line, stays, ...(once === undefined ? {} : { nonce: once }) }
  }
  const shown = wsoa.form as Form
  const typed = new Map(
    shown.fields.flatMap(({ name }) => {
      const value = Object.hasOwn(inputs, name) ? inputs[name] : undefined
      return typeof value === 'string' && value.trim() !== '' ? [[name, value] as const] : []
    }),
  )
  return { kind: 'form', form: shown, typed: Object.fromEntries(typed), stays }
}

/** Pressing is typing; submitting is the command with its arguments. */
export function saidBy(press: Press): Pick<Incoming, 'said' | 'nonce'> {
  switch (press.kind) {
    case 'line':
      return { said: press.line, ...(press.nonce === undefined ? {} : { nonce: press.nonce }) }
    case 'form': {
      const { command, settled, nonce: once } = press.form
      const submission = { command, arguments: { ...settled, ...press.typed } }
      return { said: submission, ...(once === undefined ? {} : { nonce: once }) }
    }
  }
}

/** The form as it was filled in, to be shown again. */
export function filled({ form: shown, typed }: FilledForm): Form {
  const fields = shown.fields.map((each) => {
    const { value: _, ...rest } = each
    const value = typed[each.name]
    return value === undefined ? rest : { ...rest, value }
  })
  return { ...shown, fields }
}
