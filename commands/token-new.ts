import { makeAssistantToken, TOKEN_DAYS } from '../data/assistant-tokens.ts'
import { defineCommand } from '../src/command.ts'
import { moment } from '../src/domain/format.ts'
import { UserError } from '../src/errors.ts'
import { paragraph, sentence, typed } from '../src/message.ts'
import { ownAccount } from '../src/people/own-account.ts'
import { checkAlone } from '../src/people/own-token.ts'

export default defineCommand({
  summary: 'Let an assistant ask in your name, by a token for you alone',
  over: 'organisation',
  topics: 'mcp assistant assistants ai claude copilot chatgpt api access bearer connect',
  forms: [''],
  phrases: {
    'make|create|get|give|renew|need|want [me] [a|an] [new] access|assistant|api|mcp|bearer token': '',
    'connect my|an assistant|claude|copilot|chatgpt': '',
  },
  examples: () => ['token new'],
  changes: true,
  async run(context) {
    const { web, hasAssistants, place, speaker, now, model, writing, trail } = context
    if (web === null || !hasAssistants) {
      throw new UserError(
        'invalid',
        'Assistants cannot ask here. Whoever runs the bot can switch that on: MCP=on.',
      )
    }
    checkAlone(place, 'token new')
    const { token, endsAt, isRenewed } = await makeAssistantToken(writing(), {
      personId: speaker.personId,
      ...ownAccount(context),
      now,
    })
    const ends = moment(endsAt, model.plan.timeZone)
    await trail({
      of: 'organisation',
      action: 'token-new',
      ref: null,
      before: null,
      after: { endsAt: endsAt.toISOString() },
    })
    const text = `Here is your token. It is good for ${TOKEN_DAYS} days, until ${ends}.${isRenewed ? ' The one that you had before is good no more.' : ''}`
    return {
      message: {
        summary: text,
        blocks: [
          paragraph(text),
          paragraph(typed(token)),
          paragraph(
            'Give it to your assistant (MCP) as the bearer token, with this address: ',
            typed(`${web}/mcp`),
          ),
          paragraph(
            'Whoever has it can ask what you may see, and change nothing. I keep no copy, so I cannot show it again; delete this message when you have used it. To end it: ',
            typed('token off'),
          ),
        ],
      },
      // What is kept of it, for the same message brought again.
      untold: sentence(
        'Your token was made, and I showed it once. If it did not reach you, make another: token new',
      ),
    }
  },
})
