import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Message, PaperFile, Picture } from '../../../src/message.ts'
import type { Address } from '../../../src/platform.ts'
import { type Activity, actionsOf, textOfActivity } from '../../support/teams/connector.ts'
import {
  CHANNEL,
  chatOf,
  inChannel,
  inChat,
  lastOf,
  press,
  startTeams,
  TENANT,
  type TeamsTest,
} from '../../support/teams/teams.ts'

const TO: Address = { platform: 'teams', tenant: TENANT, channel: null, userId: 'ann', name: 'Ann' }
const SMALL: Picture = {
  kind: 'picture',
  title: 'Small',
  alt: 'Ten are green.',
  svg: '<svg/>',
  width: 10,
  height: 10,
}
const LARGE: Picture = { ...SMALL, title: 'Large', alt: 'Hundreds are green.' }
const PAPER: PaperFile = {
  kind: 'paper',
  title: 'The paper of the board',
  name: 'board-2020-12-08.docx',
  body: 'improvement-board',
  meetingDay: '2020-12-08',
}

const SENDING = {
  key: 'k',
  under: null,
  deadline: new AbortController().signal,
  mayPost: async () => true,
}

let teams: TeamsTest
let address: string | null = null
let link: string | null = 'https://wsoa.example.org/papers/1'
beforeAll(async () => {
  teams = await startTeams({
    attachments: {
      png: async (picture) => Buffer.alloc(picture === LARGE ? 300_000 : 3_000),
      paper: async () => Buffer.alloc(0),
      paperLink: async () => link,
      pictureLink: async () => address,
    },
  })
  await teams.deliver(inChat('ann', { type: 'conversationUpdate', text: undefined }))
})
afterAll(() => teams.close())

async function sent(...blocks: Message['blocks']): Promise<Activity> {
  const message = { summary: 'Attached.', blocks }
  expect(await teams.platform.send({ ...SENDING, to: TO, message })).toMatchObject({ state: 'sent' })
  return lastOf(teams.connector.seen(chatOf('ann'))).activity
}

test('a small picture is shown, with the words for those who cannot see it', async () => {
  const card = JSON.stringify(await sent(SMALL))
  expect(card).toContain('"url":"data:image/png;base64,')
  expect(card).toContain('"altText":"Ten are green."')
})

test('a large one is told in words', async () => {
  const activity = await sent(LARGE)
  expect(JSON.stringify(activity)).not.toContain('data:image')
  expect(textOfActivity(activity)).toContain('Hundreds are green.')
})

test('a paper is a button that leads to it, and says how to get another link', async () => {
  const activity = await sent(PAPER)
  expect(actionsOf(activity)).toMatchObject([{ type: 'Action.OpenUrl', url: link }])
  expect(textOfActivity(activity)).toContain('paper improvement-board on 8 December 2020')
})

test('in a channel, where a link would be anybody’s and soon dead, each has one sent to them', async () => {
  await teams.link('coordinator', 'ann')
  await teams.deliver(inChannel('ann', 'help'))
  const message = { summary: 'Attached.', blocks: [PAPER] }
  await teams.platform.send({ ...SENDING, to: { ...TO, channel: CHANNEL, userId: null }, message })
  const [{ data, title } = { data: {}, title: '' }] = actionsOf(
    teams.connector.calls.at(-1)?.body.activity ?? {},
  )
  expect(title).toBe('Send me the paper')
  const said = teams.connector.calls.length
  const { text } = await teams.deliver({ ...inChannel('ann', ''), ...press(data) })
  expect(text).toContain(
    'The paper for the SEND Improvement Board of Tuesday 8 December 2020 is on its way to you.',
  )
  expect(teams.connector.calls).toHaveLength(said)
})

test('where there is no address to fetch it from, whom to ask is said', async () => {
  link = null
  const activity = await sent(PAPER)
  expect(actionsOf(activity)).toEqual([])
  expect(textOfActivity(activity)).toContain('ask the coordinator for it')
})

test('a picture that has an address is shown from there, however large it is', async () => {
  address = 'https://wsoa.example.org/pictures/1'
  const shown = JSON.stringify(await sent(LARGE))
  address = null
  expect(shown).toContain('"url":"https://wsoa.example.org/pictures/1"')
  expect(shown).not.toContain('data:image')
})
