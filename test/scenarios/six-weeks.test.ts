import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Message } from '../../src/message.ts'
import { createTestApp, type TestApp } from '../support/app.ts'
import { tickAt } from '../support/clock.ts'
import { editionOf } from '../support/edition.ts'
import { linesOnPhone, pagesOf, under, wide } from '../support/pages.ts'

/** A phone's screen. */
const SCREEN = 30

let bot: TestApp
let december: readonly Message[]
let january: readonly Message[]
let group: readonly Message[]

beforeAll(async () => {
  bot = await createTestApp()
  const says = async (as: string, ...lines: string[]) => {
    for (const line of lines) expect((await bot.tell(line, { as })).error, line).toBeNull()
  }
  // The Operational Group's figures are stored before the week brings news.
  await tickAt(bot, '2020-11-24T12:00:00Z')
  await tickAt(bot, '2020-11-25T10:00:00Z')
  await says(
    'SLSPPEP',
    'update B5(a) red two providers refuse the new indicators, legal advice by 10 January',
    'revise B5a to end of January because two providers refuse the new indicators',
    'update B4(a) amber staff off sick',
    'update C2(b) complete on 30 October 2020',
  )
  await says(
    'P16SM',
    'update A2(e) complete on 20 November',
    'revise A2(f) to 26 February 2021 because the college signs in the new year',
  )
  await says('SLSP', 'update B1(b), B1(c) green')
  await says('coordinator', 'update A3 blue via meeting', 'evidence A3 minutes of all four boards, on file')
  await tickAt(bot, '2020-11-27T12:00:00Z')
  december = await pagesOf(await editionOf(bot, 'improvement-board'))

  // The group recommends, the board decides, and the coordinator records both with their minutes.
  await tickAt(bot, '2020-12-04T10:00:00Z')
  await says('coordinator', 'approve R1 for operational group minute 3.1, a February date')
  await tickAt(bot, '2020-12-09T10:00:00Z')
  await says(
    'coordinator',
    'approve R1 with 26 February 2021 minute 4.2, agreed',
    'decline R2 minute 4.3, no further slip',
    'approve R3 minute 4.4',
  )

  // B5(a) turns green with its new date, and nothing else does: what was red stays red.
  await tickAt(bot, '2020-12-10T10:00:00Z')
  await says(
    'SLSPPEP',
    'update B5(a) green on track again',
    'confirm B2(d)',
    'revise B3(a) to April 2021 because the survey is late',
  )
  await says('SLCSC', 'update B4(c) red the framework lapsed in November')
  await tickAt(bot, '2020-12-22T12:00:00Z')
  january = await pagesOf(await editionOf(bot, 'improvement-board'))
  await tickAt(bot, '2020-12-24T12:00:00Z')
  group = await pagesOf(await editionOf(bot, 'operational-group'))
})
afterAll(() => bot.close())

