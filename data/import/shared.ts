import type { PlanFile } from '../../src/plan-file/arranged.ts'
import type { Writing } from '../database.ts'
import { type Answers, answerTo, type ImportQuestion, NO_ANSWERS, notAnAnswer } from './questions.ts'

type FileBody = PlanFile['bodies'][number]

/** A post or a board of the organisation: one that is there, or one to add under a code. */
export type Shared =
  | { readonly kind: 'known'; readonly id: number; readonly isOthersToo: boolean }
  | { readonly kind: 'new'; readonly code: string }

/** What the organisation has of a file's posts and boards, by the file's codes. */
export interface SharedRows {
  readonly roles: ReadonlyMap<string, Shared>
  readonly bodies: ReadonlyMap<string, Shared>
  /** The boards whose meeting days and clock become the file's. */
  readonly rescheduled: ReadonlySet<string>
  readonly questions: readonly ImportQuestion[]
}

/** Finds the organisation's posts and boards that a file names; asks where the same code has another title. */
export async function findShared(
  trx: Writing,
  file: PlanFile,
  { planId, answers = NO_ANSWERS }: { readonly planId: number; readonly answers?: Answers | undefined },
): Promise<SharedRows> {
  const questions: ImportQuestion[] = []
  const bodies = await findBodies(trx, file, { planId, answers, questions })
  const roles = await findRoles(trx, file, { planId, answers, questions, bodies })
  const rescheduled = await findRescheduled(trx, file, { planId, answers, questions, bodies })
  return { roles, bodies, rescheduled, questions }
}

interface Asking {
  readonly planId: number
  readonly answers: Answers
  readonly questions: ImportQuestion[]
}

async function findBodies(
  trx: Writing,
  file: PlanFile,
  asking: Asking,
): Promise<ReadonlyMap<string, Shared>> {
  const own = await trx.selectFrom('planBodies').select(['planId', 'bodyId', 'code']).execute()
  const all = await trx.selectFrom('bodies').select(['id', 'code', 'definition']).orderBy('id').execute()
  const known = (id: number): Shared => ({
    kind: 'known',
    id,
    isOthersToo: own.some(({ bodyId, planId }) => bodyId === id && planId !== asking.planId),
  })
  return new Map(
    file.bodies.map(({ code, name }): [string, Shared] => {
      const mine = own.find((each) => each.planId === asking.planId && each.code === code)
      if (mine) return [code, known(mine.bodyId)]
      const namesake = all.find((each) => each.code === code)
      if (!namesake) return [code, { kind: 'new', code }]
      const { name: title } = JSON.parse(namesake.definition) as FileBody
      const isSame = title === name || isTheSame({ what: 'board', code, title, named: name }, asking)
      return [code, isSame ? known(namesake.id) : { kind: 'new', code: `${file.code}/${code}` }]
    }),
  )
}

/** The offices of a board are the organisation's where the board is. */
async function findRoles(
  trx: Writing,
  file: PlanFile,
  asking: Asking & { readonly bodies: ReadonlyMap<string, Shared> },
): Promise<ReadonlyMap<string, Shared>> {
  const own = await trx.selectFrom('planRoles').select(['planId', 'roleId', 'code']).execute()
  const all = await trx
    .selectFrom('roles')
    .select(['id', 'code', 'title'])
    .where('kind', '<>', 'coordinator')
    .orderBy('id')
    .execute()
  const found = (code: string, isSameAs: (title: string) => boolean): Shared => {
    const known = (id: number): Shared => ({
      kind: 'known',
      id,
      isOthersToo: own.some(({ roleId, planId }) => roleId === id && planId !== asking.planId),
    })
    const mine = own.find((each) => each.planId === asking.planId && each.code === code)
    if (mine) return known(mine.roleId)
    const namesake = all.find((each) => each.code === code)
    if (!namesake) return { kind: 'new', code }
    return isSameAs(namesake.title) ? known(namesake.id) : { kind: 'new', code: `${file.code}/${code}` }
  }
  const officers = file.roles.map(({ code, title: named }): [string, Shared] => [
    code,
    found(code, (title) => title === named || isTheSame({ what: 'post', code, title, named }, asking)),
  ])
  const offices = file.bodies.flatMap(({ code }) =>
    OFFICES.map((kind): [string, Shared] => [
      `${kind}:${code}`,
      found(`${kind}:${code}`, () => asking.bodies.get(code)?.kind === 'known'),
    ]),
  )
  return new Map([...officers, ...offices])
}

export const OFFICES = ['chair', 'deputy', 'member'] as const

/** Whether a post or a board of the same code and another title is the same; asked until it is answered. */
function isTheSame(
  {
    what,
    code,
    title,
    named,
  }: {
    readonly what: 'post' | 'board'
    readonly code: string
    readonly title: string
    readonly named: string
  },
  { answers, questions }: Asking,
): boolean {
  const question: ImportQuestion = {
    key: `${what} ${code}`,
    ref: code,
    text: `The organisation has ${code} as “${title}”, and the file has it as “${named}”. Is it the same ${what}?`,
    answers: [
      { answer: 'same', means: `the same ${what}, called “${named}” in this plan` },
      { answer: 'another', means: `another ${what}, kept beside the first` },
    ],
  }
  const given = answerTo(answers, question.key)
  if (given === undefined) questions.push(question)
  if (given === undefined || given === 'same') return true
  return given === 'another' ? false : notAnAnswer(question, given)
}

/** A board that other plans have too keeps its meeting days and its clock unless the file is to change them. */
async function findRescheduled(
  trx: Writing,
  file: PlanFile,
  { planId, answers, questions, bodies }: Asking & { readonly bodies: ReadonlyMap<string, Shared> },
): Promise<ReadonlySet<string>> {
  const own = await trx.selectFrom('planBodies').selectAll().where('planId', '=', planId).execute()
  const all = await trx.selectFrom('bodies').select(['id', 'definition']).execute()
  const rescheduled = new Set<string>()
  for (const body of file.bodies) {
    const shared = bodies.get(body.code)
    const row = shared?.kind === 'known' && all.find(({ id }) => id === shared.id)
    if (!row) continue
    const mine = own.find(({ code }) => code === body.code)
    const isSaid = mine && calendarOf(JSON.parse(mine.definition) as FileBody) === calendarOf(body)
    const calendar = calendarOf(JSON.parse(row.definition) as FileBody)
    if (calendar === calendarOf(body) || isSaid) continue
    if (shared.isOthersToo && calendarOf(body) === NO_CALENDAR) continue
    if (!shared.isOthersToo || calendar === NO_CALENDAR) {
      rescheduled.add(body.code)
      continue
    }
    const question: ImportQuestion = {
      key: `calendar ${body.code}`,
      ref: body.code,
      text: `Other plans are heard by the ${body.name} too, and the file gives it other meeting days or another clock than it has. What holds?`,
      answers: [
        { answer: 'keep', means: 'the days and the clock that it has stay, for this plan too' },
        { answer: 'change', means: 'those of the file hold from now on, for all its plans' },
      ],
    }
    const given = answerTo(answers, question.key)
    if (given === undefined) questions.push(question)
    else if (given === 'change') rescheduled.add(body.code)
    else if (given !== 'keep') notAnAnswer(question, given)
  }
  return rescheduled
}

/** That of a board whose days and clock no file gives. */
const NO_CALENDAR = calendarOf({ cadence: [] })

function calendarOf({
  cadence,
  clock,
  byArrangement,
}: Pick<FileBody, 'cadence' | 'clock' | 'byArrangement'>): string {
  return JSON.stringify([cadence, clock ?? null, byArrangement ?? false])
}
