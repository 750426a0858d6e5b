import axe from 'axe-core'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM, needs } from '../../support/needs.ts'
import { startWeb, type WebTest } from '../../support/web/web.ts'

const PLAN = 'thurrock-wsoa-2019'
const PAGES = [
  ['SLSESEND', '/'],
  ['SLSESEND', `/plans/${PLAN}/wall`],
  ['SLSESEND', `/plans/${PLAN}/item?ref=C2`],
  ['SLSESEND', `/plans/${PLAN}/item?ref=C2(f)&at=10 November 2020`],
  ['SLSESEND', '/overdue'],
  ['SLSESEND', '/meetings'],
  ['chair:improvement-board', '/'],
  ['chair:improvement-board', '/meetings/improvement-board/2020-12-08'],
  ['coordinator', '/'],
  ['coordinator', '/requests'],
  ['coordinator', '/sent'],
  ['coordinator', '/people'],
  ['coordinator', '/meetings/improvement-board/2020-12-08/decide'],
  ['coordinator', '/help'],
  ['coordinator', '/ask?line=nonsense words'],
  ['coordinator', '/accessibility'],
] as const
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

describe('in a real browser without script', needs.chromium, () => {
  let web: WebTest
  let browser: Browser
  beforeAll(async () => {
    web = await startWeb()
    await web.bot.say('update C2(a) amber new process drafted; two schools still to comment', {
      as: 'SLSESEND',
    })
    await web.bot.say('update C2(e) red quarterly checks slipped twice', { as: 'SLSPPEP' })
    await web.bot.say('revise C2(f) to 31 March 2021 because two health teams asked for longer', {
      as: 'SLSESEND',
    })
    web.bot.later(new Date('2020-12-09T09:00:00Z'))
    browser = await chromium.launch({
      ...(CHROMIUM ? { executablePath: CHROMIUM } : {}),
      args: ['--no-sandbox'],
    })
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await web.close()
  })

  const opened = new Map<string, Promise<BrowserContext>>()
  const schemes = new Map<BrowserContext, 'light' | 'dark'>()
  /** A browser in which somebody has signed in by the keyboard, as people do. */
  function signedIn(as: string, width: number, colorScheme: 'light' | 'dark'): Promise<BrowserContext> {
    const key = `${as} ${width} ${colorScheme}`
    const known =
      opened.get(key) ??
      (async () => {
        const context = await browser.newContext({
          viewport: { width, height: 800 },
          colorScheme,
          javaScriptEnabled: false,
        })
        schemes.set(context, colorScheme)
        const page = await context.newPage()
        await page.goto(`${web.url}/open/${await web.linkFor(as)}`)
        await page.getByRole('button', { name: 'Sign in' }).press('Enter')
        await page.waitForURL(`${web.url}/`)
        await page.close()
        return context
      })()
    opened.set(key, known)
    return known
  }

  async function shown(as: string, path: string, width = 1280, scheme: 'light' | 'dark' = 'light') {
    const page = await (await signedIn(as, width, scheme)).newPage()
    await page.goto(web.url + path)
    return page
  }

  /** The same page in a browser that can run axe and other styles; ours bring no script, and their headers allow none. */
  async function copied(of: Page, more = ''): Promise<Page> {
    const context = await browser.newContext({ viewport: of.viewportSize() })
    const page = await context.newPage()
    await page.emulateMedia({ colorScheme: schemes.get(of.context()) ?? 'light' })
    const address = (await of.locator('link[rel=stylesheet]').getAttribute('href')) ?? ''
    const sheet = await (await fetch(web.url + address)).text()
    const html = await of.content()
    await page.setContent(html.replace(/<link rel="stylesheet"[^>]*>/, `<style>${sheet}${more}</style>`))
    return page
  }

  async function violations(of: Page): Promise<readonly string[]> {
    const page = await copied(of)
    await page.evaluate(axe.source)
    const found = await page.evaluate(async (tags) => {
      const run = (globalThis as unknown as { axe: typeof axe }).axe.run
      const { violations: all } = await run({ runOnly: [...tags] } as never)
      return all.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
    }, WCAG)
    await page.context().close()
    return found
  }

  async function widthOf(page: Page): Promise<number> {
    const session = await page.context().newCDPSession(page)
    const { cssContentSize } = await session.send('Page.getLayoutMetrics')
    return cssContentSize.width
  }

  test.each(PAGES)(
    'axe finds nothing for %s at %s, light and dark',
    async (as, path) => {
      for (const scheme of ['light', 'dark'] as const) {
        const page = await shown(as, path, 1280, scheme)
        expect(await violations(page)).toEqual([])
        expect(await page.locator('h1').count()).toBe(1)
        await page.close()
      }
    },
    60_000,
  )

  test.each(PAGES)(
    '%s scrolls nothing sideways at %s, 320 pixels wide',
    async (as, path) => {
      const page = await shown(as, path, 320)
      expect(await widthOf(page)).toBeLessThanOrEqual(320)
      for (const details of await page.locator('summary').all()) await details.click()
      expect(await widthOf(page)).toBeLessThanOrEqual(320)
      await page.close()
    },
    60_000,
  )

  test('a form with a mistake says so in its title, leads to the field, and axe finds nothing on it', async () => {
    const page = await shown('SLSESEND', `/ask?line=${encodeURIComponent('revise C2(g)')}`)
    await page.getByLabel('New date').fill('by Easter')
    await page.getByLabel('Reason').fill('the report waits for the audit')
    await page.getByRole('button', { name: 'Ask' }).click()
    expect(await page.title()).toMatch(/^Error: /)
    expect(await page.getByLabel('New date').inputValue()).toBe('by Easter')
    expect(await page.getByLabel('New date').getAttribute('aria-invalid')).toBe('true')
    expect(await page.getByLabel('Reason').inputValue()).toBe('the report waits for the audit')
    await page.getByRole('alert').getByRole('link').click()
    expect(page.url()).toContain('#revise-C2-g-date')
    expect(await violations(page)).toEqual([])
    await page.close()
  })

  test('the keyboard alone updates an item and takes that back', async () => {
    const before = await web.updates()
    const page = await shown('SLSESEND', '/')
    await page.locator('summary', { hasText: 'Update C2(h)' }).press('Enter')
    await page
      .getByRole('group', { name: /Rating/ })
      .first()
      .getByRole('radio')
      .first()
      .focus()
    const form = page.getByRole('form', { name: 'Update C2(h)' })
    await form.getByRole('radio', { name: /Amber/ }).focus()
    await page.keyboard.press('Space')
    await form.getByLabel(/Note/).focus()
    await page.keyboard.type('training materials are drafted')
    await form.getByRole('button', { name: 'Record' }).press('Enter')
    await page.waitForURL(/note=/)
    expect(await page.getByRole('status').textContent()).toContain('Recorded: C2(h)')
    expect(await web.updates()).toBe(before + 1)
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).press('Enter')
    await page.waitForURL(/note=/)
    expect(await page.getByRole('status').textContent()).toMatch(/Undone|Taken back|taken back/)
    await page.close()
  })

  test('the keyboard alone decides what a meeting decided, with its minute', async () => {
    const page = await shown('coordinator', '/meetings/improvement-board/2020-12-08/decide')
    await page.getByRole('radio', { name: 'As it is: not recorded yet' }).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Tab')
    await page.keyboard.type('4.2')
    await page.getByRole('button', { name: 'Look at it before it is recorded' }).press('Enter')
    await page.getByRole('button', { name: 'Record it' }).press('Enter')
    await page.waitForURL(/note=/)
    expect(await page.getByRole('status').textContent()).toContain('R1')
    const decisions = await web.bot.db.selectFrom('decisions').select(['outcome', 'note']).execute()
    expect(decisions.at(-1)).toMatchObject({ outcome: 'approved' })
    await page.close()
  })

  test('the first stop of the keyboard leads past everything to the content', async () => {
    const page = await shown('SLSESEND', '/')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(page.url()).toContain('#main')
    await page.close()
  })

  test('a tile’s name is read as it is written, with its words and no marks', async () => {
    const page = await shown('SLSESEND', `/plans/${PLAN}/wall`)
    expect(await page.getByRole('link', { name: 'C2(e) Red, 375 days overdue', exact: true }).count()).toBe(1)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('How the plan stands')
    await page.close()
  })

  test('buttons, fields and links that stand alone are big enough for a finger', async () => {
    const page = await shown('SLSESEND', `/plans/${PLAN}/item?ref=C2`, 390)
    for (const details of await page.locator('summary').all()) await details.click()
    for (const each of await page
      .locator('main button:visible, main input[type=text]:visible, .say button, .say input[type=text]')
      .all()) {
      const box = await each.boundingBox()
      expect(box?.height).toBeGreaterThanOrEqual(44)
    }
    await page.close()
  })

  test('text of twice its size still fits a narrow screen', async () => {
    const page = await shown('SLSESEND', '/overdue', 320)
    await page.setViewportSize({ width: 640, height: 800 })
    const enlarged = await copied(page, 'html { font-size: 200% }')
    expect(await widthOf(enlarged)).toBeLessThanOrEqual(640)
    await enlarged.context().close()
    await page.close()
  })

  test('on paper there are the figures, and no box, button or way to another page', async () => {
    const page = await shown('chair:improvement-board', '/meetings/improvement-board/2020-12-08')
    await page.emulateMedia({ media: 'print' })
    for (const gone of ['.say', '.head nav', '.actions', 'details', '.skip', '.foot ul'])
      expect(await page.locator(`${gone}:visible`).count()).toBe(0)
    const text = (await page.locator('main').textContent()) ?? ''
    expect(text).toContain('C2(e)')
    expect(text).toContain('Red')
    const pdf = await page.pdf({ format: 'A4' })
    expect(pdf.length).toBeGreaterThan(10_000)
    await page.close()
  })
})
