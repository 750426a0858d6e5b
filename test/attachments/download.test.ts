import { createHash, createHmac } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { write } from '../../data/engine/engine.ts'
import { keysNamed, rotateKey } from '../../data/secrets.ts'
import { createAttachments, type Papers } from '../../src/attachments/attachments.ts'
import { servePapers } from '../../src/attachments/download.ts'
import { LINK_LASTS_MS } from '../../src/attachments/signed-link.ts'
import type { PaperFile, Picture } from '../../src/message.ts'
import { closed, listening, openHttp } from '../../src/shell/http.ts'
import { createTestApp, FIRST_MORNING, type TestApp } from '../support/app.ts'
import { openDocx } from '../support/docx.ts'

const FILE: PaperFile = {
  kind: 'paper',
  title: 'The paper',
  name: 'improvement-board-2020-12-08.docx',
  body: 'improvement-board',
  meetingDay: '2020-12-08',
}

let bot: TestApp
let server: Server
let origin: string
let papers: Papers
let machineNow = FIRST_MORNING
const logged: string[] = []

beforeAll(async () => {
  bot = await createTestApp()
  const app = openHttp()
  const log = pino({ base: null }, { write: (line: string) => logged.push(line) })
  server = await listening(app, { port: 0, host: '127.0.0.1', log })
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  papers = opened()
  servePapers(app, { papers, log })
})
afterAll(async () => {
  await closed(server)
  await bot.close()
})

function opened({
  url = `${origin}/`,
  db = bot.db,
  plan,
}: {
  url?: string
  db?: TestApp['db']
  plan?: string
} = {}) {
  return createAttachments({
    db,
    plan,
    settings: { PUBLIC_URL: url },
    now: bot.now,
    machineNow: () => machineNow,
  })
}

async function link(file = FILE): Promise<string> {
  return (await papers.paperLink(file)) ?? ''
}

/** A token as whoever had a key could make it. */
function selfMade(key: Buffer, expires: string): string {
  const id = Buffer.from(JSON.stringify(['paper', null, FILE.body, FILE.meetingDay, FILE.name])).toString(
    'base64url',
  )
  const claim = `${id}.${expires}.${createHash('sha256').update(key).digest('base64url').slice(0, 8)}`
  return `${claim}.${createHmac('sha256', key).update(claim).digest('base64url')}`
}

async function statusOf(token: string): Promise<number> {
  return (await fetch(`${origin}/papers/${token}`)).status
}

