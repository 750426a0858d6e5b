import { bindChannel } from '../../data/channels.ts'
import { openDatabase } from '../../data/database.ts'
import { importPlan } from '../../data/import/import.ts'
import {
  accountText,
  endAssignments,
  listSeats,
  saveAssignment,
  saveIdentity,
  savePerson,
} from '../../data/people.ts'
import { loadPlan } from '../../data/plans.ts'
import { appendTrail } from '../../data/trail.ts'
import { addDays, dayIn } from '../../src/domain/day.ts'
import { samplePlan } from '../bench/plan.ts'
import { TEAM } from '../support/slack/workspace.ts'

/** An owner with an account in Slack, and the parts of the plan that are theirs to report on. */
export interface Owner {
  readonly user: string
  readonly refs: readonly string[]
}

/** Each board's channel in Slack. */
export const CHANNELS = [
  { id: 'C0GROUP01', name: 'send-og', body: 'operational-group' },
  { id: 'C0BOARD01', name: 'send-board', body: 'improvement-board' },
] as const

/** The person’s direct messages with the bot. */
export function conversationOf(user: string): string {
  return `D${user.slice(1)}`
}

/** Writes the sample plan into a new database, with accounts for all who own something and channels for both boards. */
export async function prepare(url: string, now: Date): Promise<readonly Owner[]> {
  const file = samplePlan()
  const db = await openDatabase(url, { create: true })
  await importPlan(db, file, { now, today: dayIn(file.timeZone, now) })
  const { plan, bodies, roles } = await loadPlan(db)
  const seats = await listSeats(db)
  const today = dayIn(file.timeZone, now)
  const owners = seats.map(({ code }, index) => ({
    user: `U0SOAK${String(index).padStart(3, '0')}`,
    refs: file.items.filter((item) => item.owners.includes(code)).map(({ ref }) => ref),
  }))
  await db.transaction().execute(async (trx) => {
    const told = (action: string, after: object) =>
      appendTrail(trx, plan.id, {
        at: now.toISOString(),
        by: 'the coordinator',
        identity: 'terminal:local:coordinator',
        onBehalfOf: null,
        action,
        ref: null,
        before: null,
        after,
        message: null,
      })
    for (const [index, { code, name, roleId }] of seats.entries()) {
      const person = await savePerson(trx, plan.id, { code: `${code}-holder`, name })
      await endAssignments(trx, { roleId, kind: 'holder', from: today }, addDays(today, -1))
      await saveAssignment(trx, plan.id, {
        roleId,
        personId: person.id,
        kind: 'holder',
        fromDay: today,
        toDay: null,
      })
      const role = roles.find(({ id }) => id === roleId)?.code ?? code
      await told('assign', { role, person: name, code: person.code, from: today, jointly: false })
      const account = { platform: 'slack', tenant: TEAM, userId: owners[index]?.user ?? '' }
      await saveIdentity(trx, plan.id, { ...account, personId: person.id, confirmedAt: now.toISOString() })
      await told('link', { person: person.name, code: person.code, account: accountText(account) })
    }
    for (const { id, name, body } of CHANNELS) {
      const bodyId = bodies.find(({ code }) => code === body)?.id ?? 0
      const place = { platform: 'slack', tenant: TEAM, channel: id, name }
      await bindChannel(trx, plan.id, { ...place, bodyId, boundAt: now.toISOString() })
      await told('bind', { body, channel: name, platform: 'slack', tenant: TEAM, id })
    }
  })
  await db.destroy()
  return owners
}
