import { buttonPress, nextTrigger, slashCommand } from '../support/slack/payloads.ts'
import { buttonsOf, wordsOf } from '../support/slack/slack.ts'
import { TRANSPORTS, type Transport } from '../support/slack/transports.ts'
import { type Answer, platformContract, type Talking, type Who } from './platform.ts'

const ACCOUNTS: Readonly<Record<Who, string>> = {
  SLSESEND: 'U0OWNER',
  coordinator: 'U0CHAIR',
  stranger: 'U0STRANGER',
}

// Mentions, channels, broadcasts and links in Slack's markup, and anything that Slack would read as markup.
const LIVE =
  /<[@#!]|<https?:|"type":"(?:mrkdwn|link|user|broadcast|channel|usergroup)"|[^\P{Cc}\n\t]|[\u202a-\u202e]/u

async function talkingOver({ slack, bring, close }: Transport): Promise<Talking> {
  const { responseUrl } = slack
  await slack.link(ACCOUNTS.SLSESEND, 'SLSESEND')
  await slack.link(ACCOUNTS.coordinator, 'coordinator')
  const triggers = new Map<string, string>()
  const shown = (json: Readonly<Record<string, unknown>>): Answer => ({
    text: wordsOf(json.blocks).replace(/\s+/g, ' '),
    buttons: buttonsOf(json.blocks),
    raw: JSON.stringify([json.text, json.blocks]),
  })
  return {
    say: async (as, line, key) => {
      const trigger = (key === undefined ? undefined : triggers.get(key)) ?? nextTrigger()
      if (key !== undefined) triggers.set(key, trigger)
      const command = slashCommand({ user: ACCOUNTS[as], text: line, trigger, responseUrl })
      return shown(await bring('command', command).acknowledged)
    },
    press: async (as, value) => {
      const container = {
        type: 'message',
        message_ts: '1606208400.000900',
        channel_id: 'C0BOARD',
        is_ephemeral: true,
      }
      const before = slack.responses.length
      const press = buttonPress({ user: ACCOUNTS[as], value, container, responseUrl })
      await bring('interaction', press).acknowledged
      await slack.responded(before + 1)
      return shown(slack.responses[before] ?? {})
    },
    updates: slack.updates,
    close,
  }
}

for (const [name, open] of TRANSPORTS) {
  platformContract(`Slack by ${name}`, {
    open: async () => talkingOver(await open()),
    redelivers: true,
    live: LIVE,
  })
}
