import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { renderTeams } from '../../src/render/teams.ts'
import { createTestApp } from '../support/app.ts'
import { editionOf } from '../support/edition.ts'
import { HOSTILE } from '../support/hostile-text.ts'
import { CHROMIUM, needs } from '../support/needs.ts'
import { pagesOf } from '../support/pages.ts'
import { sampleMessage } from '../support/sample-message.ts'

const LIBRARY = readFileSync(
  createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.min.js'),
  'utf8',
)
/** A card on a phone, with the blanks of the chat around it. */
const PHONE = 360

/** Run in the page itself, whose types this project does not otherwise need. */
const SHOW = (card: unknown) => `(() => {
  const card = new AdaptiveCards.AdaptiveCard()
  card.parse(${JSON.stringify(card)})
  document.body.replaceChildren(card.render())
  return { text: document.body.innerText, width: document.documentElement.scrollWidth,
    headings: document.querySelectorAll('[role=heading]').length }
})()`

interface Shown {
  readonly text: string
  readonly width: number
  readonly headings: number
}

describe('cards as Microsoft’s own library shows them on a phone', needs.chromium, () => {
  let browser: Browser
  let show: (card: unknown) => Promise<Shown>

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] })
    const page = await browser.newPage({ viewport: { width: PHONE, height: 800 } })
    await page.addScriptTag({ content: LIBRARY })
    show = async (card) => (await page.evaluate(SHOW(card))) as Shown
  })
  afterAll(() => browser.close())

  test('neither digests nor lists are wider than the phone, and their headings are headings', async () => {
    const bot = await createTestApp()
    const answers = await Promise.all(
      ['mine', 'overdue', 'update C2'].map((said) => bot.tell(said, { as: 'SLSESEND' })),
    )
    const digests = await Promise.all(
      ['operational-group', 'improvement-board'].map(async (body) => pagesOf(await editionOf(bot, body))),
    )
    await bot.close()
    const messages = [...answers.map(({ message }) => message), ...digests.flat()]
    let headings = 0
    for (const { card } of messages.flatMap((message) => renderTeams(message))) {
      const shown = await show(card)
      expect(shown.width).toBe(PHONE)
      headings += shown.headings
    }
    expect(headings).toBeGreaterThan(10)
  })

  test.each(['a very long word', 'wide letters', 'html', 'emoji'])(
    '%s stays within the phone, as text',
    async (name) => {
      for (const { card } of renderTeams(sampleMessage(HOSTILE[name] ?? ''))) {
        expect((await show(card)).width).toBe(PHONE)
      }
    },
  )

  test('what only looks like a date to compute is shown as it was typed', async () => {
    const typed = '{{DATE(2020-11-24T09:00:00Z, SHORT)}}'
    const message = { summary: typed, blocks: [{ kind: 'paragraph' as const, text: typed }] }
    const [page] = renderTeams(message)
    expect((await show(page?.card)).text.replace(/\u2060/g, '')).toBe(typed)
    const raw = { ...page?.card, body: [{ type: 'TextBlock', text: typed }] }
    expect((await show(raw)).text).not.toContain('DATE')
  })
})
