import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importPlan } from '../../../data/import/import.ts'
import type { Incoming, Reply } from '../../../src/platform.ts'
import { planFrom, TINY } from '../../support/app.ts'
import { personAt } from '../../support/people.ts'
import { startWeb, type WebTest } from '../../support/web/web.ts'

let web: WebTest
beforeAll(async () => {
  web = await startWeb({ settings: { MCP: 'on' } })
})
afterAll(() => web.close())

const TOKEN = /wsoa_[\w-]{43}/

function tokenIn({ message }: Pick<Reply, 'message'>): string {
  const [token] = JSON.stringify(message).match(TOKEN) ?? []
  if (token === undefined) throw new Error(`no token: ${message.summary}`)
  return token
}

async function tokenFor(as: string): Promise<string> {
  return tokenIn(await web.tell('token new', as))
}

/** Links an account to whoever holds P16SM. */
async function link(account: { platform: string; tenant: string; userId: string; isGuest?: 1 }) {
  const { id } = await personAt(web.bot.db, 'P16SM')
  const confirmedAt = web.bot.now().toISOString()
  await web.bot.db
    .insertInto('identities')
    .values({ planId: 1, personId: id, ...account, confirmedAt })
    .execute()
}

interface Asked {
  readonly text: string
  readonly isError: boolean
  readonly items: readonly { readonly ref: string }[]
}

interface Assistant {
  readonly client: Client
  readonly ask: (line: string) => Promise<Asked>
}

/** The official client, with somebody's token; in the protocol of 2026 where that is asked for, else as most are today. */
async function assistantWith(token: string, era: 'legacy' | 'auto' = 'legacy'): Promise<Assistant> {
  const client = new Client({ name: 'a test', version: '1.0.0' }, { versionNegotiation: { mode: era } })
  const headers = { authorization: `Bearer ${token}` }
  await client.connect(
    new StreamableHTTPClientTransport(new URL('/mcp', web.url), { requestInit: { headers } }),
  )
  return {
    client,
    ask: async (line) => {
      const {
        content,
        isError = false,
        structuredContent,
      } = await client.callTool({
        name: 'ask',
        arguments: { line },
      })
      const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
      const { items = [] } = (structuredContent ?? {}) as { items?: Asked['items'] }
      return { text, isError, items }
    },
  }
}

