import { buttonPress, nextTrigger } from '../support/slack/payloads.ts'
import { buttonsOf, createSlackTest, wordsOf } from '../support/slack/slack.ts'
import { type Answer, platformContract, type Talking, type Who } from './platform.ts'

const ACCOUNTS: Readonly<Record<Who, string>> = {
  SLSESEND: 'U0OWNER',
  coordinator: 'U0CHAIR',
  stranger: 'U0STRANGER',
}

// Mentions, channels, broadcasts and links in Slack's markup, and anything that Slack would read as markup.
const LIVE =
  /<[@#!]|<https?:|"type":"(?:mrkdwn|link|user|broadcast|channel|usergroup)"|[^\P{Cc}\n\t]|[\u202a-\u202e]/u

async function open(): Promise<Talking> {
  const slack = await createSlackTest()
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
      const { json } = await slack.command(ACCOUNTS[as], line, { trigger })
      return shown(json)
    },
    press: async (as, value) => {
      const container = {
        type: 'message',
        message_ts: '1606208400.000900',
        channel_id: 'C0BOARD',
        is_ephemeral: true,
      }
      const before = slack.responses.length
      await slack.interact(
        buttonPress({ user: ACCOUNTS[as], value, container, responseUrl: slack.responseUrl }),
      )
      await slack.responded(before + 1)
      return shown(slack.responses[before] ?? {})
    },
    updates: slack.updates,
    close: slack.close,
  }
}

platformContract('Slack', { open, redelivers: true, live: LIVE })
