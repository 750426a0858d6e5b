import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { TestApp } from '../support/app.ts'
import { personAt } from '../support/people.ts'
import { buttonPress, directMessage, mention } from '../support/slack/payloads.ts'
import { buttonsOf, createSlackTest, type SlackTest, wordsOf } from '../support/slack/slack.ts'
import { textOfActivity } from '../support/teams/connector.ts'
import { chatOf, inChannel, inChat, startTeams } from '../support/teams/teams.ts'

type Sent = Buffer | ((response: ServerResponse) => void)

/** A chat platform by its real way in: what is sent to the bot, and what it answers. */
interface Chat {
  readonly bot: TestApp
  /** Sends a file in somebody's own conversation with the bot, and returns what is answered. */
  readonly send: (
    file: Sent,
    given?: { name?: string; as?: 'coordinator' | 'owner'; size?: number },
  ) => Promise<string>
  readonly sendInChannel: (file: Buffer) => Promise<string>
  /** Says a line there. */
  readonly say: (line: string) => Promise<string>
  /** The files that the bot asked the platform for. */
  readonly fetched: () => readonly string[]
  readonly close: () => Promise<void>
}

const PATH = '/files-pri/plan.csv'
const WHO = {
  coordinator: { slack: 'U0OWNER', teams: 'coord' },
  owner: { slack: 'U0CHAIR', teams: 'owner' },
} as const

async function slackChat(): Promise<Chat> {
  const slack = await createSlackTest()
  for (const [code, id] of [
    ['coordinator', 'U0OWNER'],
    ['SLSP', 'U0CHAIR'],
  ] as const) {
    await slack.link(id, code)
    const channel = { id: `D${id.slice(1)}`, name: id, kind: 'direct', isMember: true, user: id } as const
    slack.stub.workspace.channels.set(channel.id, channel)
  }
  const answerTo = async (user: string, event: Readonly<Record<string, unknown>>) => {
    const channel = `D${user.slice(1)}`
    const before = slack.stub.workspace.messagesIn(channel).length
    const { status } = await slack.event(event)
    expect(status).toBe(200)
    await expect.poll(() => slack.stub.workspace.messagesIn(channel).length).toBeGreaterThan(before)
    return slack.stub.workspace
      .messagesIn(channel)
      .slice(before)
      .map(({ blocks }) => wordsOf(blocks))
      .join('\n')
  }
  const fileAt = (name: string, size?: number) => {
    const url = new URL(PATH, slack.stub.url).href
    return {
      id: 'F0PLAN',
      name,
      permalink: `https://council.slack.com/files/${name}`,
      url_private: url,
      url_private_download: url,
      ...(size === undefined ? {} : { size }),
    }
  }
  return {
    bot: slack.bot,
    send: (file, { name = 'plan.csv', as = 'coordinator', size } = {}) => {
      slack.stub.sentFiles.set(PATH, file)
      const user = WHO[as].slack
      return answerTo(
        user,
        directMessage({ user, text: '', subtype: 'file_share', files: [fileAt(name, size)] }),
      )
    },
    sendInChannel: async (file) => {
      slack.stub.sentFiles.set(PATH, file)
      await slack.event(mention({ user: 'U0OWNER', text: '', files: [fileAt('plan.csv')] }))
      await slack.stub.called('chat.postEphemeral')
      return wordsOf(slack.stub.callsOf('chat.postEphemeral').map((call) => call.arguments))
    },
    say: (line) => answerTo('U0OWNER', directMessage({ user: 'U0OWNER', text: line })),
    fetched: () => slack.stub.fetched,
    close: slack.close,
  }
}