describe('the board of 8 December is told', () => {
  test('on the first page the position, which way it went and what is to be decided', () => {
    expect(wide(december[0])).toMatchInlineSnapshot(`
      "SEND Improvement Board, Tuesday 8 December 2020
      As at the cut-off, 27 Nov 2020, 12pm.
      Of 63 sub-actions, 35 are complete, none signed off; of the 28 unfinished, 5 are red, 7 amber, 3 green and 13 not rated, and 12 are overdue; and C2 as a whole: amber; since 30 Oct 2020, 1 got worse, 3 got better (1 only because re-dated) and 2 were finished.

      Of 63 sub-actions           Now  30 Oct 2020
      ──────────────────────────  ───  ───────────
      ▲ Red                         5            1
      ◆ Amber                       7            0
      ● Green                       3            0
      ○ Not rated                   5            0
      ○ Nothing stated              8           62
      ✓ Complete, not signed off   35            0

      Overdue: 12 of 28 unfinished (was 1 of 1). Past their date and nothing stated: 7 of 8.
      Worse: B5(a). Better only because re-dated: 1 of 3, A5(h). First stated: 49 of 63.
      For decision, 3: R1 B5(a) Jan 2021; R2 A2(f) 26 Feb 2021; R3 A3 sign-off.
      Updated or confirmed this period: 55 of 63 open (49 by the imported plan); 8 carried forward twice, never stated. Ratings to confirm, read from the plan’s wording: 10 of 15."
    `)
  })

  test('what to decide, how it stands, and words to adopt', () => {
    expect(under(december, /^For decision/)).toMatchInlineSnapshot(`
      "For decision: 3
      R1: B5(a) Sign new partnership agreements with local providers, with KPIs
      The date Jan 2021 is asked for instead of Jul 2020.
      • Why: “two providers refuse the new indicators”
      • Asked by SLSPPEP on 25 Nov 2020.
      • Now ▲ Red, 119 days overdue, re-dated once before.

      Wording to adopt: The SEND Improvement Board agrees Sunday 31 January 2021 as the new date for B5(a).
      R2: A2(f) Improve local post-16 offer with South Essex College, USP, adult college
      The date 26 Feb 2021 is asked for instead of Oct 2020.
      • Why: “the college signs in the new year”
      • Asked by P16SM on 25 Nov 2020.
      • Now ○ Not rated, 27 days overdue, re-dated once before.

      Wording to adopt: The SEND Improvement Board agrees Friday 26 February 2021 as the new date for A2(f).
      R3: A3 Review SEND governance for effective oversight
      Sign-off is asked for.
      • Asked by the coordinator for ADES on 25 Nov 2020.
      • Now ✓ Complete, blue proposed.

      Wording to adopt: The SEND Improvement Board signs off A3 as Blue: complete and fully embedded."
    `)
  })

  test('what got worse since the plan’s own position, and who said so', () => {
    expect(under(december, /^Worse/)).toMatchInlineSnapshot(`
      "Worse: 1 of 63
      Item                                                                   Was      Now    Who and why
      ─────────────────────────────────────────────────────────────────────  ───────  ─────  ──────────────────────────────────────────────────────────────────────────────
      B5(a) Sign new partnership agreements with local providers, with KPIs  ◆ Amber  ▲ Red  SLSPPEP: “two providers refuse the new indicators, legal advice by 10 January”"
    `)
  })

  test('what is other than in the Operational Group’s figures', () => {
    expect(under(december, /Operational Group’s position at the cut-off/)).toMatchInlineSnapshot(`
      "Changed since the SEND Operational Group’s position at the cut-off of 24 Nov 2020
      Item                                                                   Was           Now                        Who and why
      ─────────────────────────────────────────────────────────────────────  ────────────  ─────────────────────────  ──────────────────────────────────────────────────────────────────────────────
      A2(e) Set KPIs with every post-16 provider                             ○ Not rated   ✓ Complete                 P16SM
      A3 Review SEND governance for effective oversight                      ✓ Complete    ✓ Complete, blue proposed  the coordinator
      B1(b) Consult stakeholders and parent carers on dashboard indicators   ◆ Amber       ● Green                    SLSP
      B1(c) Run interim dashboard, then finalise after consultation          ◆ Amber       ● Green                    SLSP
      B5(a) Sign new partnership agreements with local providers, with KPIs  ◆ Amber       ▲ Red                      SLSPPEP: “two providers refuse the new indicators, legal advice by 10 January”
      C2(b) Joint approach to decision panels; publish terms and membership  ○ Not stated  ✓ Complete                 SLSPPEP"
    `)
  })
})

