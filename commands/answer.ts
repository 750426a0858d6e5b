import { z } from 'zod'
import { findQuestion } from '../data/conversations.ts'
import { type Context, defineCommand, type Outcome } from '../src/command.ts'
import { NO_LONGER_OPEN, type Question } from '../src/domain/question.ts'
import { shortened } from '../src/domain/text.ts'
import { UserError } from '../src/errors.ts'
import { sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Answer a pending question: in a window, or by choosing',
  over: 'organisation',
  forms: ['', '<question:number> <choice:number>'],
  examples: () => ['answer 12 1'],
  arguments: z.object({ question: z.number().optional(), choice: z.number().optional() }),
  changes: true,
  hidden: true,
  async run(context, { question: id, choice }) {
    const question = await openQuestion(context)
    if (id === undefined || choice === undefined) return answerForm(question)
    const option = question.id === id ? question.options[choice - 1] : undefined
    if (!option) throw new UserError('conflict', NO_LONGER_OPEN)
    const instead = option.submission ?? option.line
    return { message: sentence(option.label), instead, seen: question.seen }
  },
})

/** @throws UserError if no question is open any more */
async function openQuestion({ db, now, model, speaker, place }: Context) {
  const key = { planId: model.plan.id, personId: speaker.personId, conversation: place.conversation }
  const question = await findQuestion(db, key, now)
  if (!question) throw new UserError('conflict', NO_LONGER_OPEN)
  return question
}

/** No platform shows more beside a field. */
const LONGEST_LABEL = 500

/** The answer is understood as if it had been typed. */
function answerForm({ text }: Question): Outcome {
  return {
    message: {
      summary: text,
      blocks: [
        {
          kind: 'form',
          title: 'Answer',
          command: 'answer',
          settled: {},
          adds: { asked: text },
          fields: [
            { name: 'words', label: shortened(text, LONGEST_LABEL), input: 'paragraph', required: true },
          ],
          submit: 'Answer',
          line: '<your answer>',
        },
      ],
    },
    waits: true,
    leavesQuestion: true,
  }
}
