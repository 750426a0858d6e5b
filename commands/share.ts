import { inThread, recall } from '../data/conversations.ts'
import { defineCommand } from '../src/command.ts'
import { UserError } from '../src/errors.ts'
import { sentence } from '../src/message.ts'

export default defineCommand({
  summary: 'Show the answer to your last question to everyone in the conversation',
  over: 'organisation',
  topics: 'everyone channel post publish show',
  forms: [''],
  questions: [
    'share',
    'show everyone|everybody|them',
    'post here|channel',
    'post to channel',
    'put in channel',
  ],
  async run(context) {
    const place = {
      planId: context.model.plan.id,
      personId: context.speaker.personId,
      conversation: context.place.conversation,
    }
    const { lastLine } = (await recall(context.db, inThread(place, context.place.under))) ?? {
      lastLine: null,
    }
    if (lastLine === null)
      throw new UserError(
        'invalid',
        'There is no answer to share yet. Ask something first, for example: overdue',
        ['overdue'],
      )
    return { message: sentence('Shared.'), instead: lastLine, shared: true }
  },
})
