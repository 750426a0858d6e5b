import type { Outcome } from '../command.ts'
import { textsIn } from '../domain/childrens-numbers.ts'
import type { Submission } from '../domain/question.ts'
import { tellsOfFew } from '../domain/small-cohorts.ts'
import { sentence } from '../message.ts'
import type { HeardCommand } from './run-command.ts'

/**
 * Asks first when what is to be recorded tells of so few children of one school that people there know who is meant. It is
 * for the speaker to say: a board may have to know.
 */
export function askIfFew({ name, args, line, mayTellOfFew }: HeardCommand): Outcome | undefined {
  if (mayTellOfFew || !textsIn(args).some(tellsOfFew)) return undefined
  return {
    message: sentence(QUESTION),
    waits: true,
    question: {
      text: QUESTION,
      options: [
        {
          label: 'Yes, record it',
          line,
          submission: { command: name, arguments: args as Submission['arguments'] },
        },
      ],
      isYesNo: true,
      asksOfFew: true,
      answerLine: null,
    },
  }
}

const QUESTION =
  'That speaks of fewer than five children of one school, so people there may know who is meant. Shall it be recorded all the same? If not, say it again without the number or the school.'
