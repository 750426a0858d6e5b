import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Edition } from '../../src/digest.ts'
import type { PastMeeting } from '../../src/domain/facts.ts'
import type { Picture } from '../../src/message.ts'
import { SHAPES } from '../../src/picture/drawing.ts'
import { pngOf } from '../../src/picture/palette-png.ts'
import { planWall } from '../../src/picture/plan-wall.ts'
import { DARK, MUTED, SHADES, WHITE } from '../../src/picture/tones.ts'
import { createTestApp, type TestApp, TINY } from '../support/app.ts'
import { tickAt } from '../support/clock.ts'
import { contrast, darkPixels, pixelsOf } from '../support/pixels.ts'
import { draftOf, sourceOf } from '../support/wall.ts'

let bot: TestApp
let edition: Edition
let past: readonly PastMeeting[]
let picture: Picture

beforeAll(async () => {
  bot = await createTestApp()
  ;({ edition, past } = await sourceOf(bot, 'improvement-board'))
  picture = only(planWall(edition, past))
})
afterAll(() => bot.close())

function only(pictures: readonly Picture[]): Picture {
  const [first, ...more] = pictures
  if (!first || more.length > 0) throw new Error(`${pictures.length} pictures`)
  return first
}

/** Signs drawn on the picture, the key's among them. */
function drawn({ svg }: Picture, sign: string): number {
  return svg.split(`<use href="#wall1-s${sign.codePointAt(0)?.toString(16)}"`).length - 1
}

describe('the wall of the sample plan', () => {
  test('says in words what it shows', () => {
    expect(picture.alt).toMatchInlineSnapshot(
      `"Draft. The plan as a wall, as at 24 Nov 2020, 9am: a row for each action, a tile for each of its parts. Of 63 sub-actions: 4 red, 10 amber, 1 green, 15 not rated and 33 complete and not signed off; and C2 as a whole: amber. Overdue: 13 of 30 unfinished. A: 6 of 32 unfinished, the worst 1 amber: A5(h). B: 14 of 18 unfinished, the worst 4 red: B2(a), B2(b), B2(d) and B2(e). C: 10 of 13 unfinished, none rated. Beside each row how it stood at the meeting of 10 Nov 2020. Not recorded: 21 Jul 2020, 1 Sep 2020 and 13 Oct 2020."`,
    )
  })

  test('has a mark for every part, for every action now and at each meeting before, and in its key', () => {
    const parts = edition.facts.items.filter(({ place }) => place === 'counted')
    const complete = parts.filter(({ state }) => state === 'complete').length
    const wholes = edition.facts.items.filter((item) => item.level === 1 && item.state === 'complete')
    expect(drawn(picture, '✓')).toBe(complete + wholes.length + 1)
    const unrecorded = past.filter(({ facts }) => facts === null).length
    const actions = edition.facts.items.filter(({ level }) => level === 1).length
    expect(past.map(({ meetingDay, facts }) => [meetingDay, facts !== null])).toEqual([
      ['2020-07-21', false],
      ['2020-09-01', false],
      ['2020-10-13', false],
      ['2020-11-10', true],
    ])
    expect(drawn(picture, '–')).toBe(unrecorded * actions + 1)
    const marks = ['▲', '◆', '●', '★', '✓', '○', '–'].reduce((sum, sign) => sum + drawn(picture, sign), 0)
    const inKey = 10
    expect(marks).toBe(parts.length + actions * (past.length + 1) + inKey)
  })

  test('is self-contained: no font, no picture and no address of elsewhere', () => {
    expect(picture.svg).not.toMatch(/<text|<image|font|url\(|https?:(?!\/\/www\.w3\.org\/2000\/svg)|<script/)
  })

  test('writes nothing smaller than ten points on a phone', () => {
    const sizes = [
      ...picture.svg.matchAll(/<g fill="[^"]+" transform="translate\([^)]+\) scale\(([\d.]+)\)"/g),
    ]
    expect(sizes.length).toBeGreaterThan(90)
    for (const [, scale] of sizes) expect(Number(scale) * 1000).toBeGreaterThanOrEqual(20)
    expect(picture.width).toBe(720)
  })

  test('is drawn with its text on it', async () => {
    const [whole, without] = [
      picture.svg,
      picture.svg.replace(/<path id="wall1-[rb]\d+" d="[^"]*"/g, '<path d=""'),
    ]
    expect(darkPixels(pixelsOf(whole)) - darkPixels(pixelsOf(without))).toBeGreaterThan(15_000)
    const png = await pngOf(picture)
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    // With room for the rest of a message, of which some programs take no more than 100 KB.
    expect(png.toString('base64').length).toBeLessThan(85_000)
  })

  test('is the same picture every time', () => {
    expect(planWall(edition, past)).toEqual([picture])
  })

  test('shows a past meeting once its facts are stored, and no longer one too many', async () => {
    await tickAt(bot, '2020-11-27T13:00:00Z')
    await tickAt(bot, '2020-12-09T09:00:00Z')
    const next = await sourceOf(bot, 'improvement-board')
    expect(next.past.map(({ meetingDay, facts }) => [meetingDay, facts?.asAt ?? null])).toEqual([
      ['2020-09-01', null],
      ['2020-10-13', null],
      ['2020-11-10', '2020-10-30T12:00:00.000Z'],
      ['2020-12-08', '2020-11-27T12:00:00.000Z'],
    ])
    expect(planWall(next.edition, next.past)[0]?.alt).toContain(
      'Beside each row how it stood at the meetings of 10 Nov 2020 and 8 Dec 2020. Not recorded: 1 Sep 2020 and 13 Oct 2020.',
    )
  })
})

