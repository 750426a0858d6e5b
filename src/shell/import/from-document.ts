import type { Answers, ImportQuestion } from '../../../data/import/questions.ts'
import { heldBack } from '../../domain/held-back.ts'
import { SetupError } from '../../errors.ts'
import { LEAVE_OPEN } from '../../import/asking.ts'
import type { Question } from '../../import/extracted.ts'
import { toYaml } from '../../import/to-yaml.ts'
import { foundText, questionsCount } from '../../import/told.ts'
import type { PlanFile } from '../../plan-file/arranged.ts'
import { readPlanFile } from '../../plan-file/read.ts'
import { type DocumentFlags, documentIn, type MappedPlan, planOf } from '../document.ts'
import type { Machine } from '../session.ts'
import { askInTurn } from './ask.ts'

export type FromDocument =
  | { readonly kind: 'plan'; readonly plan: PlanFile; readonly answers: Answers }
  | { readonly kind: 'open'; readonly questions: readonly ImportQuestion[] }

interface Reading extends DocumentFlags {
  readonly answers: Answers
  /** Whether somebody sits there who can be asked. */
  readonly asks: boolean
  readonly isQuiet: boolean
}

/** The plan in a document, once its questions are answered or left open on purpose. */
export async function planFromDocument(
  machine: Machine,
  path: string,
  { answers: given, asks, isQuiet, ...flags }: Reading,
): Promise<FromDocument> {
  const sent = await documentIn(path)
  const asking = async (tried: Answers) => {
    const mapped = planOf(sent, tried, flags)
    return { mapped, questions: mapped.questions.map(asImportQuestion) }
  }
  const first = await asking(given)
  if (!isQuiet) {
    machine.output.write(
      heldBack(`${foundText(sent.name, first.mapped.plan)} ${questionsCount(first.mapped.questions)}\n`),
    )
    for (const notice of first.mapped.notices) machine.output.write(heldBack(`${notice}\n`))
  }
  const { answers, found } = asks ? await askInTurn(machine, given, asking) : { answers: given, found: first }
  if (found.questions.length > 0) return { kind: 'open', questions: found.questions }
  return { kind: 'plan', plan: planFileOf(found.mapped, { name: sent.name, code: flags.plan }), answers }
}

function asImportQuestion({ key, about, place, offers, ref = '' }: Question): ImportQuestion {
  const where = place === 'file' ? '' : ` (${place})`
  return {
    key,
    ref,
    text: `${about}${where}`,
    answers: [
      ...offers.map((answer) => ({ answer, means: '' })),
      { answer: LEAVE_OPEN, means: 'or in your own words' },
    ],
  }
}

function planFileOf(
  { plan, left, answered }: MappedPlan,
  { name, code }: { name: string; code: string | undefined },
): PlanFile {
  const read = readPlanFile(toYaml(plan, { source: name, code, questions: left, answered }))
  if (read.plan) return read.plan
  throw new SetupError(
    `${name} does not make a whole plan: ${read.errors[0]?.text}. Write it as a plan file with: wsoa read ${name} > plan.yaml, mend that, and import it.`,
  )
}