/** A request as any program can make it. */
async function posted(headers: Readonly<Record<string, string>>, body: unknown = LISTING, method = 'POST') {
  const response = await fetch(new URL('/mcp', web.url), {
    method,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    ...(method === 'POST' ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
    redirect: 'manual',
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

const LISTING = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }

async function trailLength(): Promise<number> {
  const { count } = await web.bot.db
    .selectFrom('trail')
    .select((of) => of.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

describe.each(['legacy', 'auto'] as const)('an assistant with a person’s token (%s client)', (era) => {
  test('finds one tool that says of itself that it only reads', async () => {
    const { client } = await assistantWith(await tokenFor('SLSESEND'), era)
    const { tools } = await client.listTools()
    expect(tools.map(({ name, annotations }) => ({ name, annotations }))).toEqual([
      {
        name: 'ask',
        annotations: expect.objectContaining({ readOnlyHint: true, destructiveHint: false }),
      },
    ])
    expect(tools[0]?.description).toContain('- overdue')
    expect(tools[0]?.description).not.toMatch(/^- (?:update|undo|decide|amend|open|token new)\b/m)
    expect(client.getServerVersion()).toMatchObject({ name: 'wsoa' })
    await client.close()
  })

  test('is answered as that person is in chat', async () => {
    const { client, ask } = await assistantWith(await tokenFor('SLSESEND'), era)
    for (const line of ['mine', 'status C2', 'overdue', 'what is overdue?', 'history C2', 'meetings']) {
      const [told, inChat] = [await ask(line), await web.bot.tell(line, { as: 'SLSESEND' })]
      expect({ line, isError: told.isError }).toEqual({ line, isError: false })
      expect(told.items).toEqual(JSON.parse(JSON.stringify(inChat.items)))
      expect(told.text.length).toBeGreaterThan(20)
    }
    await client.close()
  })
})

describe('what would change something', () => {
  test.each([
    'update C2(e) amber: as it is',
    'C2(e) is amber now',
    'C2(e) green',
    'mark C2(e) as done',
    'confirm C2(e)',
    'undo',
    'open',
    'calendar',
    'token new',
    'token off',
    'yes',
    '1',
  ])('is refused with a sentence, and leaves no trace: %s', async (line) => {
    const { client, ask } = await assistantWith(await tokenFor('SLSESEND'))
    const [updates, trail] = [await web.updates(), await trailLength()]
    const { text, isError } = await ask(line)
    expect(isError).toBe(true)
    expect(text).toMatch(/[.?]/)
    expect(text).not.toMatch(TOKEN)
    expect([await web.updates(), await trailLength()]).toEqual([updates, trail])
    // It did not end the token either.
    expect((await ask('mine')).isError).toBe(false)
    await client.close()
  })

  test('is refused with the line by which the person can say it', async () => {
    const { client, ask } = await assistantWith(await tokenFor('SLSESEND'))
    expect((await ask('update C2(e) amber: as it is')).text).toContain(
      'An assistant only asks, so nothing was changed. Say it to me yourself: update C2(e) amber',
    )
    await client.close()
  })
})

describe('rights', () => {
  test('of an owner are theirs: no coordinator’s lists', async () => {
    const { client, ask } = await assistantWith(await tokenFor('SLSESEND'))
    const { tools } = await client.listTools()
    expect(tools[0]?.description).not.toMatch(/^- desk\b/m)
    expect(await ask('desk')).toMatchObject({ isError: true })
    await client.close()
  })

  test('of the coordinator are theirs', async () => {
    const { client, ask } = await assistantWith(await tokenFor('coordinator'))
    const { tools } = await client.listTools()
    expect(tools[0]?.description).toMatch(/^- desk\b/m)
    expect(await ask('desk')).toMatchObject({ isError: false })
    await client.close()
  })

  test('of a guest are a guest’s, although the platform is not asked: no lists of people', async () => {
    const account = { platform: 'slack', tenant: 'T1', userId: 'UGUEST' }
    await link({ ...account, isGuest: 1 })
    const said: Incoming = {
      ...account,
      conversation: 'D1',
      isPrivate: true,
      isGuest: true,
      key: null,
      said: 'token new',
    }
    const { client, ask } = await assistantWith(tokenIn(await web.handle(said)))
    expect((await ask('who is who')).isError).toBe(true)
    expect((await ask('people')).text).toContain('Guests get no lists of people')
    expect((await ask('mine')).isError).toBe(false)
    await client.close()
  })

  test('are read at every request: of somebody who left, the token is nobody’s', async () => {
    const token = await tokenFor('SLBI')
    expect((await posted({ authorization: `Bearer ${token}` })).status).toBe(200)
    await web.bot.db
      .updateTable('assistantTokens')
      .set({ userId: 'nobody-any-more' })
      .where('userId', '=', 'SLBI')
      .execute()
    expect((await posted({ authorization: `Bearer ${token}` })).status).toBe(401)
  })
})

describe('several plans', () => {
  let several: WebTest
  let before: WebTest
  beforeAll(async () => {
    before = web
    several = await startWeb({ settings: { MCP: 'on' } })
    const library = { ...planFrom(TINY), short: 'library' }
    await importPlan(several.bot.db, library, { now: several.bot.now(), today: '2020-11-24' })
    web = several
  })
  afterAll(async () => {
    web = before
    await several.close()
  })

  test('are named to whoever has a part in them, and each line may name one', async () => {
    const { client, ask } = await assistantWith(await tokenFor('coordinator'))
    const { tools } = await client.listTools()
    expect(tools[0]?.description).toContain('There are several plans')
    const { text } = await ask('in library status')
    expect(text).toContain(planFrom(TINY).title)
    // Which plan is meant is asked, and nothing is remembered of it.
    expect((await ask('status')).text).toContain('?')
    await client.close()
  })

  test('of somebody who has a part in one are that one', async () => {
    const { client, ask } = await assistantWith(await tokenFor('HEAD'))
    const { tools } = await client.listTools()
    expect(tools[0]?.description).not.toContain('There are several plans')
    const { text, items } = await ask('in thurrock status C2')
    expect(text).not.toContain('SEND')
    expect(items).toEqual([])
    await client.close()
  })
})

describe('a token', () => {
  test('is made, seen and ended by its person, in their own conversation alone', async () => {
    const as = 'SLSPPEP'
    expect((await web.tell('token', as)).message.summary).toContain('You have no token')
    const first = await tokenFor(as)
    expect((await web.tell('token', as)).message.summary).toMatch(/You have a token, made on .* until .*2021/)
    expect(JSON.stringify(await web.tell('token', as))).not.toMatch(TOKEN)
    const second = await tokenFor(as)
    expect((await posted({ authorization: `Bearer ${first}` })).status).toBe(401)
    expect((await posted({ authorization: `Bearer ${second}` })).status).toBe(200)
    expect((await web.tell('token off', as)).message.summary).toContain('good no more')
    expect((await posted({ authorization: `Bearer ${second}` })).status).toBe(401)
    expect((await web.tell('token off', as)).message.summary).toContain('no token')
  })

  test.each(['token', 'token new', 'token off'])('is not spoken of in a channel: %s', async (line) => {
    const token = await tokenFor('SLBI')
    const reply = await web.handle({
      platform: 'terminal',
      tenant: 'local',
      userId: 'SLBI',
      conversation: 'C1',
      isPrivate: false,
      key: null,
      said: line,
    })
    expect(reply.error?.text).toContain('in our own conversation')
    expect(JSON.stringify(reply)).not.toMatch(TOKEN)
    expect((await posted({ authorization: `Bearer ${token}` })).status).toBe(200)
  })

  test('is not made by a page, where it would be kept to be shown again', async () => {
    const browser = await web.signedIn('SLBI')
    const { html } = await browser.say('token new')
    expect(html).toContain('in our own conversation')
    expect(html).not.toMatch(TOKEN)
  })

  test('is kept nowhere but by its hash, also where its message is known again and its answer kept', async () => {
    const said: Incoming = {
      platform: 'terminal',
      tenant: 'local',
      userId: 'SLSESEND',
      conversation: 'direct',
      isPrivate: true,
      key: 'one-message',
      message: 'one-message',
      said: 'token new',
      answering: {
        key: 'one-message',
        to: { platform: 'terminal', tenant: 'local', channel: 'direct', userId: null, name: 'direct' },
        under: null,
        asker: 'SLSESEND',
      },
    }
    const reply = await web.handle(said)
    expect(reply.isUnkept).toBe(true)
    const token = tokenIn(reply)
    expect(await everything(web)).not.toContain(token.slice(5))
    const again = await web.handle(said)
    expect(again.message.summary).toContain('I showed it once')
    expect((await posted({ authorization: `Bearer ${token}` })).status).toBe(200)
  })

  test('ends after 90 days, and when the account is unlinked', async () => {
    const token = await tokenFor('SLSESEND')
    web.bot.later({ days: 89 })
    expect((await posted({ authorization: `Bearer ${token}` })).status).toBe(200)
    web.bot.later({ days: 1 })
    expect((await posted({ authorization: `Bearer ${token}` })).status).toBe(401)
    expect((await web.tell('token', 'SLSESEND')).message.summary).toContain('You have no token')
    const account = { platform: 'slack', tenant: 'T1', userId: 'UOWN' }
    await link(account)
    const own = tokenIn(
      await web.handle({ ...account, conversation: 'D2', isPrivate: true, key: null, said: 'token new' }),
    )
    expect((await posted({ authorization: `Bearer ${own}` })).status).toBe(200)
    await web.bot.say('unlink P16SM')
    expect((await posted({ authorization: `Bearer ${own}` })).status).toBe(401)
  })
})

describe('the address of assistants', () => {
  test('refuses whoever brings no token, or a wrong one, and says how to get one', async () => {
    web.passMinutes(2)
    const { status, headers, text } = await posted({})
    expect(status).toBe(401)
    expect(headers.get('www-authenticate')).toMatch(/^Bearer /)
    expect(text).toContain('token new')
    for (const authorization of ['Bearer', 'Bearer x', 'Basic eDp5', `Bearer wsoa_${'A'.repeat(43)}`])
      expect((await posted({ authorization })).status).toBe(401)
    const wrong = new Client({ name: 'a test', version: '1.0.0' })
    const transport = new StreamableHTTPClientTransport(new URL('/mcp', web.url), {
      requestInit: { headers: { authorization: `Bearer wsoa_${'B'.repeat(43)}` } },
    })
    await expect(wrong.connect(transport)).rejects.toThrow()
  })

  test('takes 20 wrong tokens a minute from an address, and right ones still', async () => {
    web.passMinutes(2)
    const token = await tokenFor('SLSPPEP')
    const statuses: number[] = []
    for (let time = 0; time < 22; time += 1)
      statuses.push((await posted({ authorization: `Bearer wsoa_${'C'.repeat(43)}` })).status)
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 401), 429, 429])
    expect((await posted({ authorization: `Bearer ${token}` })).status).toBe(200)
    web.passMinutes(2)
  })

  test('answers 120 questions a minute of one person', async () => {
    const token = await tokenFor('SLSPPEP')
    let last = 0
    for (let time = 0; time < 121; time += 1)
      last = (await posted({ authorization: `Bearer ${token}` }, { jsonrpc: '2.0', id: 1, method: 'ping' }))
        .status
    expect(last).toBe(429)
    web.passMinutes(2)
  })

  test.each([
    ['of another host', { host: 'evil.example' }],
    ['from a page elsewhere', { origin: 'https://evil.example' }],
    ['from a page that hides its origin', { origin: 'null' }],
  ])('takes no request %s, whatever token it brings', async (_, headers) => {
    const token = await tokenFor('SLSPPEP')
    const given = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers }
    expect((await web.stranger().post('/mcp', {}, given)).status).toBe(403)
  })

  test('takes 64 kB of JSON at most, and only by POST', async () => {
    const authorization = `Bearer ${await tokenFor('SLSPPEP')}`
    const much = { ...LISTING, params: { much: 'x'.repeat(70_000) } }
    expect((await posted({ authorization }, much)).status).toBe(413)
    expect((await posted({ authorization }, '{"jsonrpc":')).status).toBe(400)
    expect((await posted({ authorization, 'content-type': 'text/plain' }, LISTING)).status).toBe(415)
    for (const method of ['GET', 'DELETE', 'PUT'])
      expect({ method, status: (await posted({ authorization }, LISTING, method)).status }).toEqual({
        method,
        status: 405,
      })
    const long = { name: 'ask', arguments: { line: 'x'.repeat(2_001) } }
    const { text } = await posted({ authorization }, { ...LISTING, method: 'tools/call', params: long })
    expect(text).toMatch(/"isError":true|"error"/)
  })

  test('keeps nobody’s connection open to listen', async () => {
    const { client } = await assistantWith(await tokenFor('SLSPPEP'), 'auto')
    expect(client.getServerCapabilities()?.resources).toBeUndefined()
    await client.close()
  })

  test('logs neither tokens nor words', async () => {
    const token = await tokenFor('SLSESEND')
    const { client, ask } = await assistantWith(token)
    await ask('find a very particular word')
    await client.close()
    const log = web.logged.join('')
    expect(log).toContain('an assistant asked')
    expect(log).not.toContain('particular')
    expect(log).not.toMatch(TOKEN)
  })

  test('holds back what identifies a child, whoever stored it', async () => {
    await web.bot.say('update C2(e) amber: a note', { as: 'SLSPPEP' })
    await web.bot.db
      .updateTable('updates')
      .set({ note: 'Pupil UPN A123456789012 moves' })
      .where('note', '=', 'a note')
      .execute()
    const { client, ask } = await assistantWith(await tokenFor('coordinator'))
    for (const line of ['status C2(e)', 'history C2(e)']) {
      const { text } = await ask(line)
      expect(text).toContain('held back')
      expect(text).not.toContain('A123456789012')
    }
    await client.close()
  })
})

describe('without MCP=on', () => {
  test('there is no such address, and no token is made', async () => {
    const off = await startWeb()
    for (const method of ['GET', 'POST']) {
      const response = await fetch(new URL('/mcp', off.url), { method, redirect: 'manual' })
      expect({ method, status: response.status }).toEqual({ method, status: 404 })
    }
    const { error } = await off.tell('token new', 'SLSESEND')
    expect(error?.text).toContain('MCP=on')
    await off.close()
  })
})

/** All that the database holds. */
async function everything({ bot: { db } }: WebTest): Promise<string> {
  const tables = await db.introspection.getTables()
  const rows = await Promise.all(
    tables.map(({ name }) =>
      db
        .selectFrom(name as never)
        .selectAll()
        .execute(),
    ),
  )
  return JSON.stringify(rows)
}
