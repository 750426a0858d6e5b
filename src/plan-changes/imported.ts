import type { Writing } from '../../data/database.ts'
import type { ImportResult } from '../../data/import/import.ts'
import { byKind, type ImportChange, type ToldKind } from '../../data/import/told.ts'
import { type Assignment, listPeople, listSeats } from '../../data/people.ts'
import type { PlanModel } from '../../data/plans.ts'
import { type AskedRequest, findRequest } from '../../data/requests.ts'
import type { Notice } from '../command.ts'
import { tellUnderDigests } from '../deliveries/ended-requests.ts'
import { answerable } from '../domain/authority.ts'
import { capitalised, count } from '../domain/format.ts'
import type { Day } from '../domain/plan.ts'
import { sentence, context as smallPrint, typed } from '../message.ts'
import { leavingOf } from '../requests/ended.ts'

interface Importing {
  /** Undefined for a plan that is new. */
  readonly before: PlanModel | undefined
  readonly model: PlanModel
  readonly assignments: readonly Assignment[]
  readonly now: Date
  readonly today: Day
}

/**
 * Puts a line under digests that are out and speak of requests that the import ended, and gives the messages for whoever it
 * concerns: one each, for those who answer for what it changed, before or after, and those who asked for what ended.
 */
export async function tellOfImport(
  trx: Writing,
  { changes, ended, withdrawn }: ImportResult,
  importing: Importing,
): Promise<readonly Notice[]> {
  const { before, model, now, today } = importing
  if (!before) return []
  const gone = (await requestsOf(trx, model, ended)).flatMap((request) => {
    const leaving = leavingOf({ model }, request)
    return leaving ? [{ request, ...leaving }] : []
  })
  await tellUnderDigests({ db: trx, model, now, today, writing: () => trx }, [
    ...gone.map(({ request, ref, what }) => ({ number: request.number, because: `${ref} ${what}.` })),
    ...withdrawn.map((number) => ({ number, because: 'a newer plan file asks for it no more.' })),
  ])
  const people = [...(await listPeople(trx)), ...(await listSeats(trx))]
  const told = changes.filter(({ kind }) => CONCERNS_OWNERS.has(kind))
  return people
    .filter(({ code }) => code !== PLAN_FILE)
    .flatMap(({ id }) => {
      const own = told.filter((change) => answersFor(id, change, importing))
      const asked = gone.filter(({ request }) => [request.askedBy, request.onBehalfOf].includes(id))
      const lines = [
        ...byKind(own).flatMap((each) =>
          each.changes.map(({ text }) => `${capitalised(each.called)}: ${text}.`),
        ),
        ...asked.map(
          ({ request, ref, what }) =>
            `R${request.number} ended with ${ref}, which ${what}. Nothing is left to decide.`,
        ),
      ]
      return lines.length === 0 ? [] : [noticeFor(id, lines, { now, posts: postsOf(own, importing) })]
    })
}

/** What those who answer for an item hear of. */
const CONCERNS_OWNERS: ReadonlySet<ToldKind> = new Set<ToldKind>([
  'joined',
  'left',
  'returned',
  'renumbered',
  'reworded',
  'moved',
  'owners',
  'dates',
  'date-asked',
  'date-decided',
  'date-corrected',
  'withdrawn',
])

/** The person in whose name a plan file asks; nobody reads what is sent to it. */
const PLAN_FILE = 'plan-file'

async function requestsOf(
  trx: Writing,
  model: PlanModel,
  numbers: readonly number[],
): Promise<readonly AskedRequest[]> {
  const found = await Promise.all(numbers.map((number) => findRequest(trx, model.plan.id, number)))
  return found.flatMap((request) => request ?? [])
}

function answersFor(personId: number, change: ImportChange, importing: Importing): boolean {
  const posts = postsOf([change], importing)
  return importing.assignments.some((each) => each.personId === personId && posts.includes(each.roleCode))
}

/** The posts that answered for items before, and those that do now. */
function postsOf(changes: readonly ImportChange[], { before, model }: Importing): readonly string[] {
  const ids = new Set(changes.map(({ itemId }) => itemId))
  const posts = [before, model].flatMap((each) =>
    (each?.items ?? [])
      .filter(({ id }) => ids.has(id))
      .flatMap((item) => answerable(item, each?.items ?? [])),
  )
  return [...new Set(posts)]
}

const MOST_LINES = 15

function noticeFor(
  personId: number,
  lines: readonly string[],
  { now, posts }: { now: Date; posts: readonly string[] },
): Notice {
  const shown = lines.slice(0, MOST_LINES)
  const more = lines.length - shown.length
  const text = `A newer plan file was imported, and ${lines.length === 1 ? 'a change concerns' : `${count(lines.length, 'change')} concern`} you.`
  return {
    about: `imported:${now.toISOString()}`,
    personIds: [personId],
    posts,
    message: sentence(
      text,
      { kind: 'list', items: shown.map((line) => [line]) },
      ...(more > 0 ? [smallPrint(`And ${more} more: `, typed('changes'))] : []),
    ),
  }
}
