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
  const open = [...new Set(changed.differences.flatMap(actOf))].flatMap((act) => {
    const body = agrees.agreesTo(act)
    return body === COORDINATOR || body === decidedBy ? [] : [{ act, body }]
  })
  return open.flatMap(({ act, body }) => {
    const mayBeTyping = act === 'wording' && [COORDINATOR, decidedBy].includes(agrees.agreesTo('typing'))
    const question = questionOn(nameOf(named), named.ref, {
      act,
      body: agrees.nameOfBody(body),
      mayBeTyping,
      mayBeDraft: agrees.mayBeDraft,
    })
    const given = answerTo(answers, question.key)
    if (given === undefined) return [{ id, question }]
    return given.toLowerCase() === 'typing' && mayBeTyping ? [] : notAnAnswer(question, given)
  })
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
  const text = `${name} would change, and the ${body.replace(/^the /i, '')} agrees ${AGREED[act]}. Has it?`
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