async function teamsChat(): Promise<Chat> {
  const teams = await startTeams()
  await teams.link('coordinator', 'coord')
  await teams.link('SLSP', 'owner')
  const answerTo = async (person: string, activity: object) => {
    const before = teams.connector.seen(chatOf(person)).length
    await teams.deliver(activity)
    return teams.connector
      .seen(chatOf(person))
      .slice(before)
      .map(({ activity: each }) => textOfActivity(each))
      .join('\n')
  }
  return {
    bot: teams.bot,
    send: (file, { name = 'plan.csv', as = 'coordinator' } = {}) => {
      teams.connector.sentFiles.set(PATH, file)
      const person = WHO[as].teams
      const downloadUrl = `${teams.connector.serviceUrl.replace(/\/$/, '')}${PATH}`
      const attachments = [
        { contentType: 'text/html', content: '<p></p>' },
        {
          contentType: 'application/vnd.microsoft.teams.file.download.info',
          name,
          contentUrl: 'https://council.sharepoint.com/plan.csv',
          content: { downloadUrl },
        },
      ]
      return answerTo(person, inChat(person, { text: '', attachments }))
    },
    sendInChannel: async () => {
      const attachments = [
        { contentType: 'text/html', content: '<div><at>WSoA</at><attachment id="7c"></attachment></div>' },
      ]
      await teams.deliver({ ...inChannel('coord', ''), attachments })
      return JSON.stringify(teams.connector.calls.map(({ body }) => body))
    },
    say: (line) => teams.type(line, 'coord'),
    fetched: () => teams.connector.fetched,
    close: teams.close,
  }
}

const PLAN = Buffer.from(
  'Reference,Action,Owner,Due\nB1(a),A better title,SLSP,31/03/2021\nB1(b),Consult stakeholders and parent carers on dashboard indicators,,30/04/2021\n',
)

describe.each([
  ['Slack', slackChat],
  ['Teams', teamsChat],
] as const)('a file sent in %s', (_, open) => {
  let chat: Chat
  beforeEach(async () => {
    chat = await open()
  })
  afterEach(() => chat.close())

  const sessions = () => chat.bot.db.selectFrom('importSessions').selectAll().execute()

  test('is said back with what it holds and how much it leaves open, and its first question is asked', async () => {
    const answer = await chat.send(PLAN)
    expect(answer).toMatch(/plan\.csv: 2 actions\. \d+ questions, most important first\./)
    expect(answer).toContain('or another plan?')
    expect(await sessions()).toMatchObject([{ name: 'plan.csv', state: 'asking', kind: 'plan' }])
  })

  test('is read by what it holds, not by its name', async () => {
    expect(await chat.send(PLAN, { name: 'plan.docx' })).toContain(
      'plan.docx is a CSV file. It was read as one.',
    )
  })

  test('by anybody but the coordinator is neither opened nor fetched', async () => {
    const answer = await chat.send(PLAN, { as: 'owner' })
    expect(answer).toContain('Only the coordinator can import. I have not opened the file.')
    expect(chat.fetched()).toEqual([])
    expect(await sessions()).toEqual([])
  })

  test('in a channel is not opened, and the answer says where to send it', async () => {
    expect(await chat.sendInChannel(PLAN)).toContain('I open files in our own conversation alone')
    expect(chat.fetched()).toEqual([])
  })

  test.each([
    [
      'announces more than 10 MB',
      (response: ServerResponse) =>
        void response.writeHead(200, { 'content-length': 11 * 1024 * 1024 }).end(Buffer.alloc(1)),
    ],
    [
      'goes on after 10 MB',
      (response: ServerResponse) => void response.writeHead(200).end(Buffer.alloc(11 * 1024 * 1024, 'a')),
    ],
  ])('that %s is refused in one sentence, and nothing is kept', async (_how, file) => {
    expect(await chat.send(file)).toMatch(/plan\.csv is too large: 1[01] MB, the limit is 10 MB\./)
    expect(await sessions()).toEqual([])
  })

  test('of which the end does not come is refused in one sentence, and nothing is kept', async () => {
    const cut = (response: ServerResponse) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write('Reference', () => response.destroy())
    }
    expect(await chat.send(cut)).toContain(
      'plan.csv did not come whole: the connection broke. Send it again. Nothing was kept.',
    )
    expect(await sessions()).toEqual([])
  })

  test('that cannot be read is answered with its sentence', async () => {
    expect(await chat.send(Buffer.from('%PDF-1.7'), { name: 'plan.pdf' })).toContain(
      'plan.pdf is a PDF. Send the Word or Excel file that it was made from.',
    )
    expect(await sessions()).toEqual([])
  })

  test('is asked about question by question, previewed by kind and imported once', async () => {
    const { plan } =
      (
        await chat.bot.app.plansFor(chat.bot.now(), {
          platform: 'terminal',
          tenant: 'local',
          userId: 'coordinator',
          conversation: 'x',
        })
      )[0] ?? {}
    let answer = await chat.send(PLAN)
    for (let asked = 0; asked < 20 && !answer.includes('Importing it changes'); asked += 1)
      answer = await chat.say(answerFor(answer, plan?.title ?? ''))
    expect(answer).toContain('Importing it changes')
    // What a board decides is asked of it, and what it agrees stays until it has.
    expect(answer).toMatch(/with another date, which is asked for 1: B1\(b\): R\d+ asks the/)
    expect(answer).toContain('Left open, so as it was: B1(a).')
    const requests = () => chat.bot.db.selectFrom('requests').select(['toDay', 'state']).execute()
    const before = await requests()
    expect(await chat.say('import now')).toMatch(/Imported: \d+ changes? of/)
    expect((await requests()).slice(before.length)).toMatchObject([{ toDay: '2021-04-30' }])
    expect(await sessions()).toMatchObject([{ state: 'imported', bytes: null }])
    const { id } = await personAt(chat.bot.db, 'coordinator')
    const answers = await chat.bot.db.selectFrom('importAnswers').select(['personId', 'saidAt']).execute()
    expect(answers.length).toBeGreaterThan(2)
    expect(new Set(answers.map(({ personId }) => personId))).toEqual(new Set([id]))
    expect(await chat.say('import go on')).toContain('plan.csv is imported.')
  })
})

