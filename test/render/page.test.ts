import axe from 'axe-core'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { picturePage } from '../../src/picture/plan-wall.ts'
import { renderPage } from '../../src/render/page.ts'
import { createTestApp } from '../support/app.ts'
import { tickAt } from '../support/clock.ts'
import { CHROMIUM, needs } from '../support/needs.ts'
import { pagesOf } from '../support/pages.ts'
import { sourceOf } from '../support/wall.ts'

/** Both digests of the sample, with something under every heading that can have something. */
const pages: Record<string, string> = {}

beforeAll(async () => {
  const bot = await createTestApp()
  await bot.say('update B5(a) red two providers <refuse> & "wait"', { as: 'SLSPPEP' })
  await bot.say('revise B5a to end of January because two providers refuse', { as: 'SLSPPEP' })
  await bot.say('update A2(e) complete on 20 November', { as: 'P16SM' })
  await bot.say('update A3 blue via meeting')
  const page = async (code: string) => {
    const { edition, past } = await sourceOf(bot, code)
    return renderPage([...(await pagesOf(edition)), picturePage(edition, past)])
  }
  pages.group = await page('operational-group')
  await tickAt(bot, '2020-11-27T12:00:00Z')
  pages.board = await page('improvement-board')
  await bot.close()
})

describe.each(['board', 'group'])('the page of the %s', (name) => {
  const html = () => pages[name] ?? ''

  test('is one document in British English that needs nothing from elsewhere', () => {
    expect(html()).toMatch(/^<!DOCTYPE html>\n<html lang="en-GB">/)
    expect(html()).toMatch(/<title>SEND [^<]+2020<\/title>/)
    expect(html()).not.toMatch(/<script|<link|src=|url\(|@import|https?:(?!\/\/www\.w3\.org\/2000\/svg")/)
  })

  test('has one title, then a heading for each part', () => {
    expect(html().match(/<h1>/g)).toHaveLength(1)
    const headings = [...html().matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, text]) => text)
    expect(headings.length).toBeGreaterThan(4)
    expect(new Set(headings).size).toBe(headings.length)
  })

  test('has tables with a caption, column heads and a head for each row', () => {
    const tables = html().match(/<table>.*?<\/table>/gs) ?? []
    expect(tables.length).toBeGreaterThan(3)
    for (const table of tables) {
      expect(table).toMatch(/<caption>[^<]+<\/caption><thead><tr><th scope="col"/)
      const [, body = ''] = table.split('<tbody>')
      expect(body.match(/<tr>/g)?.length).toBe(body.match(/<th scope="row"/g)?.length)
    }
  })

  test('shows no rating without its word', () => {
    const ratings = html().match(/<span class="rating .*?<\/span> [^<]*<\/span>/g) ?? []
    expect(ratings.length).toBeGreaterThan(5)
    for (const rating of ratings) expect(rating).toMatch(/<\/span> (Red|Amber|Green|Blue)<\/span>$/)
  })

  test('has the picture with its name and what it shows', () => {
    const [, svg = '', ids = ''] =
      html().match(
        /<figure class="picture">(<svg [^>]*role="img" aria-labelledby="([^"]+)".*?<\/svg>)<\/figure>/s,
      ) ?? []
    const told = ids.split(' ').map((id) => svg.match(new RegExp(`id="${id}">([^<]+)<`))?.[1])
    expect(told[0]).toMatch(/^The plan as a wall: SEND /)
    expect(told[1]).toContain('a row for each action, a tile for each of its parts.')
  })

  test('keeps what people typed as text', () => {
    expect(html()).toContain('two providers &lt;refuse&gt; &amp; &quot;wait&quot;')
  })
})

/** Run in the page itself, whose types this project does not otherwise need. */
const AUDIT = `axe
  .run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
  .then(({ violations, passes }) => ({
    violations: violations.map(({ id, nodes }) => [id, nodes[0].html]),
    passes: passes.length,
  }))`
const RATINGS = `[...document.querySelectorAll('.rating')].map((each) => ({
  background: getComputedStyle(each).backgroundColor,
  text: each.innerText,
}))`

describe('in a real browser', needs.chromium, () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] })
  })
  afterAll(() => browser.close())

  test.each([
    ['board', 1280],
    ['board', 320],
    ['group', 1280],
    ['group', 320],
  ])('axe finds nothing against WCAG 2.2 AA on the page of the %s, %i pixels wide', async (name, width) => {
    const page = await browser.newPage({ viewport: { width, height: 800 } })
    await page.setContent(pages[name] ?? '')
    await page.addScriptTag({ content: axe.source })
    const found = (await page.evaluate(AUDIT)) as { violations: unknown[]; passes: number }
    expect(found.violations).toEqual([])
    expect(found.passes).toBeGreaterThan(10)
    await page.close()
  })

  test('a narrow screen is not scrolled sideways', async () => {
    const page = await browser.newPage({ viewport: { width: 320, height: 800 } })
    for (const html of Object.values(pages)) {
      await page.setContent(html)
      const wide = await page.evaluate('document.documentElement.scrollWidth')
      expect(wide).toBeLessThanOrEqual(320)
    }
    await page.close()
  })

  test('a printed page keeps its marks and words without any colour behind them', async () => {
    const page = await browser.newPage()
    await page.emulateMedia({ media: 'print' })
    await page.setContent(pages.board ?? '')
    const printed = (await page.evaluate(RATINGS)) as { background: string; text: string }[]
    expect(printed.length).toBeGreaterThan(5)
    for (const { background, text } of printed) {
      expect(background).toBe('rgba(0, 0, 0, 0)')
      expect(text).toMatch(/^[▲◆●★] (Red|Amber|Green|Blue)$/)
    }
    await page.close()
  })
})
