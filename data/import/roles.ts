import type { RoleKind } from '../../src/domain/plan.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import type { Writing } from '../database.ts'
import { FROM_THE_START, saveAssignment, saveIdentity, savePerson } from '../people.ts'
import { OFFICES, type Shared, type SharedRows } from './shared.ts'
import { changedWords, changeText, type Stage, type Step } from './stage.ts'

/** The terminal's identities: a person's code is the user id that `--as` names. */
const LOCAL = { platform: 'terminal', tenant: 'local' } as const

interface RoleColumns {
  readonly code: string
  readonly kind: RoleKind
  readonly title: string
  readonly titleBasis: string | null
  /** The organisation's code of its board. */
  readonly bodyCode: string | null
}

const WORDS = { titleBasis: 'basis of the title' }

export const roleSteps: Stage = async (trx, file, { planId, now, shared }) => {
  const rows = await trx
    .selectFrom('planRoles')
    .innerJoin('roles', 'roles.id', 'planRoles.roleId')
    .select(['roles.id', 'roles.kind', 'planRoles.code', 'planRoles.title', 'planRoles.titleBasis'])
    .select('planRoles.removedAt')
    .where('planRoles.planId', '=', planId)
    .execute()
  const wanted = [
    ...file.roles.map(officer),
    COORDINATOR,
    ...file.bodies.flatMap((body) => offices(body, shared)),
  ]
  const set = (
    roleId: number,
    change: { title?: string; titleBasis?: string | null; removedAt: string | null },
  ) =>
    trx
      .updateTable('planRoles')
      .set(change)
      .where('planId', '=', planId)
      .where('roleId', '=', roleId)
      .execute()
  return [
    ...wanted.flatMap((role): readonly Step[] => {
      const row = rows.find(({ code }) => code === role.code)
      const found = shared.roles.get(role.code) ?? { kind: 'new', code: role.code }
      if (!row)
        return [
          { text: `add role ${role.code}`, run: () => addRole(trx, planId, { role, shared: found, now }) },
        ]
      const { id, title, titleBasis } = row
      const words = changedWords(
        { title, titleBasis },
        { title: role.title, titleBasis: role.titleBasis },
        WORDS,
      )
      const text = changeText(`role ${role.code}`, row, words)
      if (text === undefined) return []
      return [
        {
          text,
          run: async () => {
            await set(id, { title: role.title, titleBasis: role.titleBasis, removedAt: null })
            if (found.kind === 'known' && !found.isOthersToo) await retitle(trx, row, role)
          },
        },
      ]
    }),
    ...rows
      .filter(({ code, removedAt }) => removedAt === null && !wanted.some((each) => each.code === code))
      .map(({ id, code }) => ({
        text: `take out role ${code}`,
        run: () => set(id, { removedAt: now.toISOString() }),
      })),
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

const OFFICE_TITLES = { chair: 'Chair', deputy: 'Deputy chair', member: 'Member' } as const

function offices({ code, name }: PlanFile['bodies'][number], { bodies }: SharedRows): readonly RoleColumns[] {
  const body = bodies.get(code)
  return OFFICES.map((kind) => ({
    code: `${kind}:${code}`,
    kind,
    title: `${OFFICE_TITLES[kind]} of the ${name.replace(/^the /i, '')}`,
    titleBasis: null,
    bodyCode: body?.kind === 'new' ? body.code : code,
  }))
}

/**
 * A post starts vacant. It has a seat of its own, which speaks for it in the shell; a deputy's has none, nor has a post whose
 * code is somebody's already.
 */
async function addRole(
  trx: Writing,
  planId: number,
  { role, shared, now }: { role: RoleColumns; shared: Shared; now: Date },
): Promise<void> {
  const { code, title, titleBasis } = role
  const named = { planId, code, title, titleBasis, removedAt: null }
  if (shared.kind === 'known') {
    await trx
      .insertInto('planRoles')
      .values({ ...named, roleId: shared.id })
      .execute()
    return
  }
  const ownCode = role.kind === 'coordinator' ? await coordinatorCode(trx, planId) : shared.code
  const { id: roleId } = await trx
    .insertInto('roles')
    .values({ ...role, code: ownCode, planId, removedAt: null })
    .returning('id')
    .executeTakeFirstOrThrow()
  await trx
    .insertInto('planRoles')
    .values({ ...named, roleId })
    .execute()
  if (role.kind === 'deputy' || (await isTaken(trx, ownCode))) return
  const person = await savePerson(trx, planId, { code: ownCode, name: seatName(role), seatOfId: roleId })
  await saveIdentity(trx, planId, {
    ...LOCAL,
    userId: ownCode,
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

/** Each plan has a coordinator of its own. */
async function coordinatorCode(trx: Writing, planId: number): Promise<string> {
  if (!(await isTaken(trx, COORDINATOR.code))) return COORDINATOR.code
  const { code } = await trx
    .selectFrom('plans')
    .select('code')
    .where('id', '=', planId)
    .executeTakeFirstOrThrow()
  return `${code}/${COORDINATOR.code}`
}

async function isTaken(trx: Writing, code: string): Promise<boolean> {
  const person = await trx.selectFrom('people').select('id').where('code', '=', code).executeTakeFirst()
  return person !== undefined
}

/** Retitles the organisation's post, and renames its seat. */
async function retitle(
  trx: Writing,
  row: Pick<RoleColumns, 'code' | 'kind' | 'title'> & { readonly id: number },
  role: RoleColumns,
): Promise<void> {
  const { title, titleBasis } = role
  await trx.updateTable('roles').set({ title, titleBasis }).where('id', '=', row.id).execute()
  await trx
    .updateTable('people')
    .set({ name: seatName(role) })
    .where('seatOfId', '=', row.id)
    .where('name', '=', seatName(row))
    .execute()
}

function seatName({ kind, code, title }: Pick<RoleColumns, 'code' | 'kind' | 'title'>): string {
  return kind === 'officer' ? code : `the ${title.charAt(0).toLowerCase()}${title.slice(1)}`
}
