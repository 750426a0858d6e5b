import { holdsChildsNumber, textsIn } from '../src/domain/childrens-numbers.ts'
import type { Database, Writing } from './database.ts'
import type { PlanModel } from './plans.ts'

/** A stored text that identifies a child, with words for where it stands that do not repeat it. */
export interface HeldText {
  /** "the note on C2" */
  readonly where: string
  readonly text: string
}

/** The latest texts of each kind that are searched: those that anybody is still shown. */
const MOST = 20_000

/** Every stored text of a plan that identifies a child. Rows may be older than the rule that none is stored. */
export async function findHeldTexts(db: Database | Writing, model: PlanModel): Promise<readonly HeldText[]> {
  const found = [planTexts(model), await saidTexts(db, model), await otherTexts(db, model.plan.id)]
  return found.flat().filter(({ text }) => holdsChildsNumber(text))
}

/** What the plan says, and what it said before. */
function planTexts({ plan, roles, bodies, measures, record, items, left }: PlanModel): readonly HeldText[] {
  const refs = references({ items, left })
  const within = (where: string, value: unknown) => textsIn(value).map((text) => ({ where, text }))
  return [
    ...record.changes.flatMap(({ itemId, facts, basis, reason }) =>
      within(`the plan’s text of ${refs.get(itemId)}`, [facts, basis, reason]),
    ),
    ...roles.flatMap(({ code, title, titleBasis }) => within(`the title of ${code}`, [title, titleBasis])),
    ...bodies.flatMap((body) => within(`the plan’s text of ${body.code}`, body)),
    ...measures.flatMap((measure) => within('a measure of the plan', measure)),
    ...within('the plan’s settings', [plan, ...record.versions.map(({ settings }) => settings)]),
  ]
}

/** The reference that each item bears, or bore last, by its id. */
function references({ items, left }: Pick<PlanModel, 'items' | 'left'>): ReadonlyMap<number, string> {
  return new Map([...items, ...left].map(({ id, ref }) => [id, ref]))
}

async function saidTexts(
  db: Database | Writing,
  { plan: { id: planId }, items, left }: PlanModel,
): Promise<readonly HeldText[]> {
  const refs = references({ items, left })
  const said = await db
    .selectFrom('updates')
    .select(['updates.itemId', 'updates.note', 'updates.evidence', 'updates.source'])
    .where('updates.planId', '=', planId)
    .orderBy('updates.id', 'desc')
    .limit(MOST)
    .execute()
  const asked = await db
    .selectFrom('requests')
    .select(['requests.itemId', 'requests.number', 'requests.reason', 'requests.toAsGiven'])
    .where('requests.planId', '=', planId)
    .orderBy('requests.id', 'desc')
    .limit(MOST)
    .execute()
  const decided = await db
    .selectFrom('decisions')
    .innerJoin('requests', 'requests.id', 'decisions.requestId')
    .select(['requests.itemId', 'requests.number', 'decisions.note', 'decisions.deputyReason'])
    .where('decisions.planId', '=', planId)
    .orderBy('decisions.id', 'desc')
    .limit(MOST)
    .execute()
  const revised = await db
    .selectFrom('revisions')
    .select(['revisions.itemId', 'revisions.note', 'revisions.approvedBy', 'revisions.asGiven'])
    .where('revisions.planId', '=', planId)
    .execute()
  return [
    ...said.flatMap(({ itemId, note, evidence, source }) => [
      ...texts(`the note on ${refs.get(itemId)}`, note),
      ...texts(`the evidence for ${refs.get(itemId)}`, evidence),
      ...texts(`the source on ${refs.get(itemId)}`, source),
    ]),
    ...asked.flatMap(({ itemId, number, reason, toAsGiven }) =>
      texts(`the reason of R${number} (${refs.get(itemId)})`, reason, toAsGiven),
    ),
    ...decided.flatMap(({ itemId, number, note, deputyReason }) =>
      texts(`the decision on R${number} (${refs.get(itemId)})`, note, deputyReason),
    ),
    ...revised.flatMap(({ itemId, note, approvedBy, asGiven }) =>
      texts(`a revised date of ${refs.get(itemId)}`, note, approvedBy, asGiven),
    ),
  ]
}

async function otherTexts(db: Database | Writing, planId: number): Promise<readonly HeldText[]> {
  const actions = await db
    .selectFrom('actionsArising')
    .select(['number', 'text', 'owner', 'doneNote', 'dueAsGiven'])
    .where('planId', '=', planId)
    .execute()
  const people = await db
    .selectFrom('people')
    .select(['id', 'name', 'email'])
    .where('planId', '=', planId)
    .execute()
  const channels = await db
    .selectFrom('channels')
    .select(['id', 'name'])
    .where('planId', '=', planId)
    .execute()
  const links = await db
    .selectFrom('linkRequests')
    .select(['number', 'name', 'email', 'wanted'])
    .where('planId', '=', planId)
    .execute()
  const digests = await db
    .selectFrom('deliveries')
    .select(['number', 'subject'])
    .where('planId', '=', planId)
    .where('kind', '=', 'digest')
    .execute()
  return [
    ...actions.flatMap(({ number, text, owner, doneNote, dueAsGiven }) =>
      texts(`action ${number}`, text, owner, doneNote, dueAsGiven),
    ),
    ...people.flatMap(({ id, name, email }) => texts(`the name or e-mail of person ${id}`, name, email)),
    ...channels.flatMap(({ id, name }) => texts(`the name of channel ${id}`, name)),
    ...links.flatMap(({ number, name, email, wanted }) =>
      texts(`the request ${number} to be linked`, name, email, wanted),
    ),
    ...digests.flatMap(({ number, subject }) =>
      textsIn(JSON.parse(subject)).map((text) => ({
        where: `the note with the digest, delivery ${number}`,
        text,
      })),
    ),
  ]
}

function texts(where: string, ...values: readonly (string | null)[]): readonly HeldText[] {
  return values.flatMap((text) => (text === null ? [] : [{ where, text }]))
}