describe('the board of 5 January is told', () => {
  test('on the first page that the only thing better is a date that moved', () => {
    expect(wide(january[0])).toMatchInlineSnapshot(`
      "SEND Improvement Board, Tuesday 5 January 2021
      As at the cut-off, 22 Dec 2020, 12pm.
      Of 63 sub-actions, 35 are complete, 5 signed off; of the 28 unfinished, 5 are red, 6 amber, 4 green and 13 not rated, and 11 are overdue; and C2 as a whole: amber; since 27 Nov 2020, 1 got worse and 1 got better (only because re-dated).

      Of 63 sub-actions           Now  27 Nov 2020
      ──────────────────────────  ───  ───────────
      ▲ Red                         5            5
      ◆ Amber                       6            7
      ● Green                       4            3
      ★ Blue, signed off            5            0
      ○ Not rated                   5            5
      ○ Nothing stated              8            8
      ✓ Complete, not signed off   30           35

      Overdue: 11 of 28 unfinished (was 12 of 28). Past their date and nothing stated: 7 of 8.
      Worse: B4(c). Better only because re-dated: 1 of 1, B5(a). As a whole: A3 signed off.
      For decision, 1: R4 B3(a) Apr 2021.
      Updated or confirmed this period: 3 of 28 open; 8 carried forward twice, never stated. Ratings to confirm, read from the plan’s wording: 8 of 15."
    `)
  })

  test('questions by rules, the most pressing first', () => {
    expect(under(january, /^Questions/)).toMatchInlineSnapshot(`
      "Questions a chair could ask
      • B2(a), B2(b), B2(d) and B2(e) (Use parent carer voice to quality assure SEND support) are red at two meetings running: what has to be decided now to bring them back?
      • B5(a) (Sign new partnership agreements with local providers, with KPIs) looks better only because re-dated, and no evidence was given: what else has changed?
      • B1(b) and B1(c) (Build strategic performance dashboard with parent carer involvement) are green past their dates: are they complete, late, or in need of a new date?
      • B5(a) (Sign new partnership agreements with local providers, with KPIs) has been re-dated twice, from Apr 2020 to Jul 2020, then to 26 Feb 2021: what makes this date hold?
      • Nobody has ever reported on C2(a) and C2(c) to C2(i) (Rework annual review process so plans stay current), 8 of 28 unfinished: how do they stand, SLSESEND and SLSPPEP?"
    `)
  })

  test('what it decided in December, and whether it is done', () => {
    expect(under(january, /^Decided/)).toMatchInlineSnapshot(`
      "Decided since 27 Nov 2020
      Item        Decision                                                          By                                                                 Done?
      ──────────  ────────────────────────────────────────────────────────────────  ─────────────────────────────────────────────────────────────────  ─────────────────────────
      B5(a) (R1)  date 26 Feb 2021 agreed: “draft minute 4.2, agreed”               SEND Improvement Board, 8 Dec 2020                                 not done, due 26 Feb 2021
      A2(f) (R2)  date 26 Feb 2021 not agreed: “draft minute 4.3, no further slip”  SEND Improvement Board, 8 Dec 2020                                 not done, 52 days overdue
      A3 (R3)     sign-off agreed: “draft minute 4.4”                               SEND Improvement Board, 8 Dec 2020; the recorder had asked for it  signed off"
    `)
  })

  test('nothing of the Operational Group, whose figures are older than its own last ones', () => {
    expect(wide(january.at(-1))).toContain(
      'changed since the SEND Operational Group’s position at the cut-off',
    )
    expect(under(january, /Operational Group’s position at the cut-off/)).toBe('')
  })
})

