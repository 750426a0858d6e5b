import { z } from 'zod'
import { findQuestion } from '../data/conversations.ts'
import { defineCommand } from '../src/command.ts'
import { UserError } from '../src/errors.ts'
import { sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Choose an answer to a pending question',
  forms: ['<question:number> <choice:number>'],
  examples: () => ['answer 12 1'],
  arguments: z.object({ question: z.number(), choice: z.number() }),
  changes: true,
  hidden: true,
  async run(context, { question: id, choice }) {
    const place = {
      planId: context.model.plan.id,
      personId: context.speaker.personId,
      conversation: context.place.conversation,
    }
    const question = await findQuestion(context.db, place, context.now)
    const option = question?.id === id ? question.options[choice - 1] : undefined
    if (!option)
      throw new UserError(
        'conflict',
        'That question is no longer open; nothing was changed. Please say it again.',
      )
    const instead = option.submission ?? option.line
    return { message: sentence(option.label), instead, seen: question?.seen }
  },
})
