import { listAssignments, listHoldings, type Person } from '../../data/people.ts'
import { listPlans, loadPlan, type PlanModel } from '../../data/plans.ts'
import type { Context, FieldChange, Notice } from '../command.ts'
import { dayIn } from '../domain/day.ts'
import { listed, longDay } from '../domain/format.ts'
import { withContacts } from '../domain/organisations.ts'
import type { Day, Role } from '../domain/plan.ts'
import { rightsIn } from '../lookup/rights-elsewhere.ts'
import type { Fact } from '../message.ts'
import { whatHangsOn } from './hanging.ts'
import { tellAll } from './told.ts'
import { vacatePost } from './vacating.ts'

/** A role that somebody leaves, and what hangs on it in a plan. */
export interface Left {
  readonly role: Role
  readonly model: PlanModel
  readonly facts: readonly Fact[]
}

interface Leaving {
  readonly person: Person
  readonly from: Day
}

/**
 * Ends all that somebody holds in the plans that the speaker coordinates. The coordinators of other plans in which they have a
 * part hear of it; the speaker is told nothing of these.
 * @throws UserError if the speaker may not
 */
export async function leavePosts(
  context: Context,
  { person, from }: Leaving,
): Promise<{
  readonly left: readonly Left[]
  readonly changes: readonly FieldChange[]
  readonly notices: readonly Notice[]
}> {
  const left: Left[] = []
  const changes: FieldChange[] = []
  const notices: Notice[] = []
  const contexts = await coordinated(context)
  for (const each of contexts) {
    const ending = await rolesOf(each, person)
    for (const role of ending) {
      const facts = await whatHangsOn(each, { role, leaving: [person], ending })
      left.push({ role, model: each.model, facts })
    }
  }
  const ended = new Set<number>()
  for (const each of contexts) {
    for (const { role, model } of left) {
      if (model !== each.model || ended.has(role.id)) continue
      const vacated = await vacatePost(each, { role, leaving: [person], from })
      ended.add(role.id)
      changes.push(vacated.change)
      notices.push(...inPlan(each, context, vacated.notices))
    }
  }
  notices.push(...(await newsElsewhere(context, { person, from, left })))
  return { left, changes, notices }
}

/** The speaker's context in each plan that they coordinate, beginning with the one that is spoken of. */
async function coordinated(context: Context): Promise<readonly Context[]> {
  const contexts = [context]
  for (const model of context.plans) {
    if (model.plan.id === context.model.plan.id) continue
    const rights = await rightsIn(context, model)
    if (!rights.isCoordinator) continue
    const assignments = await heldIn(context, model)
    contexts.push({ ...context, model, assignments, speaker: { ...context.speaker, ...rights } })
  }
  return contexts
}

async function heldIn({ db, now }: Context, { plan }: PlanModel) {
  return withContacts(await listAssignments(db, plan.id, dayIn(plan.timeZone, now)), plan)
}

async function rolesOf({ db, today, model }: Context, { id }: Person): Promise<readonly Role[]> {
  const held = (await listHoldings(db, model.plan.id, today)).filter(({ personId }) => personId === id)
  return model.roles.filter((role) => held.some(({ roleCode }) => roleCode === role.code))
}

/** Notices that belong to another plan than the one that is spoken of. */
function inPlan(each: Context, own: Context, notices: readonly Notice[]): readonly Notice[] {
  const { model, assignments } = each
  return each === own ? notices : notices.map((notice) => ({ ...notice, elsewhere: { model, assignments } }))
}

/** Tells the coordinators of other plans which of their posts it was, and which posts the person still holds there. */
async function newsElsewhere(
  context: Context,
  { person, from, left }: Leaving & { readonly left: readonly Left[] },
): Promise<readonly Notice[]> {
  const notices: Notice[] = []
  for (const { code } of await listPlans(context.db)) {
    const model = await loadPlan(context.db, code)
    const there: Context = { ...context, model, assignments: await heldIn(context, model) }
    const { own, shared } = endedIn(model, left)
    const held = await rolesOf(there, person)
    const still =
      own.length > 0 ? [] : held.filter((role) => !shared.includes(role.id)).map((role) => role.code)
    const gone = model.roles.filter(({ id }) => shared.includes(id)).map((role) => role.code)
    if (gone.length === 0 && still.length === 0) continue
    const told = await tellAll(there, {
      personIds: [],
      toThem: '',
      toCoordinators: newsText(person, { from, gone, still }),
    })
    notices.push(...inPlan(there, context, told))
  }
  return notices
}

/** Which of a plan's roles were ended in its own name, and which in that of another that has them too. */
function endedIn({ plan, roles }: PlanModel, left: readonly Left[]) {
  const endedFor = (role: Role) => left.find((each) => each.role.id === role.id)?.model.plan.id
  const ended = roles.filter((role) => endedFor(role) !== undefined)
  return {
    own: left.filter(({ model }) => model.plan.id === plan.id),
    shared: ended.filter((role) => endedFor(role) !== plan.id).map(({ id }) => id),
  }
}

function newsText(
  { name, code }: Person,
  {
    from,
    gone,
    still,
  }: { readonly from: Day; readonly gone: readonly string[]; readonly still: readonly string[] },
): string {
  const news =
    gone.length === 0
      ? `${name} leaves on ${longDay(from)}.`
      : `${name} no longer holds ${listed(gone)} from ${longDay(from)}.`
  return still.length === 0
    ? news
    : `${news} They still hold ${listed(still)} in this plan. If they leave that too: leaver ${code}`
}
