import { randomUUID } from 'node:crypto'
import type { Writing } from '../../data/database.ts'
import { saveDelivery } from '../../data/deliveries.ts'
import type { Commands, Context, Notice } from '../command.ts'
import { pressable } from './pressable.ts'

/**
 * Stores each notice as a delivery, so that it goes out even if nothing can be sent now. A quiet plan tells only its
 * coordinators, and whoever asked.
 */
export async function keepNotices(
  trx: Writing,
  {
    model,
    commands,
    now,
    assignments,
    asker,
  }: Pick<Context, 'model' | 'now' | 'assignments'> & {
    readonly commands: Commands
    readonly asker?: number | null | undefined
  },
  notices: readonly Notice[],
): Promise<void> {
  for (const { elsewhere, ...notice } of notices)
    await keepNotice(trx, { model, assignments, ...elsewhere, commands, now, asker }, notice)
}

type Keeping = Parameters<typeof keepNotices>[1]

async function keepNotice(
  trx: Writing,
  { model, commands, now, assignments, asker }: Keeping,
  { about, personIds, posts = [], isPersonal, account, message }: Notice,
): Promise<void> {
  const coordinator = model.roles.find(({ kind }) => kind === 'coordinator')
  const mayBeTold = (personId: number | null) =>
    !model.isQuiet ||
    personId === asker ||
    assignments.some((each) => each.personId === personId && each.roleCode === coordinator?.code)
  const id = about ?? randomUUID()
  const people = account ? [personIds[0] ?? null] : new Set(personIds)
  for (const personId of people) {
    if (!account && !mayBeTold(personId)) continue
    const held = assignments.filter((each) => each.personId === personId).map(({ roleCode }) => roleCode)
    const own = posts.filter((code) => held.includes(code))
    await saveDelivery(trx, model.plan.id, {
      key: `notice:${id}:${personId ?? 'account'}`,
      kind: 'notice',
      personId,
      channel: null,
      subject: {
        ...(account ? { toAccount: true } : {}),
        ...(isPersonal ? { isPersonal } : {}),
        ...(own.length > 0 ? { posts: own } : {}),
      },
      ...(account ? { platform: account.platform, tenant: account.tenant, userId: account.userId } : {}),
      dueAt: now.toISOString(),
      payload: JSON.stringify(pressable(message, commands)),
    })
  }
}
