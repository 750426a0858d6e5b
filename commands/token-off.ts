import { endAssistantToken } from '../data/assistant-tokens.ts'
import { defineCommand } from '../src/command.ts'
import { sentence } from '../src/message.ts'
import { ownAccount } from '../src/people/own-account.ts'
import { checkAlone } from '../src/people/own-token.ts'

export default defineCommand({
  summary: 'Let no assistant ask in your name any more',
  over: 'organisation',
  topics: 'mcp assistant assistants ai claude copilot chatgpt api access bearer revoke end stop disconnect',
  forms: [''],
  phrases: {
    'end|revoke|cancel|remove|delete|stop my|the [access|assistant|api|mcp|bearer] token': '',
    'disconnect my|the assistant|claude|copilot|chatgpt': '',
  },
  examples: () => ['token off'],
  changes: true,
  async run(context) {
    const { place, speaker, writing, trail } = context
    checkAlone(place, 'token off')
    const isEnded = await endAssistantToken(writing(), {
      personId: speaker.personId,
      ...ownAccount(context),
    })
    if (!isEnded) return { message: sentence('You have no token, so there is nothing to end.') }
    await trail({ of: 'organisation', action: 'token-off', ref: null, before: null, after: null })
    return {
      message: sentence('Your token is good no more: no assistant can ask in your name from now on.'),
    }
  },
})
