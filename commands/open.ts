import { LINK_MINUTES, makeSignInLink } from '../data/sessions.ts'
import { defineCommand } from '../src/command.ts'
import { UserError } from '../src/errors.ts'
import { link, paragraph } from '../src/message.ts'

export default defineCommand({
  summary: 'Open the plan in a browser, by a link for you alone',
  over: 'organisation',
  topics: 'web browser page pages site website sign in link',
  forms: [''],
  examples: () => ['open'],
  changes: true,
  async run({ web, hasSignInLinks, place, speaker, now, writing }) {
    if (web === null) {
      throw new UserError(
        'invalid',
        'There are no web pages here. Whoever runs the bot can switch them on: WEB=on.',
      )
    }
    if (place.isPage) throw new UserError('invalid', 'You are signed in already: these are the pages.')
    if (!hasSignInLinks) {
      const text = 'You sign in to the web pages as you do to your chat.'
      return {
        message: { summary: text, blocks: [paragraph(text), paragraph(link('Open the plan', `${web}/`))] },
      }
    }
    if (!place.isPrivate) {
      throw new UserError(
        'invalid',
        'The link is for you alone, so I give it in our own conversation. Write to me there: open',
      )
    }
    const { platform, tenant } = place
    const userId = speaker.identity.slice(`${platform}:${tenant}:`.length)
    const token = await makeSignInLink(writing(), { platform, tenant, userId, name: speaker.name, now })
    const text = `Here is your link to the web pages. It is for you alone, works once, and for ${LINK_MINUTES} minutes.`
    return {
      message: {
        summary: text,
        blocks: [paragraph(text), paragraph(link('Open the plan', `${web}/open/${token}`))],
      },
    }
  },
})
