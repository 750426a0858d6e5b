import { previewImport } from '../../data/import/import.ts'
import type { Answers, ImportQuestion } from '../../data/import/questions.ts'
import { listPlans, loadPlan } from '../../data/plans.ts'
import type { Context } from '../command.ts'
import { plainReference } from '../domain/reference.ts'
import { UserError } from '../errors.ts'
import { readContents } from '../export/contents.ts'
import { planFileOf, planFileText } from '../export/plan-file.ts'
import { LEAVE_OPEN } from '../import/asking.ts'
import type { Question } from '../import/extracted.ts'
import { type Mapped, map } from '../import/map.ts'
import { toYaml } from '../import/to-yaml.ts'
import { foundText } from '../import/told.ts'
import type { PlanFile } from '../plan-file/arranged.ts'
import { readPlanFile } from '../plan-file/read.ts'
import { carriedOnto } from './carried-onto.ts'
import type { SentDocument } from './document.ts'
import type { Asked, Stage } from './stage.ts'

type Sent = Omit<SentDocument, 'bytes'>

const WHICH = 'plan which'
const TITLE = 'plan title'
const NEW = 'a new plan'
/** Whatever of the plan the file does not have. */
const ALL_STAY = 'all that are missing stay'

function isMissing(key: string): boolean {
  return key.startsWith('missing ')
}

/**
 * A plan in a document with what was answered so far: first what the file leaves open, then what the plan that it changes does.
 * @throws UserError if the file holds no plan, or an answer is none
 */
export async function planStage(context: Context, sent: Sent, answers: Answers): Promise<Stage> {
  const { name } = sent
  const mapped = mappedOf(context, sent, answers)
  const found = foundText(name, mapped.plan)
  const which = whichAsked(context, mapped, answers)
  const base = {
    found,
    notices: mapped.notices,
    answered: [...which.answered, ...mapped.answered.map(({ question }) => askedOf(question))],
  }
  const questions = [...which.open, ...mapped.questions.map(askedOf)]
  if (questions.length > 0) return { ...base, questions, ready: undefined }
  const file = await fileFor(context, { name, mapped, isNew: which.isNew })
  const leaves = new Set([...answers].filter(([, said]) => said === LEAVE_OPEN).map(([key]) => key))
  const allStay = [...answers].some(([key, said]) => isMissing(key) && said === ALL_STAY)
  const missing = allStay ? 'stay' : undefined
  const given = new Map([...answers].filter(([, said]) => said !== LEAVE_OPEN && said !== ALL_STAY))
  const preview = await previewImport(context.db, file, {
    now: context.now,
    today: context.today,
    answers: given,
    missing,
    isQuiet: true,
  })
  const open = preview.questions.filter(({ key, mayStay }) => !mayStay || !leaves.has(key))
  const ready =
    open.length === 0
      ? ({ kind: 'plan', file, preview, answers: given, leaves, missing } as const)
      : undefined
  const areMany = open.filter(({ key }) => isMissing(key)).length > 1
  const asked = open.map((question) => askedOfPlan(question, areMany && isMissing(question.key)))
  return { ...base, questions: asked, ready }
}

/** @throws UserError if the file holds no plan */
function mappedOf(
  { model: { plan, roles } }: Context,
  { name, document }: Sent,
  answers: Answers,
): MappedPlan {
  // Whatever a file of this plan is headed, the plan is called what it is called.
  const titled: Answers =
    answers.get(WHICH) === plan.title ? new Map([[TITLE, plan.title], ...answers]) : answers
  const mapped = map(document, {
    name,
    answers: titled,
    vocabulary: { posts: knownPosts(roles) },
    table: undefined,
    sheet: undefined,
  })
  if (mapped.kind === 'plan') return mapped
  throw new UserError('invalid', inChat(mapped.sentence))
}

/** The posts of the plan, by their codes and by their titles. */
function knownPosts(roles: Context['model']['roles']): ReadonlyMap<string, string> {
  return new Map(
    roles.flatMap(({ code, title }) => [code, title].map((each) => [each.toLowerCase(), title] as const)),
  )
}

/** The shell reads another table by an option. */
function inChat(sentence: string): string {
  return sentence.replace(/ To read one all the same: .*$/, ' Nothing was imported.')
}

type MappedPlan = Extract<Mapped, { kind: 'plan' }>

/** Most of a plan's references tell which it is; otherwise it is asked. */
function whichAsked(
  { model: { plan, items } }: Context,
  { plan: { items: found, title } }: MappedPlan,
  answers: Answers,
): { readonly open: readonly Asked[]; readonly answered: readonly Asked[]; readonly isNew: boolean } {
  const known = new Set(items.map(({ ref }) => plainReference(ref)))
  const refs = found.flatMap(({ ref }) => (ref === null ? [] : [plainReference(ref)]))
  const same = refs.filter((ref) => known.has(ref)).length
  const isSame = title !== null && title.trim().toLowerCase() === plan.title.toLowerCase()
  const said = answers.get(WHICH)
  if (said === undefined && isSame && same * 2 >= refs.length) return { open: [], answered: [], isNew: false }
  const asked: Asked = {
    key: WHICH,
    text: `Is this ${plan.title} as it is now, or another plan? It has ${refs.length} references, ${same} of them this plan’s.`,
    offers: [plan.title, NEW],
    mayStay: false,
  }
  if (said === undefined) return { open: [asked], answered: [], isNew: false }
  if (!asked.offers.includes(said))
    throw new UserError('invalid', `“${said}” is neither: expected ${plan.title} or ${NEW}.`)
  return { open: [], answered: [asked], isNew: said === NEW }
}

async function fileFor(
  { db, model }: Context,
  { name, mapped, isNew }: { readonly name: string; readonly mapped: MappedPlan; readonly isNew: boolean },
): Promise<PlanFile> {
  const { plan, left, answered } = mapped
  const code = isNew ? undefined : model.plan.code
  const file = wholeFile(toYaml(plan, { source: name, code, questions: left, answered }), name)
  if (!isNew) {
    const written = planFileText(planFileOf(await readContents(db, await loadPlan(db, model.plan.code))))
    return carriedOnto(wholeFile(written, name), file)
  }
  if ((await listPlans(db)).every((each) => each.code !== file.code)) return file
  throw new UserError(
    'conflict',
    `There is a plan ${file.code} already. Give the document another title, or choose that plan. Nothing was imported.`,
  )
}

function wholeFile(yaml: string, name: string): PlanFile {
  const { plan, errors } = readPlanFile(yaml)
  if (plan) return plan
  throw new UserError(
    'invalid',
    `${name} does not make a whole plan: ${errors[0]?.text}. Write it as a plan file with: wsoa read ${name}`,
  )
}

function askedOf({ key, about, place, offers }: Question): Asked {
  const where = place === 'file' ? '' : ` (${place})`
  const sentence = /[.?!]$/.test(about) ? about : `${about}.`
  return { key, text: `${sentence}${where}`, offers, mayStay: true }
}

/** Options of the shell are no answers here. */
function askedOfPlan({ key, text, answers, mayStay = false }: ImportQuestion, mayAllStay: boolean): Asked {
  const typed = answers.filter(({ answer }) => !/^--|^draft:/.test(answer))
  const isBodys = answers.some(({ answer }) => answer.startsWith('--decided'))
  const stays = isBodys ? ' Left open, it stays as it is until its decision is named.' : ''
  const offers = [...typed.map(({ answer }) => answer), ...(mayAllStay ? [ALL_STAY] : [])]
  return { key, text: `${text}${stays}`, offers, mayStay }
}
