import { listed, shortDay } from '../../domain/format.ts'
import type { GivenDay } from '../../domain/plan.ts'
import type { Choice } from '../../domain/reading.ts'
import type { State } from '../../domain/scale.ts'
import { saidBack } from '../../domain/text.ts'
import type { Vocabulary } from '../../domain/vocabulary.ts'
import { labelOf, type Said, wordOf } from '../sentence/lexicon.ts'

/** What one part of a line says about some items, in the shape of the arguments of `update` and `confirm`. */
export interface Entry {
  readonly refs: readonly string[]
  readonly rating?: string
  readonly state?: State
  /** The day of completion. */
  readonly on?: GivenDay
  /** Nothing has changed. */
  readonly unchanged?: true
  readonly note?: string
}

/** The arguments of `update`: the first entry, with the others under `also`. */
export function argumentsOf([first, ...more]: readonly Entry[]): Readonly<Record<string, unknown>> {
  return { ...first, ...(more.length > 0 ? { also: more } : {}) }
}

/** Entries as a line to type: `update C2 amber note backlog; B1 green`. */
export function lineOf(entries: readonly Entry[]): string {
  const [only, ...more] = entries
  if (only?.unchanged && more.length === 0 && !only.note) return `confirm ${only.refs.join(', ')}`
  return `update ${entries.map(partOf).join('; ')}`
}

function partOf({ refs, on, unchanged, note, ...entry }: Entry): string {
  const said = saidIn(entry)
  const parts = [
    refs.join(', '),
    said ? wordOf(said) : '',
    unchanged ? 'no change' : '',
    on ? `on ${on.on}` : '',
    note ? `note ${note}` : '',
  ]
  return parts.filter((part) => part !== '').join(' ')
}

/**
 * A choice that records the entries: several travel as structured arguments, because one line cannot hold several
 * notes.
 */
export function choiceOf(entries: readonly Entry[], label: string): Choice {
  const line = lineOf(entries)
  if (entries.length === 1) return { label, line }
  return { label, line, submission: { command: 'update', arguments: argumentsOf(entries) } }
}

/** "C2(b) and C2(d): complete; C2(a): Amber" */
export function entriesText(entries: readonly Entry[], { scale }: Vocabulary): string {
  const said = (entry: Entry) => {
    const own = saidIn(entry)
    if (own) return `${labelOf(own, scale)}${entry.on ? ` on ${shortDay(entry.on.on)}` : ''}`
    return entry.unchanged ? 'no change' : `note “${saidBack(entry.note ?? '')}”`
  }
  return entries.map((entry) => `${listed(entry.refs)}: ${said(entry)}`).join('; ')
}

function saidIn({ rating, state }: Pick<Entry, 'rating' | 'state'>): Said | undefined {
  if (rating !== undefined) return { rating }
  return state === undefined ? undefined : { state }
}