describe('a link to a paper', () => {
  test('leads to the paper, to be kept as a file and by nobody in between', async () => {
    const answer = await fetch(await link())
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex, nofollow',
      'content-disposition': 'attachment; filename=improvement-board-2020-12-08.docx',
      'content-type': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    })
    const docx = openDocx(Buffer.from(await answer.arrayBuffer()))
    expect(docx.paragraphs[0]?.text).toBe('SEND Improvement Board')
  })

  test('works for a quarter of an hour, and after a restart', async () => {
    const given = await link()
    machineNow = new Date(FIRST_MORNING.getTime() + 14 * 60_000)
    expect(await opened().named(given.split('/').at(-1) ?? '')).toMatchObject({ body: 'improvement-board' })
    machineNow = new Date(FIRST_MORNING.getTime() + 15 * 60_000)
    expect((await fetch(given)).status).toBe(404)
    machineNow = FIRST_MORNING
  })

  test('changed anywhere is not found, with the same answer as any other', async () => {
    const right = await link()
    const token = right.split('/').at(-1) ?? ''
    const parts = token.split('.')
    expect(parts).toHaveLength(4)
    const other = (await link({ ...FILE, body: 'operational-group' })).split('/').at(-1) ?? ''
    const [otherId = ''] = other.split('.')
    const wrong = [
      ...parts.map((part, index) =>
        parts.with(index, `${part.slice(0, -2)}${part.endsWith('A') ? 'BB' : 'AA'}`).join('.'),
      ),
      parts.with(0, otherId).join('.'),
      parts.with(1, String(Number(parts[1]) + 3_600)).join('.'),
      parts.slice(0, 3).join('.'),
      `${token}.`,
      `${token}.x`,
      `${token}A`,
      'nonsense',
      '%ZZ',
      `${token}/more`,
      encodeURIComponent('../../etc/passwd'),
    ]
    const answers = await Promise.all(wrong.map((each) => fetch(`${origin}/papers/${each}`)))
    expect(answers.map(({ status }) => status)).toEqual(wrong.map(() => 404))
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1)
    expect((await fetch(right)).status).toBe(200)
  })

  test('to a meeting that is no longer there is not found', async () => {
    expect((await fetch(await link({ ...FILE, meetingDay: '2020-12-09' }))).status).toBe(404)
    expect((await fetch(await link({ ...FILE, body: 'nobody' }))).status).toBe(404)
  })

  test('of one database or plan leads nowhere in another', async () => {
    const other = await createTestApp()
    const token = (await link()).split('/').at(-1) ?? ''
    expect(await opened({ db: other.db }).named(token)).toBe(undefined)
    expect(await opened({ plan: 'another' }).named(token)).toBe(undefined)
    expect(await papers.named(token)).toBeDefined()
    await other.close()
  })

  test('is not given without an address for it', async () => {
    const without = createAttachments({
      db: bot.db,
      plan: undefined,
      settings: { PUBLIC_URL: undefined },
      now: bot.now,
      machineNow: () => machineNow,
    })
    expect(await without.paperLink(FILE)).toBe(null)
  })

  test('works only for a whole number of seconds within its quarter of an hour, whoever signed it', async () => {
    const { current } = await keysNamed(bot.db, 'paper-links', machineNow)
    const seconds = machineNow.getTime() / 1_000
    expect(await statusOf(selfMade(current, String(seconds + 900)))).toBe(200)
    for (const expires of [
      '4102444800',
      String(seconds + 901),
      String(seconds),
      String(seconds - 1),
      `${seconds + 600}.5`,
      `0${seconds + 600}`,
      `+${seconds + 600}`,
      ` ${seconds + 600}`,
      `0x${(seconds + 600).toString(16)}`,
      '1.6062e9',
      '1e9',
      '-1',
      '',
      'NaN',
      'Infinity',
      '9'.repeat(400),
      '\u0661\u0666\u0660\u0666\u0662\u0660\u0669\u0660\u0660\u0660',
    ]) {
      expect(await statusOf(encodeURIComponent(selfMade(current, expires))), expires).toBe(404)
    }
  })

  test('is signed with the new key as soon as there is one, and the old key counts until its links have lapsed', async () => {
    const before = await link()
    const { current: stolen } = await keysNamed(bot.db, 'paper-links', machineNow)
    const rotate = () =>
      write(bot.db, null, (trx) =>
        rotateKey(trx, 'paper-links', {
          now: machineNow,
          until: new Date(machineNow.getTime() + LINK_LASTS_MS),
        }),
      )
    await rotate()
    const between = await link()
    await rotate()
    const after = await link()
    const kids = [before, between, after].map((each) => each.split('.').at(-2))
    expect(new Set(kids).size).toBe(3)
    for (const each of [before, between, after]) expect((await fetch(each)).status).toBe(200)
    machineNow = new Date(FIRST_MORNING.getTime() + 15 * 60_000)
    const seconds = machineNow.getTime() / 1_000
    expect(await statusOf(selfMade(stolen, String(seconds + 600)))).toBe(404)
    await rotate()
    const { retired } = await keysNamed(bot.db, 'paper-links', FIRST_MORNING)
    expect(retired.map((key) => key.equals(stolen))).toEqual([false])
    machineNow = FIRST_MORNING
  })

  test('leaves one line in the log for each download, without the link and without who fetched it', async () => {
    const given = await link()
    logged.length = 0
    await fetch(given)
    await fetch(`${given}x`)
    expect(logged.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ code: 'paper-fetched', body: 'improvement-board', meeting: '2020-12-08' }),
    ])
    expect(logged.join('')).not.toMatch(/papers\/|127\.0\.0\.1|\.docx/)
  })
})

describe('a link to a picture', () => {
  const PICTURE: Picture = {
    kind: 'picture',
    title: 'The plan',
    alt: 'Ten are green.',
    svg: '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>',
    width: 10,
    height: 10,
  }
  const shown = async () => {
    const address = await opened({ url: 'https://wsoa.example.org' }).pictureLink(PICTURE)
    const path = address?.replace('https://wsoa.example.org', '') ?? ''
    return fetch(`${origin}${path}`)
  }

  test('shows the picture for as long as a card is read, and to nobody who changed it', async () => {
    const first = await shown()
    expect(first.status).toBe(200)
    expect(first.headers.get('content-type')).toBe('image/png')
    expect(
      Buffer.from(await first.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
    machineNow = new Date(FIRST_MORNING.getTime() + 80 * 86_400_000)
    expect((await fetch(first.url)).status).toBe(200)
    const [, last = ''] = first.url.match(/(.)$/) ?? []
    expect((await fetch(first.url.replace(/.$/, last === 'A' ? 'B' : 'A'))).status).toBe(404)
    expect((await fetch(first.url.replace('/pictures/', '/papers/'))).status).toBe(404)
    machineNow = new Date(FIRST_MORNING.getTime() + 91 * 86_400_000)
    expect((await fetch(first.url)).status).toBe(404)
    machineNow = FIRST_MORNING
  })

  test('does not open a paper that was signed for a picture’s time', async () => {
    const token = (await link()).split('/').at(-1) ?? ''
    expect((await fetch(`${origin}/pictures/${token}`)).status).toBe(404)
  })

  test('is given only where there is an address by https, since Teams shows no other', async () => {
    expect(await opened().pictureLink(PICTURE)).toBe(null)
  })
})
