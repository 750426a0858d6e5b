import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Database } from '../../../data/database.ts'
import { projectFile } from '../../../src/shell/project.ts'
import { createTestApp } from '../../support/app.ts'
import { formsOf, startWeb, type Visitor, type WebTest } from '../../support/web/web.ts'

const PLAN = 'thurrock-wsoa-2019'

interface Line {
  readonly say: string
  readonly as?: string
  readonly after?: readonly (string | { readonly as: string; readonly say: string })[]
}

/** Everything that is said in a file of conversation cases, in its order. */
function saidIn(name: string): readonly { readonly as: string; readonly line: string }[] {
  const groups: readonly { readonly lines: readonly Line[] }[] = parse(
    readFileSync(projectFile(`test/conversation/${name}.yaml`), 'utf8'),
  )
  return groups
    .flatMap(({ lines }) => lines)
    .flatMap(({ say, as = 'coordinator', after = [] }) => [
      ...after.map((each) =>
        typeof each === 'string' ? { as, line: each } : { as: each.as, line: each.say },
      ),
      { as, line: say },
    ])
}

/** As many as an attentive person sends in a minute. */
const POSTS = 50

/** Types lines into the box, each person into a page of their own. */
function typing(web: WebTest) {
  const browsers = new Map<string, Visitor>()
  const boxes = new Map<string, Readonly<Record<string, string>>>()
  const used = new Set<string>()
  let posts = 0
  return async (line: string, as: string): Promise<void> => {
    const browser = browsers.get(as) ?? (await web.signedIn(as))
    browsers.set(as, browser)
    posts += 1
    if (posts % POSTS === 0) web.passMinutes(1)
    // A box counts once for the same words.
    if (!boxes.has(as) || used.has(`${as} ${line}`)) {
      const { html } = await browser.get('/help')
      boxes.set(as, formsOf(html).find(({ action }) => action === '/say')?.fields ?? {})
    }
    used.add(`${as} ${line}`)
    const { status } = await browser.post('/say', { ...boxes.get(as), line })
    expect([303, 422, 200]).toContain(status)
  }
}

describe('what is typed into the box records what it records in chat', () => {
  test.each(['everyday', 'corrections', 'dates', 'typed'])(
    'in all cases of %s',
    async (name) => {
      const [chat, web] = [await createTestApp(), await startWeb()]
      const type = typing(web)
      for (const { as, line } of saidIn(name)) {
        await chat.tell(line, { as })
        await type(line, as)
      }
      const [inChat, onWeb] = [await recorded(chat.db), await recorded(web.bot.db)]
      expect(inChat.updates.length + inChat.requests.length).toBeGreaterThan(0)
      expect(onWeb).toEqual(inChat)
      await chat.close()
      await web.close()
    },
    60_000,
  )
})

async function recorded(db: Database) {
  return {
    updates: await db
      .selectFrom('updates')
      .select([
        'itemId',
        'kind',
        'rating',
        'state',
        'completedOn',
        'note',
        'evidence',
        'personId',
        'undoesId',
      ])
      .where('kind', '!=', 'import')
      .orderBy('id')
      .execute(),
    requests: await db
      .selectFrom('requests')
      .select(['number', 'itemId', 'kind', 'state', 'toDay', 'reason', 'askedBy'])
      .orderBy('id')
      .execute(),
    decisions: await db
      .selectFrom('decisions')
      .select(['requestId', 'outcome', 'note'])
      .orderBy('id')
      .execute(),
    meetings: await db
      .selectFrom('meetings')
      .select(['bodyId', 'day', 'time', 'state'])
      .orderBy('id')
      .execute(),
  }
}

/** Who may see an address: everybody signed in, or those who are named. */
const ADDRESSES: readonly { readonly path: string; readonly only?: readonly string[] }[] = [
  { path: '/' },
  { path: `/plans/${PLAN}/wall` },
  { path: `/plans/${PLAN}/wall?at=10%20November%202020` },
  { path: `/plans/${PLAN}/wall?position=improvement-board/2020-12-08` },
  { path: `/plans/${PLAN}/wall.png` },
  { path: `/plans/${PLAN}/wall.xlsx` },
  { path: `/plans/${PLAN}/item?ref=C2` },
  { path: `/plans/${PLAN}/item?ref=C2(e)&kind=updates` },
  { path: '/overdue' },
  { path: '/due' },
  { path: '/list' },
  { path: '/list?area=B' },
  { path: '/meetings' },
  { path: '/meetings/improvement-board/2020-12-08' },
  { path: '/meetings/improvement-board/2020-12-08/meeting.ics' },
  { path: '/meetings/improvement-board/2020-12-08/paper.docx' },
  {
    path: '/meetings/improvement-board/2020-12-08/decide',
    only: ['coordinator', 'chair:improvement-board'],
  },
  { path: '/requests' },
  { path: '/measures' },
  { path: '/sent' },
  { path: '/help' },
  { path: '/ask?line=overdue' },
  { path: '/desk', only: ['coordinator'] },
  { path: '/people', only: ['coordinator'] },
]
const KINDS = ['coordinator', 'SLSESEND', 'chair:improvement-board'] as const

describe('every address', () => {
  let web: WebTest
  const browsers = new Map<string, Visitor>()
  beforeAll(async () => {
    web = await startWeb()
    for (const kind of KINDS) browsers.set(kind, await web.signedIn(kind))
  })
  afterAll(() => web.close())

  test.each(ADDRESSES)('$path is there for whom it is meant, and for nobody else', async ({ path, only }) => {
    const seen: Record<string, number> = {}
    for (const [kind, browser] of browsers) seen[kind] = (await browser.get(path)).status
    const meant = Object.fromEntries(
      KINDS.map((kind) => [kind, only === undefined || only.includes(kind) ? 200 : 404]),
    )
    expect(seen).toEqual(meant)
    const { status, headers, html } = await web.stranger().get(path)
    expect({ status, to: headers.location }).toEqual({ status: 303, to: '/sign-in' })
    expect(html).not.toMatch(/Thurrock|C2/)
  })
})
