import { z } from 'zod'
import { isDay } from '../../domain/day.ts'
import { longDay } from '../../domain/format.ts'
import type { Incoming } from '../../platform.ts'

/** What came back from a card of ours. All of it is a claim of whoever sent it, and is checked again. */
export type Press = PressedLine | FilledForm

interface PressedLine {
  readonly kind: 'line'
  readonly line: string
  readonly nonce?: string
  readonly stays: boolean
}

interface FilledForm {
  readonly kind: 'form'
  readonly command: string
  readonly settled: Readonly<Record<string, unknown>>
  /** What only its submission adds. */
  readonly adds: Readonly<Record<string, unknown>>
  readonly nonce?: string
  /** The card holds more than what was pressed, and is not replaced by the answer. */
  readonly stays: boolean
  /** Which of the fields are days. */
  readonly days: readonly string[]
  /** What was typed, by the names of the fields; what was left empty is not there. */
  readonly values: Readonly<Record<string, string>>
}

const name = z.string().regex(/^[a-z][\w-]{0,60}$/i)
const common = {
  nonce: z.string().min(1).max(200).optional(),
  stays: z.boolean().default(false),
}
const pressed = z.object({ line: z.string().min(1).max(20_000), ...common })
const submitted = z.object({
  form: name,
  settled: z.record(name, z.unknown()),
  adds: z.record(name, z.unknown()).default({}),
  days: z.array(name).max(50).default([]),
  ...common,
})
const values = z.record(z.string(), z.unknown())
/** Of the card, not of the person. */
const NOT_TYPED: readonly string[] = [...Object.keys(submitted.shape), 'msteams']

/** Reads the data of a card's button or form; undefined when it is no card of ours. */
export function pressIn(data: unknown): Press | undefined {
  const button = pressed.safeParse(data)
  if (button.success) return { kind: 'line', ...without(button.data) }
  const form = submitted.safeParse(data)
  if (!form.success) return undefined
  const { form: command, settled, adds, days, ...rest } = form.data
  return { kind: 'form', command, settled, adds, days, ...without(rest), values: typedIn(data) }
}

/** `exactOptionalPropertyTypes`: a nonce that is not there is no property. */
function without<Data extends { nonce?: string | undefined }>({ nonce, ...rest }: Data) {
  return { ...rest, ...(nonce === undefined ? {} : { nonce }) }
}

function typedIn(data: unknown): Readonly<Record<string, string>> {
  const found = Object.entries(values.parse(data)).flatMap(([key, value]) => {
    const isTyped = name.safeParse(key).success && !NOT_TYPED.includes(key)
    return isTyped && typeof value === 'string' && value.trim() !== '' ? [[key, value] as const] : []
  })
  return Object.fromEntries(found)
}

/** Pressing is typing; submitting is the command with its arguments. */
export function saidBy(press: Press): Pick<Incoming, 'said' | 'nonce'> {
  const once = press.nonce === undefined ? {} : { nonce: press.nonce }
  switch (press.kind) {
    case 'line':
      return { said: press.line, ...once }
    case 'form': {
      const { command, settled, adds, days, values: typed } = press
      const given = Object.entries(typed).map(([key, value]) => [
        key,
        days.includes(key) ? day(value) : value,
      ])
      return { said: { command, arguments: { ...Object.fromEntries(given), ...settled, ...adds } }, ...once }
    }
  }
}

/** What brings the form itself: the line, or the command with what is settled alone. It uses nothing up. */
export function askingFor(press: Press): Pick<Incoming, 'said'> {
  if (press.kind === 'line') return { said: press.line }
  return { said: { command: press.command, arguments: press.settled } }
}

/** As if it had been typed: "26 March 2021". */
function day(on: string): unknown {
  return isDay(on) ? { on, asGiven: longDay(on).replace(/^\w+ /, '') } : on
}
