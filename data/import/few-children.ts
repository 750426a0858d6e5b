import { textsIn } from '../../src/domain/childrens-numbers.ts'
import { tellsOfFew } from '../../src/domain/small-cohorts.ts'
import type { PlanFile } from '../../src/plan-file/arranged.ts'
import type { Writing } from '../database.ts'
import { type Answers, answerTo, type ImportQuestion, notAnAnswer } from './questions.ts'

/** Asks about each text of the file that tells of very few children of one school, unless the plan says it already. */
export async function fewChildrenQuestions(
  trx: Writing,
  file: PlanFile,
  { planId, answers }: { readonly planId: number; readonly answers: Answers },
): Promise<readonly ImportQuestion[]> {
  const found = [
    ...file.items.flatMap((item) => fewIn(item).map((text) => ({ ref: item.ref, text }))),
    ...fewIn({ ...file, items: [] }).map((text) => ({ ref: 'the plan', text })),
  ]
  if (found.length === 0) return []
  const known = await textsOf(trx, planId)
  const asked = found.filter(({ text }) => !known.some((each) => each.includes(asJson(text))))
  return [...new Set(asked.map(({ ref }) => ref))].flatMap((ref) => openQuestion(ref, answers))
}

function fewIn(value: unknown): readonly string[] {
  return textsIn(value).filter(tellsOfFew)
}

function openQuestion(ref: string, answers: Answers): readonly ImportQuestion[] {
  const question: ImportQuestion = {
    key: `few children: ${ref}`,
    ref,
    text: `${ref} speaks of fewer than five children of one school, so people there may know who is meant. Shall it stand?`,
    answers: [
      {
        answer: 'stands',
        means: 'It is imported as it is. Otherwise take the number or the school out of the file.',
      },
    ],
  }
  const given = answerTo(answers, question.key)
  if (given === undefined) return [question]
  return given.toLowerCase() === 'stands' ? [] : notAnAnswer(question, given)
}

/** What the plan said before this import, as JSON. */
async function textsOf(trx: Writing, planId: number): Promise<readonly string[]> {
  const changes = await trx.selectFrom('itemChanges').select('facts').where('planId', '=', planId).execute()
  const measures = await trx
    .selectFrom('measures')
    .select('definition')
    .where('planId', '=', planId)
    .execute()
  const versions = await trx
    .selectFrom('planVersions')
    .select('settings')
    .where('planId', '=', planId)
    .execute()
  const updates = await trx
    .selectFrom('updates')
    .select('note')
    .where('planId', '=', planId)
    .where('kind', '=', 'import')
    .where('note', 'is not', null)
    .execute()
  return [
    ...changes.map(({ facts }) => facts),
    ...measures.map(({ definition }) => definition),
    ...versions.map(({ settings }) => settings),
    ...updates.map(({ note }) => asJson(note ?? '')),
  ]
}

function asJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
