import { z } from 'zod'
import { endCalendarAddress, makeCalendarAddress } from '../data/calendar-addresses.ts'
import { defineCommand } from '../src/command.ts'
import { UserError } from '../src/errors.ts'
import { link, paragraph, sentence, typed } from '../src/message.ts'
import { ownAccount } from '../src/people/own-account.ts'

export default defineCommand({
  summary: 'Have the meetings in your own calendar, by an address for you alone',
  over: 'organisation',
  topics: 'ics ical outlook google phone diary subscribe subscription feed dates',
  forms: ['', 'off'],
  phrases: {
    'subscribe|subscribing [me] to [the] [meeting] calendar|meetings|dates': '',
    '[new] calendar|meetings|dates address|link|feed|subscription': '',
    'add|put|have|get [the] meetings|dates [in|into|to|on] my|outlook|google calendar|diary|phone': '',
    'stop|end|revoke|cancel|remove [my] calendar address|link|feed|subscription': 'off',
  },
  examples: () => ['calendar', 'calendar off'],
  arguments: z.object({ off: z.literal(true).optional() }),
  changes: true,
  async run(context, { off }) {
    const { web, place, speaker, now, writing } = context
    const account = ownAccount(context)
    if (off) {
      const isEnded = await endCalendarAddress(writing(), { personId: speaker.personId, ...account })
      return {
        message: sentence(
          isEnded
            ? 'Your calendar address leads nowhere any more. Remove it from your calendar program too.'
            : 'You have no calendar address, so there is nothing to end.',
        ),
      }
    }
    if (web === null) {
      throw new UserError(
        'invalid',
        'There is no address for calendars here: whoever runs the bot has to switch the web pages on first, with WEB=on. To see the meetings, say: meetings',
      )
    }
    if (!place.isPrivate) {
      throw new UserError(
        'invalid',
        'The address is for you alone, so I give it in our own conversation. Write to me there: calendar',
      )
    }
    const { token, isRenewed } = await makeCalendarAddress(writing(), {
      personId: speaker.personId,
      ...account,
      now,
    })
    const address = `${web}/calendar/${token}.ics`
    const text = `Here is your calendar address. It shows the meetings of your plans, and nothing of their items.${isRenewed ? ' The one that you had before leads nowhere any more.' : ''}`
    return {
      message: {
        summary: text,
        blocks: [
          paragraph(text),
          paragraph(link(address, address)),
          paragraph(
            'In your calendar program choose to subscribe to a calendar from the web, and paste it there. It is for you alone: whoever has it sees these dates too. To end it: ',
            typed('calendar off'),
          ),
        ],
      },
    }
  },
})
