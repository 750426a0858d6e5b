import { gunzipSync } from 'node:zlib'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importPlan } from '../../../data/import/import.ts'
import { largePlan } from '../../bench/plan.ts'
import { planFrom, SAMPLE as SAMPLE_FILE } from '../../support/app.ts'
import { startWeb, textOf, unescaped, type Visitor, type WebTest } from '../../support/web/web.ts'

const SAMPLE = 'thurrock-wsoa-2019'
/** The first characters of a file by its contents. */
const PNG = '\x89PNG'

let web: WebTest
let coordinator: Visitor
beforeAll(async () => {
  web = await startWeb()
  // A board that hears two plans meets on the same days for both.
  const plan = { ...largePlan(), bodies: planFrom(SAMPLE_FILE).bodies }
  await importPlan(web.bot.db, plan, { now: web.bot.now(), today: '2020-11-24' })
  coordinator = await web.signedIn('coordinator')
}, 60_000)
afterAll(() => web.close())

const linksOf = (html: string, path: RegExp) =>
  [...html.matchAll(/<a[^>]* href="(\/[^"]*)"/g)]
    .map(([, address = '']) => unescaped(address))
    .filter((address) => path.test(address))
const tilesOf = (html: string) =>
  [...html.matchAll(/class="tile[^>]*aria-label="(\S+)/g)].map(([, ref = '']) => unescaped(ref))

describe('a wall of more than 120 tiles', () => {
  test('shows one area a page, leads to each other one, and together they are the whole', async () => {
    const { html } = await coordinator.get('/plans/large/wall')
    const others = linksOf(html, /show=/)
    expect(others).toHaveLength(5)
    const seen = tilesOf(html)
    expect(seen).toHaveLength(100)
    for (const each of others) seen.push(...tilesOf((await coordinator.get(each)).html))
    expect(new Set(seen).size).toBe(600)
    expect(seen).toHaveLength(600)
  })

  test('shows its first area where another is asked for that is not there', async () => {
    const { status, html } = await coordinator.get('/plans/large/wall?show=Z9')
    expect({ status, tiles: tilesOf(html).length }).toEqual({ status: 200, tiles: 100 })
  })
})

describe('a list of more than 200 rows', () => {
  test('shows 200, says which, leads on and back, and leaves none out', async () => {
    const seen: string[] = []
    let path: string | undefined = '/list?plan=large'
    for (let page = 0; path !== undefined && page < 10; page += 1) {
      const { html }: { html: string } = await coordinator.get(path)
      const rows = [...html.matchAll(/<tr role="row"><th scope="row"[^>]*><a[^>]*>([^<]*)</g)]
      expect(rows.length).toBeLessThanOrEqual(200)
      expect(textOf(html)).toContain(`Rows ${page * 200 + 1} to ${Math.min(600, page * 200 + 200)} of 600.`)
      seen.push(...rows.map(([, ref = '']) => ref))
      const next: readonly string[] = linksOf(html, /from=/)
      if (page > 0) expect(next[0]).toContain(`from=${(page - 1) * 200 + 1}`)
      path = next.find((each) => each.includes(`from=${(page + 1) * 200 + 1}`))
    }
    expect(new Set(seen).size).toBe(600)
  })

  test.each(['0', '-5', '601', 'x', '1e9', '1.5'])('begins at the first for “from=%s”', async (from) => {
    const { html } = await coordinator.get(`/list?plan=large&from=${from}`)
    expect(textOf(html)).toContain('Rows 1 to 200 of 600.')
  })
})

/** Bytes that a browser fetches. */
const MOST = { page: 60_000, sheet: 20_000 }

