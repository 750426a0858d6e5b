import type { Measure } from '../../src/domain/measure.ts'
import type { PlanAct } from '../../src/domain/plan.ts'
import { AGREED, COORDINATOR } from '../../src/domain/plan-changes.ts'
import type { ChangedItem, ItemDifference } from './differences.ts'
import type { NameOf } from './names.ts'
import { type Answers, answerTo, type ImportQuestion, notAnAnswer, type PossibleAnswer } from './questions.ts'

/** Who agrees what. */
export interface Agreeing {
  /** The code of a body, or the coordinator. */
  readonly agreesTo: (act: PlanAct) => string
  readonly decidesDates: string
  /** Dates are nobody's to decide yet. */
  readonly isDraft: boolean
  /** Nothing rests on the plan yet, so that its file may say that it is a draft. */
  readonly mayBeDraft: boolean
  readonly nameOfBody: (code: string) => string
}

interface Asked {
  readonly answers: Answers
  readonly decidedBy: string | undefined
  readonly agrees: Agreeing
  readonly nameOf: NameOf
}

/** What a body agrees, as the plan says, and whose decision is not named. */
export function agreementQuestions(
  changed: ChangedItem,
  { answers, decidedBy, agrees, nameOf }: Asked,
): readonly { readonly id: number; readonly question: ImportQuestion }[] {
  const { id, item, file } = changed
  const named = file?.facts ?? item
  if (!named) return []
  return [...new Set(changed.differences.flatMap(actOf))].flatMap((act) =>
    questionsOn(act, { name: nameOf(named), ref: named.ref }, { answers, decidedBy, agrees }).map(
      (question) => ({
        id,
        question,
      }),
    ),
  )
}

/** The targets that a body agrees, and whose decision is not named. */
export function targetQuestions(
  changed: readonly { readonly before: Measure | null; readonly after: Measure | null }[],
  asked: Omit<Asked, 'nameOf'>,
): readonly ImportQuestion[] {
  return changed.flatMap(({ before, after }) => {
    const measure = [after, before].find((each) => each?.kind === 'target')
    if (!measure) return []
    const ref = measure.items.at(-1) ?? measure.code
    return questionsOn('targets', { name: `the target “${measure.name}” (${measure.code})`, ref }, asked)
  })
}

/** Asks for the decision of the body that agrees such a change; nothing where the coordinator does, or it is named. */
function questionsOn(
  act: PlanAct,
  { name, ref }: { readonly name: string; readonly ref: string },
  { answers, decidedBy, agrees }: Omit<Asked, 'nameOf'>,
): readonly ImportQuestion[] {
  const body = agrees.agreesTo(act)
  if (body === COORDINATOR || body === decidedBy) return []
  const isWords = act === 'wording' || act === 'targets'
  const mayBeTyping = isWords && [COORDINATOR, decidedBy].includes(agrees.agreesTo('typing'))
  const question = questionOn(name, ref, {
    act,
    body: agrees.nameOfBody(body),
    mayBeTyping,
    mayBeDraft: agrees.mayBeDraft,
  })
  const given = answerTo(answers, question.key)
  if (given === undefined) return [question]
  return given.toLowerCase() === 'typing' && mayBeTyping ? [] : notAnAnswer(question, given)
}

function questionOn(
  name: string,
  ref: string,
  {
    act,
    body,
    mayBeTyping,
    mayBeDraft,
  }: { act: PlanAct; body: string; mayBeTyping: boolean; mayBeDraft: boolean },
): ImportQuestion {
  const answers: readonly PossibleAnswer[] = [
    ...(mayBeTyping ? [{ answer: 'typing', means: 'a typing error is put right' }] : []),
    {
      answer: '--decided "<body>, <day>, <minute>"',
      means: 'said with the import: the sitting that agreed it',
    },
    ...(mayBeDraft
      ? [{ answer: 'draft: true', means: 'written in the plan file: nobody has agreed the plan yet' }]
      : []),
  ]
  const text = `${name.charAt(0).toUpperCase()}${name.slice(1)} would change, and the ${body.replace(/^the /i, '')} agrees ${AGREED[act]}. Has it?`
  return { key: `${act} ${name}`, ref, text, answers }
}

function actOf(difference: ItemDifference): readonly PlanAct[] {
  switch (difference.kind) {
    case 'joined':
    case 'returned':
      return ['joining']
    case 'left':
      return [difference.left.why === 'merged' ? 'merging' : 'leaving']
    case 'reworded':
      return ['wording']
    case 'owners':
      return ['owners']
    case 'moved':
    case 'renumbered':
    case 'reordered':
    case 'dates':
    case 'details':
      return []
  }
}
