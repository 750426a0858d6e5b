import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Logger, pino } from 'pino'
import { saveIdentity } from '../../../data/people.ts'
import { openSlack, type SlackPlatform, type World } from '../../../src/platforms/slack/open.ts'
import { readSettings } from '../../../src/settings.ts'
import { withEnds } from '../../../src/shell/ends.ts'
import { openHttp } from '../../../src/shell/http.ts'
import { createTestApp, type TestApp } from '../app.ts'
import { keepFor } from '../keep.ts'
import { NO_PAGES } from '../no-pages.ts'
import { personAt } from '../people.ts'
import * as payloads from './payloads.ts'
import { type Answered, form, json, post, SIGNING_SECRET, type SignedOptions } from './signed.ts'
import { type SlackStub, startSlackStub } from './web-api.ts'
import { APP_TOKEN, BOT_TOKEN, TEAM } from './workspace.ts'

type Payload = Readonly<Record<string, unknown>>
type Options = SignedOptions

export interface SlackTest {
  readonly bot: TestApp
  readonly stub: SlackStub
  readonly slack: SlackPlatform
  /** Settles when the service is heard, or refused. */
  readonly listening: Promise<void>
  /** Where the service listens. */
  readonly url: string
  /** How often something was handed to the app. */
  readonly heard: () => number
  /** How many lines to the service are open. */
  readonly openLines: () => Promise<number>
  readonly responseUrl: string
  /** What was sent to response addresses, in order. */
  readonly responses: readonly Payload[]
  /** Resolves when this many responses have come in all. */
  readonly responded: (times: number) => Promise<void>
  readonly command: (
    user: string,
    text: string,
    options?: Options & { channel?: string; trigger?: string; team?: string },
  ) => Promise<Answered>
  readonly event: (event: Payload, options?: Options & { id?: string; team?: string }) => Promise<Answered>
  /** Sends the payload of a button, a shortcut or a form. */
  readonly interact: (payload: Payload, options?: Options) => Promise<Answered>
  /** Links an account to a person, as if the coordinator had confirmed it. */
  readonly link: (user: string, code: string) => Promise<void>
  /** The number of updates that people recorded. */
  readonly updates: () => Promise<number>
  readonly log: Logger
  readonly logged: readonly string[]
  readonly close: () => Promise<void>
}

/** The real app and the real SDK behind a real server; only Slack is a stub. */
export async function createSlackTest({
  socketUrl,
  now,
  beside,
  world,
  machineNow = () => new Date(),
  troubled,
}: {
  socketUrl?: string
  now?: Date
  /** An app that another platform uses as well. */
  beside?: TestApp
  world?: World
  machineNow?: () => Date
  /** Makes Slack misbehave from the start; the service is not waited for until it is heard. */
  troubled?: (stub: SlackStub) => void
} = {}): Promise<SlackTest> {
  const test = beside ?? (await createTestApp(now ? { now } : {}))
  const stub = await startSlackStub(socketUrl === undefined ? {} : { socketUrl })
  troubled?.(stub)
  const answers = await responseServer()
  const logged: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) })
  const settings = readSettings({
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_API_URL: stub.url,
    ...(socketUrl === undefined ? { SLACK_SIGNING_SECRET: SIGNING_SECRET } : { SLACK_APP_TOKEN: APP_TOKEN }),
  })
  const slack = openSlack(
    {
      settings,
      log,
      machineNow,
      attachments: {
        png: async () => Buffer.from('png bytes'),
        paper: nothing,
        paperLink: async () => null,
        pictureLink: async () => null,
      },
      references: { save: async () => {}, find: async () => undefined },
    },
    // A slow machine makes no answer late.
    { steadyNow: () => 0, ...world },
  )
  const http = openHttp()
  let heard = 0
  const listening = slack.listen({
    handle: (incoming) => {
      heard += 1
      return test.app.handle(incoming, test.now())
    },
    keep: keepFor(test, { log, platform: slack }),
    hearsGuest: (guest) => test.app.hearsGuest(guest, test.now()),
    http,
    pages: NO_PAGES,
  })
  if (troubled) listening.catch(() => {})
  else await listening
  const server = await served(createServer(withEnds(http, log)))
  const url = `${addressOf(server)}/slack/events`
  const { db } = test
  return {
    bot: test,
    stub,
    slack,
    listening,
    url,
    heard: () => heard,
    openLines: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    responseUrl: answers.url,
    responses: answers.bodies,
    responded: answers.responded,
    command: (user, text, { channel, trigger, team, ...options } = {}) =>
      post(
        url,
        form(
          payloads.slashCommand({
            user,
            text,
            responseUrl: answers.url,
            ...(channel === undefined ? {} : { channel }),
            ...(trigger === undefined ? {} : { trigger }),
            ...(team === undefined ? {} : { team }),
          }),
        ),
        options,
      ),
    event: (event, { id, team, ...options } = {}) =>
      post(
        url,
        json(
          payloads.eventCallback(event, {
            ...(id === undefined ? {} : { id }),
            ...(team === undefined ? {} : { team }),
          }),
        ),
        options,
      ),
    interact: (payload, options) => post(url, form({ payload: JSON.stringify(payload) }), options),
    link: async (user, code) => {
      const { planId } = await db.selectFrom('people').select('planId').executeTakeFirstOrThrow()
      const person = await personAt(db, code)
      await db.transaction().execute((trx) =>
        saveIdentity(trx, planId, {
          personId: person.id,
          platform: 'slack',
          tenant: TEAM,
          userId: user,
          confirmedAt: test.now().toISOString(),
        }),
      )
    },
    updates: async () => {
      const { count } = await db
        .selectFrom('updates')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('kind', '!=', 'import')
        .executeTakeFirstOrThrow()
      return count
    },
    log,
    logged,
    close: async () => {
      await slack.close()
      await closed(server)
      await stub.close()
      await answers.close()
      if (!beside) await test.close()
    },
  }
}

const nothing = async () => Buffer.alloc(0)

/** The values of an answer's buttons by label. The first counts if two have the same label. */
export function buttonsOf(blocks: unknown): ReadonlyMap<string, string> {
  const found = [...JSON.stringify(blocks).matchAll(/\{"type":"button".*?"value":"(?:[^"\\]|\\.)*"\}/g)].map(
    ([text]) => JSON.parse(text) as { text: { text: string }; value: string },
  )
  return new Map(found.toReversed().map(({ text, value }) => [text.text, value]))
}

/** All texts in the blocks, in order. */
export function wordsOf(blocks: unknown): string {
  const words: string[] = []
  JSON.stringify(blocks, (name, value: unknown) => {
    if (name === 'text' && typeof value === 'string') words.push(value)
    return value
  })
  return words.join(' ')
}

async function responseServer() {
  const bodies: Payload[] = []
  const waiting: { times: number; resolve: () => void }[] = []
  const server = await served(
    createServer((request: IncomingMessage, response: ServerResponse) => {
      let text = ''
      request.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      request.on('end', () => {
        bodies.push(JSON.parse(text) as Payload)
        response.end('ok')
        for (const each of waiting) if (bodies.length >= each.times) each.resolve()
      })
    }),
  )
  return {
    url: `${addressOf(server)}/commands/T0/1/abc`,
    bodies,
    responded: (times: number) =>
      new Promise<void>((resolve) => {
        if (bodies.length >= times) resolve()
        else waiting.push({ times, resolve })
      }),
    close: () => closed(server),
  }
}

function served(server: Server): Promise<Server> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
