import { shortDay } from '../domain/format.ts'
import { clockChangeAt, clockOf, isShort, STEPS } from '../domain/meeting-clock.ts'
import type { Remark } from './places.ts'
import type { PlanFile } from './schema.ts'

const NAMES = { roster: 'roster', collect: 'collect', chase: 'chase', cutOff: 'cut-off', digest: 'digest' }

/** Steps out of order, and times that the clocks of the plan's time zone skip or repeat. */
export function impossibleClocks({ bodies, timeZone }: PlanFile): readonly Remark[] {
  return bodies.flatMap((body, i) => {
    if (!body.clock) return []
    const remarks = [...doubtfulTimes(body.clock, timeZone), ...outOfOrder(body.clock, body.cadence)]
    return remarks.map(({ path, text }) => ({ path: ['bodies', i, 'clock', ...path], text }))
  })
}

type Body = PlanFile['bodies'][number]

function doubtfulTimes(clock: NonNullable<Body['clock']>, timeZone: string): readonly Remark[] {
  return STEPS.flatMap((name) => {
    const at = clock[name]?.at
    const changes = at === undefined ? undefined : clockChangeAt(at, timeZone)
    if (at === undefined || changes === undefined) return []
    const text = `the clocks of ${timeZone} skip or repeat ${at} on ${shortDay(changes)}: expected a time of another hour`
    return [{ path: [name, 'at'], text }]
  })
}

function outOfOrder(clock: NonNullable<Body['clock']>, cadence: Body['cadence']): readonly Remark[] {
  const days = cadence.map(({ from }) => from)
  const kinds = new Set(days.length === 0 ? [false] : days.map((day) => isShort(cadence, day)))
  const found = [...kinds].flatMap((isShortCadence) => {
    const steps = clockOf(clock, isShortCadence)
    return STEPS.flatMap((name, position) => {
      const before = STEPS[position - 1]
      if (before === undefined) return []
      const [earlier, later] = [steps[before], steps[name]]
      if (earlier.days > later.days || (earlier.days === later.days && earlier.at < later.at)) return []
      const set = clock[name] ? name : before
      const text = `${NAMES[before]} (${earlier.days} working days before, ${earlier.at}) does not come before ${NAMES[name]} (${later.days} before, ${later.at}): expected ${Object.values(NAMES).join(', ')} in this order`
      return [{ path: [set], text }]
    })
  })
  return found.slice(0, 1)
}