describe('the wall of any other plan', () => {
  test('of other ratings has their marks', async () => {
    const other = await createTestApp({ plan: TINY })
    const source = await sourceOf(other, 'steering-group')
    const own = only(planWall(source.edition, source.past))
    for (const { mark } of source.edition.facts.scale) expect(drawn(own, mark), mark).toBeGreaterThan(0)
    await other.close()
  })

  test('draws the letter of a rating whose mark it has no outline of', () => {
    const odd = draftOf({ actions: 1, parts: 4 })
    const [worst, ...others] = odd.facts.scale
    if (!worst) throw new Error('no scale')
    const usual = only(planWall(odd, []))
    const facts = { ...odd.facts, scale: [{ ...worst, mark: '🔥' }, ...others] }
    const changed = only(planWall({ ...odd, facts }, []))
    expect(drawn(usual, worst.mark)).toBe(3)
    const letters = (svg: string) => svg.split('<use href="#wall1-b').length
    expect(letters(changed.svg) - letters(usual.svg)).toBe(3)
  })

  test.each([
    { actions: 1, parts: 0 },
    { actions: 1, parts: 1 },
    { actions: 12, parts: 26 },
    { actions: 60, parts: 30 },
  ])('with $actions actions of $parts parts each is as wide as a phone and names what it shows', (size) => {
    const own = only(planWall(draftOf(size), []))
    expect(own.width).toBe(720)
    expect(own.alt.length).toBeLessThanOrEqual(1_500)
    expect(own.alt).toContain(`Of ${size.actions * Math.max(1, size.parts)} `)
    const rights = [...own.svg.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)]
    expect(Math.max(...rights.map(([, x, width]) => Number(x) + Number(width)))).toBeLessThanOrEqual(700)
  })

  test('too tall for one page goes on in others, every row on one of them', () => {
    const source = draftOf({ actions: 60, parts: 9 })
    const sheets = planWall(source, [], { tallest: 1_800 })
    expect(sheets.length).toBeGreaterThan(2)
    for (const { height } of sheets) expect(height).toBeLessThanOrEqual(1_800)
    const bars = sheets.map(({ svg }) => svg.split('height="1" fill="#b1b4b6"').length - 1)
    expect(bars.reduce((sum, each) => sum + each, 0)).toBe(60)
    expect(new Set(sheets.map(({ svg }) => svg.match(/<title id="([^"]+)"/)?.[1])).size).toBe(sheets.length)
  })

  test('of many areas says of the last ones only how many they are', () => {
    const areas = Array.from({ length: 200 }, () => 'An area')
    const [own] = planWall(draftOf({ actions: 1, parts: 2, areas }), [])
    expect(own?.alt.length).toBeLessThanOrEqual(1_500)
    expect(own?.alt).toMatch(/And \d+ more areas of concern\.$/)
  })

  test('a title in another script is drawn, as empty boxes where the font has no letters', () => {
    const titled = (title: string) => only(planWall(draftOf({ actions: 1, parts: 1, areas: [title] }), []))
    expect(titled('進捗は順調').svg.split('<use href="#wall1-b0"')).toHaveLength(6)
    expect(titled('<b>"x"</b> & more').svg).not.toContain('<b>')
  })
})

describe('colours', () => {
  test.each(Object.entries(SHADES))('%s can be read as a tile and in a table', (_, { fill, ink, pale }) => {
    expect(contrast(fill, ink)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(pale, DARK)).toBeGreaterThanOrEqual(7)
  })

  test('small print can be read', () => {
    expect(contrast(MUTED, WHITE)).toBeGreaterThanOrEqual(4.5)
  })

  test('no two signs have the same shape', () => {
    expect(new Set(Object.values(SHAPES)).size).toBe(Object.keys(SHAPES).length)
  })
})