function answerFor(question: string, title: string): string {
  if (question.includes('or another plan?')) return title
  if (question.includes('all that are missing stay')) return 'all that are missing stay'
  if (question.includes('Is it the same item')) return 'same'
  return 'leave open'
}

describe('a button under a question', () => {
  let slack: SlackTest
  beforeEach(async () => {
    slack = await createSlackTest()
  })
  afterEach(() => slack.close())

  test('answers it when it is pressed', async () => {
    await slack.link('U0OWNER', 'coordinator')
    const channel = {
      id: 'D0OWNER',
      name: 'U0OWNER',
      kind: 'direct',
      isMember: true,
      user: 'U0OWNER',
    } as const
    slack.stub.workspace.channels.set(channel.id, channel)
    slack.stub.sentFiles.set(PATH, PLAN)
    const url = new URL(PATH, slack.stub.url).href
    const files = [{ name: 'plan.csv', permalink: 'https://x.slack.com/f', url_private: url }]
    await slack.event(directMessage({ user: 'U0OWNER', text: '', subtype: 'file_share', files }))
    await slack.stub.called('chat.postMessage')
    const [question] = slack.stub.workspace.messagesIn('D0OWNER')
    const value = buttonsOf(question?.blocks).get('a new plan') ?? ''
    expect(value).not.toBe('')
    await slack.interact(
      buttonPress({
        user: 'U0OWNER',
        value,
        container: { type: 'message', channel_id: 'D0OWNER', message_ts: question?.ts },
        message: { ts: question?.ts },
      }),
    )
    const answers = () => slack.bot.db.selectFrom('importAnswers').select(['key', 'answer']).execute()
    await expect.poll(answers).toEqual([{ key: 'plan which', answer: 'a new plan' }])
  })
})
