import { findOwnToken } from '../data/assistant-tokens.ts'
import { defineCommand } from '../src/command.ts'
import { moment } from '../src/domain/format.ts'
import { paragraph, typed } from '../src/message.ts'
import { ownAccount } from '../src/people/own-account.ts'
import { checkAlone } from '../src/people/own-token.ts'

export default defineCommand({
  summary: 'See whether an assistant may ask in your name',
  over: 'organisation',
  topics: 'mcp assistant assistants ai claude copilot chatgpt api access bearer',
  forms: [''],
  examples: () => ['token'],
  async run(context) {
    const { db, model, speaker, now, place } = context
    checkAlone(place, 'token')
    const found = await findOwnToken(db, { personId: speaker.personId, ...ownAccount(context), now })
    if (!found) {
      const text = 'You have no token, so no assistant can ask anything in your name.'
      return {
        message: {
          summary: text,
          blocks: [paragraph(text), paragraph('To make one: ', typed('token new'))],
        },
      }
    }
    const { timeZone } = model.plan
    const text = `You have a token, made on ${moment(found.madeAt, timeZone)}. Whoever bears it can ask in your name until ${moment(found.endsAt, timeZone)}, and change nothing.`
    return {
      message: {
        summary: text,
        blocks: [
          paragraph(text),
          paragraph(
            'To end it: ',
            typed('token off'),
            '. To have another in its place: ',
            typed('token new'),
          ),
        ],
      },
    }
  },
})
