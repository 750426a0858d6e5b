import type { RoleKind } from '../../src/domain/plan.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import type { Writing } from '../database.ts'
import { FROM_THE_START, saveAssignment, saveIdentity, savePerson } from '../people.ts'
import { changedWords, changeText, removals, type Stage, type Step } from './stage.ts'

/** The terminal's identities: a person's code is the user id that `--as` names. */
const LOCAL = { platform: 'terminal', tenant: 'local' } as const

interface RoleColumns {
  readonly code: string
  readonly kind: RoleKind
  readonly title: string
  readonly titleBasis: string | null
  readonly bodyCode: string | null
}

const WORDS = { titleBasis: 'basis of the title', bodyCode: 'body' }

export const roleSteps: Stage = async (trx, file, { planId, now }) => {
  const rows = await trx.selectFrom('roles').selectAll().where('planId', '=', planId).execute()
  const wanted = [...file.roles.map(officer), COORDINATOR, ...file.bodies.flatMap(offices)]
  return [
    ...wanted.flatMap((role): readonly Step[] => {
      const row = rows.find(({ code }) => code === role.code)
      if (!row) return [{ text: `add role ${role.code}`, run: () => addRole(trx, planId, { role, now }) }]
      const { id, planId: _, removedAt, ...known } = row
      const text = changeText(`role ${role.code}`, row, changedWords(known, role, WORDS))
      return text === undefined ? [] : [{ text, run: () => changeRole(trx, row, role) }]
    }),
    ...removals(
      trx,
      'roles',
      rows.filter((row) => !wanted.some(({ code }) => code === row.code)),
      { now, text: ({ code }) => `take out role ${code}` },
    ),
  ]
}

function officer({ code, title, titleBasis }: PlanFile['roles'][number]): RoleColumns {
  return { code, kind: 'officer', title, titleBasis, bodyCode: null }
}

const COORDINATOR: RoleColumns = {
  code: 'coordinator',
  kind: 'coordinator',
  title: 'Coordinator',
  titleBasis: null,
  bodyCode: null,
}

const OFFICES = { chair: 'Chair', deputy: 'Deputy chair', member: 'Member' } as const

function offices({ code, name }: PlanFile['bodies'][number]): readonly RoleColumns[] {
  return (['chair', 'deputy', 'member'] as const).map((kind) => ({
    code: `${kind}:${code}`,
    kind,
    title: `${OFFICES[kind]} of the ${name.replace(/^the /i, '')}`,
    titleBasis: null,
    bodyCode: code,
  }))
}

/**
 * A role starts with a placeholder as its holder, named after the role, so that the shell can use it until the coordinator
 * assigns somebody. A deputy's role starts vacant, and so does a role whose code is somebody's already.
 */
async function addRole(
  trx: Writing,
  planId: number,
  { role, now }: { role: RoleColumns; now: Date },
): Promise<void> {
  const { id: roleId } = await trx
    .insertInto('roles')
    .values({ ...role, planId, removedAt: null })
    .returning('id')
    .executeTakeFirstOrThrow()
  if (role.kind === 'deputy' || (await isTaken(trx, planId, role.code))) return
  const person = await savePerson(trx, planId, { code: role.code, name: placeholderName(role) })
  await saveIdentity(trx, planId, {
    ...LOCAL,
    userId: role.code,
    personId: person.id,
    confirmedAt: now.toISOString(),
  })
  await saveAssignment(trx, planId, {
    roleId,
    personId: person.id,
    kind: 'holder',
    fromDay: FROM_THE_START,
    toDay: null,
  })
}

async function isTaken(trx: Writing, planId: number, code: string): Promise<boolean> {
  const person = await trx
    .selectFrom('people')
    .select('id')
    .where('planId', '=', planId)
    .where('code', '=', code)
    .executeTakeFirst()
  return person !== undefined
}

/** Renames the placeholder together with the role. */
async function changeRole(
  trx: Writing,
  row: RoleColumns & { id: number; planId: number },
  role: RoleColumns,
): Promise<void> {
  await trx
    .updateTable('roles')
    .set({ ...role, removedAt: null })
    .where('id', '=', row.id)
    .execute()
  await trx
    .updateTable('people')
    .set({ name: placeholderName(role) })
    .where('planId', '=', row.planId)
    .where('code', '=', row.code)
    .where('name', '=', placeholderName(row))
    .execute()
}

function placeholderName({ kind, code, title }: RoleColumns): string {
  return kind === 'officer' ? code : `the ${title.charAt(0).toLowerCase()}${title.slice(1)}`
}