describe('the Operational Group of 7 January is told', () => {
  test('the whole position on one screen', () => {
    expect(wide(group[0])).toMatchInlineSnapshot(`
      "SEND Operational Group, Thursday 7 January 2021
      As at the cut-off, 24 Dec 2020, 12pm.

      Of 63 sub-actions           Now  24 Nov 2020
      ──────────────────────────  ───  ───────────
      ▲ Red                         5            4
      ◆ Amber                       6           10
      ● Green                       4            1
      ★ Blue, signed off            5            0
      ○ Not rated                   5            6
      ○ Nothing stated              8            9
      ✓ Complete, not signed off   30           33

      Overdue: 11 of 28 unfinished (was 13 of 30). Past their date and nothing stated: 7 of 8.
      Of 12 actions: 2 complete, 1 rated as a whole (C2 ◆ Amber), 6 rolled up from their parts, 3 not rated.
      Since 24 Nov 2020, of 63: 1 worse, 3 better, 0 finished and 2 first reported, finished earlier. As a whole: A3 signed off. Better only because re-dated: 1 of 3, B5(a).
      Updated or confirmed this period: 8 of 30 open; 8 carried forward twice, never stated. Ratings to confirm, read from the plan’s wording: 8 of 15.
      To recommend on: 1 request."
    `)
  })

  test('what moved: was, now, who and why', () => {
    expect(under(group, /^What moved/)).toMatchInlineSnapshot(`
      "What moved since 24 Nov 2020
      Item                                                                          Was                    Now                       Who and why
      ────────────────────────────────────────────────────────────────────────────  ─────────────────────  ────────────────────────  ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
      A2(e) Set KPIs with every post-16 provider                                    ○ Not rated            ✓ Complete                P16SM
      A3 Review SEND governance for effective oversight                             ✓ Complete             ★ Blue, signed off        SEND Improvement Board, 8 Dec 2020: “draft minute 4.4”
      B1(b) Consult stakeholders and parent carers on dashboard indicators          ◆ Amber                ● Green                   SLSP
      B1(c) Run interim dashboard, then finalise after consultation                 ◆ Amber                ● Green                   SLSP
      B4(c) New KPI monitoring for independent schools via commissioning framework  ◆ Amber                ▲ Red                     SLCSC: “the framework lapsed in November”
      B5(a) Sign new partnership agreements with local providers, with KPIs         ◆ Amber, due Jul 2020  ● Green, due 26 Feb 2021  SLSPPEP: “on track again”; date: SEND Improvement Board, 8 Dec 2020; better only because re-dated, no evidence given
      C2(b) Joint approach to decision panels; publish terms and membership         ○ Not stated           ✓ Complete                SLSPPEP"
    `)
  })

  test('what it has to recommend on, and not what it has recommended on or the board has decided', () => {
    expect(under(group, /^To recommend on/)).toMatchInlineSnapshot(`
      "To recommend on: 1
      R4: B3(a) Publish pupil engagement strategy and implementation plan
      The date Apr 2021 is asked for instead of Dec 2020.
      • Why: “the survey is late”
      • Asked by SLSPPEP on 10 Dec 2020.
      • Now ◆ Amber, re-dated once before."
    `)
  })

  test('who has said nothing; a request or a confirmation is a word', () => {
    const silent = under(group, /^No update/)
    expect(silent).toMatchInlineSnapshot(`
      "No update this period: 20 of 28 unfinished
      • SLSESEND (nobody named yet): C1(c), C2(a), C2(c), C2(d) and C2(f) to C2(h)
      • SLSPPEP (nobody named yet): B2(b), B3(d), B5(c), C2(e) and C2(i)
      • ADES (nobody named yet): A1(e) and B3(c)
      • P16SM (nobody named yet): A2(c) and A2(d)
      • SLBI (nobody named yet): A5(h) and B2(e)
      • SLCSC (nobody named yet): B2(a) and B5(b)
      • ADPH (nobody named yet): B3(d)"
    `)
    expect(silent).not.toMatch(/B3\(a\)|B2\(d\)/)
  })
})

test('each first page fits the screen of a phone', () => {
  for (const pages of [december, january, group]) expect(linesOnPhone(pages[0])).toBeLessThanOrEqual(SCREEN)
})

test('no page repeats a heading, and none is empty', () => {
  for (const pages of [december, january, group]) {
    const headings = pages.flatMap(({ blocks }) =>
      blocks.flatMap((each) => (each.kind === 'heading' ? [each.text] : [])),
    )
    expect(new Set(headings).size).toBe(headings.length)
    for (const { blocks } of pages) expect(blocks.length).toBeGreaterThan(1)
  }
})
