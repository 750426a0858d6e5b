import { z } from 'zod'
import { isDay } from '../../domain/day.ts'
import { longDay } from '../../domain/format.ts'
import type { Incoming, Reply } from '../../platform.ts'
import { AS_IT_IS } from '../../render/choices.ts'

/** What one of our cards sent back. Whoever sends it can make it up, so everything is checked again. */
export type CardData = PressedLine | FilledForm

interface PressedLine {
  readonly kind: 'line'
  readonly line: string
  readonly nonce?: string
  /** A mark of what was shown with it. */
  readonly seen?: string
  /** The card holds more than what was pressed, so the reply does not replace it. */
  readonly stays: boolean
}

export interface FilledForm {
  readonly kind: 'form'
  readonly command: string
  readonly settled: Readonly<Record<string, unknown>>
  /** Arguments that only the submission adds. */
  readonly adds: Readonly<Record<string, unknown>>
  readonly nonce?: string
  readonly stays: boolean
  /** The names of the fields that hold days. */
  readonly days: readonly string[]
  /** What was typed, by field name. Empty fields are left out. */
  readonly values: Readonly<Record<string, string>>
}

const name = z.string().regex(/^[a-z][\w-]{0,60}$/i)
const common = {
  nonce: z.string().min(1).max(200).optional(),
  stays: z.boolean().default(false),
}
const pressed = z.object({
  line: z.string().min(1).max(20_000),
  seen: z.string().min(1).max(200).optional(),
  ...common,
})
const submitted = z.object({
  form: name,
  settled: z.record(name, z.unknown()),
  adds: z.record(name, z.unknown()).default({}),
  days: z.array(name).max(50).default([]),
  ...common,
})
const values = z.record(z.string(), z.unknown())
/** Fields of the card, not of the person. */
const NOT_TYPED: readonly string[] = [...Object.keys(submitted.shape), 'msteams']

/** Reads the data of a button or a form. Undefined when it is not from one of our cards. */
export function cardDataIn(data: unknown): CardData | undefined {
  const button = pressed.safeParse(data)
  if (button.success) {
    const { seen, ...rest } = button.data
    return { kind: 'line', ...without(rest), ...(seen === undefined ? {} : { seen }) }
  }
  const form = submitted.safeParse(data)
  if (!form.success) return undefined
  const { form: command, settled, adds, days, ...rest } = form.data
  return { kind: 'form', command, settled, adds, days, ...without(rest), values: typedIn(data) }
}

/** Leaves out a nonce that is undefined, as `exactOptionalPropertyTypes` demands. */
function without<Data extends { nonce?: string | undefined }>({ nonce, ...rest }: Data) {
  return { ...rest, ...(nonce === undefined ? {} : { nonce }) }
}

function typedIn(data: unknown): Readonly<Record<string, string>> {
  const found = Object.entries(values.parse(data)).flatMap(([key, value]) => {
    const isTyped = name.safeParse(key).success && !NOT_TYPED.includes(key)
    const isGiven = typeof value === 'string' && value.trim() !== '' && value !== AS_IT_IS
    return isTyped && isGiven ? [[key, value] as const] : []
  })
  return Object.fromEntries(found)
}

/** A pressed button counts as its line being typed, a submitted form as its command with the arguments. */
export function saidBy(data: CardData): Pick<Incoming, 'said' | 'nonce' | 'seen'> {
  const once = data.nonce === undefined ? {} : { nonce: data.nonce }
  switch (data.kind) {
    case 'line':
      return { said: data.line, ...once, ...(data.seen === undefined ? {} : { seen: data.seen }) }
    case 'form': {
      const { command, settled, adds, days, values: typed } = data
      const given = Object.entries(typed).map(([key, value]) => [
        key,
        days.includes(key) ? day(value) : value,
      ])
      return { said: { command, arguments: { ...Object.fromEntries(given), ...settled, ...adds } }, ...once }
    }
  }
}

/** What brings up the form itself: the line, or the command with its settled arguments. It uses no nonce. */
export function openingBy(data: CardData): Pick<Incoming, 'said'> {
  if (data.kind === 'line') return { said: data.line }
  return { said: { command: data.command, arguments: data.settled } }
}

/** Whether the reply takes the card's place. A question, or a card that holds more, is answered below it. */
export function replacesCard(data: CardData, { error }: Reply): boolean {
  return !error && !data.stays && (data.kind === 'form' || data.nonce !== undefined)
}

/** The day with the words that a person would have typed: "26 March 2021". */
function day(on: string): unknown {
  return isDay(on) ? { on, asGiven: longDay(on).replace(/^\w+ /, '') } : on
}
