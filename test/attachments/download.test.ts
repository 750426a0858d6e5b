import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAttachments, type Papers } from '../../src/attachments/attachments.ts'
import { servePapers } from '../../src/attachments/download.ts'
import type { PaperFile } from '../../src/message.ts'
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

beforeAll(async () => {
  bot = await createTestApp()
  const app = express()
  server = createServer(app)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  papers = await opened()
  servePapers(app, { papers, log: pino({ level: 'silent' }) })
})
afterAll(async () => {
  await new Promise((done) => server.close(done))
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

function link(file = FILE): string {
  return papers.paperLink(file) ?? ''
}

describe('a link to a paper', () => {
  test('leads to the paper, to be kept as a file and by nobody in between', async () => {
    const answer = await fetch(link())
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'content-disposition': 'attachment; filename=improvement-board-2020-12-08.docx',
      'content-type': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    })
    const docx = openDocx(Buffer.from(await answer.arrayBuffer()))
    expect(docx.paragraphs[0]?.text).toBe('SEND Improvement Board')
  })

  test('works for a quarter of an hour, and after a restart', async () => {
    const given = link()
    machineNow = new Date(FIRST_MORNING.getTime() + 14 * 60_000)
    expect((await opened()).named(given.split('/').at(-1) ?? '')).toMatchObject({ body: 'improvement-board' })
    machineNow = new Date(FIRST_MORNING.getTime() + 15 * 60_000)
    expect((await fetch(given)).status).toBe(404)
    machineNow = FIRST_MORNING
  })

  test('changed anywhere is not found, with the same answer as any other', async () => {
    const right = link()
    const token = right.split('/').at(-1) ?? ''
    const parts = token.split('.')
    expect(parts).toHaveLength(4)
    const other =
      link({ ...FILE, body: 'operational-group' })
        .split('/')
        .at(-1) ?? ''
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
      encodeURIComponent('../../etc/passwd'),
    ]
    const answers = await Promise.all(wrong.map((each) => fetch(`${origin}/papers/${each}`)))
    expect(answers.map(({ status }) => status)).toEqual(wrong.map(() => 404))
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1)
    expect((await fetch(right)).status).toBe(200)
  })

  test('to a meeting that is no longer there is not found', async () => {
    expect((await fetch(link({ ...FILE, meetingDay: '2020-12-09' }))).status).toBe(404)
    expect((await fetch(link({ ...FILE, body: 'nobody' }))).status).toBe(404)
  })

  test('of one database or plan leads nowhere in another', async () => {
    const other = await createTestApp()
    const token = link().split('/').at(-1) ?? ''
    expect((await opened({ db: other.db })).named(token)).toBe(undefined)
    expect((await opened({ plan: 'another' })).named(token)).toBe(undefined)
    expect(papers.named(token)).toBeDefined()
    await other.close()
  })

  test('is not given without an address for it', async () => {
    const without = await createAttachments({
      db: bot.db,
      plan: undefined,
      settings: { PUBLIC_URL: undefined },
      now: bot.now,
      machineNow: () => machineNow,
    })
    expect(without.paperLink(FILE)).toBe(null)
  })
})