describe('a page of a large plan', () => {
  test.each([
    '/',
    '/plans/large/wall',
    '/plans/large/item?ref=B3',
    '/plans/large/item?ref=B3(d)',
    '/list?plan=large',
    '/overdue?plan=large',
    '/due?plan=large',
    '/meetings?plan=large',
  ])('%s is fetched with 60 kB at most, in two requests', async (path) => {
    const visitors = [coordinator, await web.signedIn('R03')]
    for (const visitor of visitors) {
      const { status, headers, body } = await visitor.get(path, { 'accept-encoding': 'gzip, deflate, br' })
      expect({ status, packed: headers['content-encoding'] }).toEqual({ status: 200, packed: 'gzip' })
      expect(body.length).toBeLessThanOrEqual(MOST.page)
      const html = gunzipSync(body).toString('utf8')
      expect(html.match(/<(?:link|img|script|iframe|object|video)\b/g)).toEqual(['<link'])
    }
  })

  test('comes as it is to a program that takes no packed pages', async () => {
    const { headers, html } = await coordinator.get('/help')
    expect(headers['content-encoding']).toBeUndefined()
    expect(headers.vary).toContain('Accept-Encoding')
    expect(html).toContain('</html>')
  })

  test('has a sheet of 20 kB at most', async () => {
    const { html } = await coordinator.get('/help')
    const [, address = ''] = html.match(/<link rel="stylesheet" href="([^"]*)"/) ?? []
    const { status, body } = await coordinator.get(address)
    expect(status).toBe(200)
    expect(body.length).toBeGreaterThan(1_000)
    expect(body.length).toBeLessThanOrEqual(MOST.sheet)
  })
})

describe('the wall', () => {
  const read = async (path: string) => {
    const answer = await coordinator.get(path)
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(answer.body as never)
    return { ...answer, book }
  }

  test('is a spreadsheet too, with every part once and no formula, the same bytes each time', async () => {
    await web.tell('in thurrock-wsoa-2019 update C2(a) amber =HYPERLINK("http://x","y")', 'coordinator')
    const { status, headers, body, book } = await read(`/plans/${SAMPLE}/wall.xlsx`)
    expect({ status, name: headers['content-disposition'] }).toEqual({
      status: 200,
      name: 'attachment; filename=thurrock-wsoa-2019-2020-11-24.xlsx',
    })
    const cells: unknown[] = []
    book.eachSheet((sheet) =>
      sheet.eachRow((row) => {
        row.eachCell(({ value }) => void cells.push(value))
      }),
    )
    expect(cells.filter((value) => typeof value === 'object')).toEqual([])
    const refs = cells.filter((value) => typeof value === 'string' && /^[A-C]\d\([a-z]\)$/.test(value))
    expect(new Set(refs).size).toBe(63)
    expect((await coordinator.get(`/plans/${SAMPLE}/wall.xlsx`)).body.equals(body)).toBe(true)
  })

  test('is as it stood on a day in each form: page, picture and spreadsheet', async () => {
    const day = '?at=10%20November%202020'
    expect((await coordinator.get(`/plans/${SAMPLE}/wall${day}`)).status).toBe(200)
    const picture = await coordinator.get(`/plans/${SAMPLE}/wall.png${day}`)
    expect(picture.body.subarray(0, 4).toString('latin1')).toBe(PNG)
    const now = await coordinator.get(`/plans/${SAMPLE}/wall.png`)
    expect(picture.body.equals(now.body)).toBe(false)
    expect((await read(`/plans/${SAMPLE}/wall.xlsx${day}`)).status).toBe(200)
    expect((await coordinator.get(`/plans/${SAMPLE}/wall.xlsx?at=nonsense`)).status).toBe(404)
  })

  test('is as a meeting was told it, whatever was said since; and the meeting’s page says what changed', async () => {
    web.bot.later(new Date('2020-11-30T09:00:00Z'))
    coordinator = await web.signedIn('coordinator')
    const path = `/plans/${SAMPLE}/wall?position=improvement-board/2020-12-08`
    const before = tilesIn((await coordinator.get(path)).html)
    await web.tell('in thurrock-wsoa-2019 update B5(a) red two providers have not signed', 'coordinator')
    expect(tilesIn((await coordinator.get(path)).html)).toEqual(before)
    expect(tilesIn((await coordinator.get(`/plans/${SAMPLE}/wall`)).html)).not.toEqual(before)
    const { html } = await coordinator.get(`/meetings/improvement-board/2020-12-08?plan=${SAMPLE}`)
    expect(linksOf(html, /position=/)).toEqual([path])
    const since = textOf(html.slice(html.indexOf('What has changed since')))
    expect(since).toContain('two providers have not signed')
  })
})

const tilesIn = (html: string) => html.match(/<ul class="wall">[\s\S]*?<\/ul>\n/g)?.join('') ?? ''
