import { isDay } from '../domain/day.ts'
import { fullDay } from '../domain/format.ts'
import type { TrackerChange } from './compared.ts'

const FIELDS: Readonly<Record<TrackerChange['field'], string>> = {
  rating: 'rating',
  state: 'state',
  'completed-on': 'completed on',
  note: 'note',
  due: 'due',
  owner: 'owners',
  wording: 'wording',
  leaves: 'leaves the plan',
  joins: 'joins the plan',
}

/** "B1(b): rating amber → green, with the note “…” (Tracker!F37)" */
export function changeText({ ref, field, from, to, place, note }: TrackerChange): string {
  const beside = note === undefined ? '' : `, with the note “${note}”`
  return `${ref}: ${FIELDS[field]}${movedText(field, from, to)}${beside} (${place})`
}

function movedText(field: TrackerChange['field'], from: string | null, to: string | null): string {
  switch (field) {
    case 'note':
    case 'joins':
      return ` “${to ?? ''}”`
    case 'leaves':
      return ''
    default:
      return ` ${shown(from)} → ${shown(to)}`
  }
}

function shown(value: string | null): string {
  if (value === null) return 'none'
  return value.replace(/\d{4}-\d{2}-\d{2}/g, (day) => (isDay(day) ? fullDay(day) : day))
}
