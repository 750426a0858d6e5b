import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Edition } from '../../src/digest.ts'
import type { PastMeeting } from '../../src/domain/facts.ts'
import { docxOf } from '../../src/paper/docx.ts'
import { paperOf } from '../../src/paper/paper.ts'
import { createTestApp, type TestApp, TINY } from '../support/app.ts'
import { tickAt } from '../support/clock.ts'
import { type Docx, openDocx, textOf } from '../support/docx.ts'
import { HOSTILE } from '../support/hostile-text.ts'
import { LIBREOFFICE, needs } from '../support/needs.ts'
import { sourceOf } from '../support/wall.ts'

let bot: TestApp
let edition: Edition
let past: readonly PastMeeting[]
let bytes: Buffer
let board: Docx
let group: Docx

beforeAll(async () => {
  bot = await createTestApp()
  await bot.say('update B2(a) amber supplier found, backlog still being cleared', { as: 'SLCSC' })
  await bot.say('revise A2(c) to 31 January 2021 because the panel meets only in January', { as: 'P16SM' })
  await bot.say('revise B1(b) to 26 February 2021 because consultation had to be repeated', { as: 'SLSP' })
  group = await written('operational-group')
  await tickAt(bot, '2020-11-27T13:00:00Z')
  ;({ edition, past } = await sourceOf(bot, 'improvement-board'))
  bytes = await docxOf(paperOf(edition, past))
  board = openDocx(bytes)
})
afterAll(() => bot.close())

async function written(code: string, from: TestApp = bot): Promise<Docx> {
  const source = await sourceOf(from, code)
  return openDocx(await docxOf(paperOf(source.edition, source.past)))
}

function headings({ paragraphs }: Docx, style = 'Heading1'): readonly string[] {
  return paragraphs.filter((each) => each.style === style).map(({ text }) => text)
}

/** What stands between a heading and the next of its kind. */
function under(docx: Docx, heading: string): readonly string[] {
  return section(docx, heading).map(({ text }) => text)
}

function section(docx: Docx, heading: string): Docx['paragraphs'] {
  const texts = docx.paragraphs
  const from = texts.findIndex(({ style, text }) => style === 'Heading1' && text === heading)
  const rest = texts.slice(from + 1)
  const to = rest.findIndex(({ style }) => style === 'Heading1')
  return rest.slice(0, to === -1 ? undefined : to)
}

describe('the paper of a board', () => {
  test('has the parts of a committee’s paper, in their order', () => {
    expect(headings(board)).toEqual([
      'Recommendations',
      'Summary',
      'The plan at a glance',
      'For decision',
      'Questions a chair could ask',
      'What has changed',
      'What is off track',
      'Position by area of concern',
      'Measures',
      'What the plan says',
      'Implications',
      'The rating key',
      'Background',
    ])
  })

  test('says at its head whose it is, for when, as at when, and that it is final', () => {
    expect(board.paragraphs.slice(0, 12).map(({ text }) => text)).toMatchInlineSnapshot(`
      [
        "SEND Improvement Board",
        "Thurrock SEND Written Statement of Action: how the plan stands",
        "Meeting",
        "SEND Improvement Board, Tuesday 8 December 2020",
        "Report of",
        "The coordinator of the plan",
        "Plan",
        "Thurrock SEND Written Statement of Action (Version 2, July 2019, with the update of October to November 2020)",
        "Figures as at",
        "27 Nov 2020, 12pm",
        "Status",
        "Final figures, edition 1",
      ]
    `)
  })

  test('recommends in words to adopt, the same as the digest has', () => {
    expect(under(board, 'Recommendations')).toMatchInlineSnapshot(`
      [
        "The SEND Improvement Board is asked to adopt:",
        "The SEND Improvement Board agrees Sunday 31 January 2021 as the new date for A2(c).",
        "The SEND Improvement Board agrees Friday 26 February 2021 as the new date for B1(b).",
        "The SEND Improvement Board notes how the plan stood as at 27 Nov 2020, 12pm.",
      ]
    `)
  })

  test('counts with what they are of', () => {
    expect(under(board, 'Summary')[0]).toBe(
      'Of 63 sub-actions, 33 are complete, none signed off; of the 30 unfinished, 3 are red, 11 amber, 1 green and 15 not rated, and 13 are overdue; and C2 as a whole: amber; since 30 Oct 2020, none got worse and 2 got better (1 only because re-dated).',
    )
  })

  test('has every action with all its parts, each with owner, rating in words and dates with their history', () => {
    const { items } = edition.facts
    const wanted = items.filter(({ level }) => level === 1).map(({ ref, title }) => `${ref} ${title}`)
    const position = section(board, 'Position by area of concern')
    expect(position.filter(({ style }) => style === 'Heading3').map((each) => each.text)).toEqual(wanted)
    const text = under(board, 'Position by area of concern').join('\n')
    for (const { ref, title } of items.filter(({ place }) => place === 'counted')) {
      expect(text).toContain(`\n${ref} ${title}\n`)
    }
    expect(text).toContain('Aug 2021, was Aug 2020 (approved by Improvement Board, summer 2020)')
    expect(text).toContain('Sep 2020, was Mar 2020 (approval not recorded); 58 days overdue')
  })

  test('leaves empty who verified each implication', () => {
    const table = board.tables.find((each) => textOf(each).includes('Verified by')) ?? ''
    const rows = (table.match(/<w:tr>.*?<\/w:tr>/gs) ?? []).map((row) =>
      (row.match(/<w:tc>.*?<\/w:tc>/gs) ?? []).map(textOf),
    )
    expect(rows.slice(1)).toEqual([
      ['Financial', '', '', ''],
      ['Legal', '', '', ''],
      ['Diversity and equality', '', '', ''],
      ['Other', '', '', ''],
    ])
  })

  test('prints the plan’s own key and by what its figures can be checked', () => {
    expect(under(board, 'The rating key').join('\n')).toContain(edition.facts.scale[0]?.definition)
    if (edition.origin.kind !== 'stored') throw new Error('not stored')
    const background = under(board, 'Background').join('\n')
    expect(background).toContain(`Facts: ${edition.origin.factsHash.slice(0, 12)}`)
    expect(background).toContain(`Trail: ${edition.origin.trailHead.slice(0, 12)}`)
  })

  test('never has a rating as a colour alone', () => {
    const shaded = board.document.match(/<w:r>(?:(?!<\/w:r>).)*<w:shd (?:(?!<\/w:r>).)*<\/w:r>/gs) ?? []
    expect(shaded.length).toBeGreaterThan(20)
    for (const run of shaded) expect(textOf(run)).toMatch(/^[▲◆●★]\u00a0(Red|Amber|Green|Blue)$/)
    const cells =
      board.document.match(
        /<w:tc>(?:(?!<\/w:tc>).)*<w:tcPr>(?:(?!<\/w:tcPr>).)*<w:shd (?:(?!<\/w:tc>).)*<\/w:tc>/gs,
      ) ?? []
    for (const cell of cells) expect(textOf(cell)).not.toBe('')
  })
})

describe('the paper of a group that recommends', () => {
  test('is a draft before its cut-off, and says so on every page', () => {
    expect(group.files.filter((name) => /header\d/.test(name))).not.toEqual([])
    expect(textOf(group.xml('word/header1.xml'))).toBe('DRAFT')
    expect(textOf(group.xml('word/footer1.xml'))).toMatch(/^DRAFT: SEND Operational Group, 3 Dec 2020/)
    expect(group.paragraphs.map(({ text }) => text)).toContain(
      'DRAFT: figures can change until the cut-off, 24 Nov 2020, 12pm',
    )
    expect(board.files.filter((name) => /header\d/.test(name))).toEqual([])
  })

  test('recommends, and asks no chair’s questions', () => {
    expect(under(group, 'Recommendations')[1]).toBe(
      'The SEND Operational Group recommends agreeing Sunday 31 January 2021 as the new date for A2(c).',
    )
    expect(headings(group)).not.toContain('Questions a chair could ask')
  })
})

describe('a word processor finds', () => {
  test('heading styles that step down one at a time', () => {
    const levels = board.paragraphs
      .flatMap(({ style }) => style.match(/^Heading(\d)$/)?.[1] ?? [])
      .map(Number)
    expect(levels[0]).toBe(1)
    levels.slice(1).forEach((level, index) => {
      expect(level - (levels[index] ?? 0)).toBeLessThanOrEqual(1)
    })
    expect(board.paragraphs.filter(({ style }) => style === 'Title')).toHaveLength(1)
    expect(board.xml('word/styles.xml')).toContain('w:styleId="Heading3"')
  })

  test('heads of tables that repeat on every page, and rows that are never broken', () => {
    expect(board.tables.length).toBeGreaterThan(15)
    for (const table of board.tables.slice(1)) {
      const [head = '', ...rows] = table.match(/<w:tr>.*?<\/w:tr>/gs) ?? []
      expect(head).toContain('<w:tblHeader/>')
      for (const row of rows) expect(row).not.toContain('<w:tblHeader/>')
      for (const row of [head, ...rows]) expect(row).toContain('<w:cantSplit/>')
    }
  })

  test('the picture with the words for it', () => {
    const alts = [...board.document.matchAll(/<wp:docPr [^>]*descr="([^"]*)"/g)].map(([, alt]) => alt)
    expect(alts).toHaveLength(1)
    expect(alts[0]).toContain('The plan as a wall, as at 27 Nov 2020, 12pm: a row for each action')
  })

  test('British English, a title, and the instant of the figures as its date', () => {
    expect(board.xml('word/styles.xml')).toContain('<w:lang w:val="en-GB"/>')
    const core = board.xml('docProps/core.xml')
    expect(core).toContain('<dc:creator>wsoa</dc:creator>')
    expect(core).toContain(
      '<dc:title>Thurrock SEND Written Statement of Action: how the plan stands, SEND Improvement Board, 8 Dec 2020</dc:title>',
    )
    expect(core.match(/2020-11-27T12:00:00\.000Z/g)).toHaveLength(2)
    expect(core.match(/\d{4}-\d\d-\d\dT/g)).toHaveLength(2)
  })

  test('A4 with page numbers, and no empty paragraph outside of a table', () => {
    expect(board.document).toContain('<w:pgSz w:w="11906" w:h="16838"')
    expect(board.xml('word/footer1.xml')).toMatch(/PAGE.*NUMPAGES/s)
    const outside = board.document
      .replace(/<w:tbl>.*?<\/w:tbl>/gs, '')
      .replace(/<w:drawing>.*?<\/w:drawing>/gs, '<w:t>picture</w:t>')
    const paragraphs = outside.match(/<w:p>.*?<\/w:p>|<w:p\/>/gs) ?? []
    expect(paragraphs.filter((each) => textOf(each) === '')).toEqual([])
  })

  test('nothing that runs: no field but page numbers, no link, nothing from elsewhere', () => {
    for (const name of board.files.filter((each) => each.endsWith('.rels'))) {
      expect(board.xml(name)).not.toContain('TargetMode="External"')
    }
    expect(board.document).not.toMatch(/<w:instrText|<w:fldSimple|<w:hyperlink|<w:object/)
  })
})

test('a paper after a meeting begins with what was decided there, and whether it is done', async () => {
  const app = await createTestApp()
  await app.say('revise A2(c) to 31 January 2021 because the panel meets only in January', { as: 'P16SM' })
  await tickAt(app, '2020-12-08T18:00:00Z')
  await app.say('approve R1 minute 4.1')
  const docx = await written('improvement-board', app)
  expect(headings(docx).slice(0, 3)).toEqual(['Recommendations', 'Summary', 'Decided since the last paper'])
  expect(under(docx, 'Decided since the last paper').slice(4)).toEqual([
    'A2(c) (R1)',
    'date 31 Jan 2021 agreed: “draft minute 4.1”',
    'SEND Improvement Board, 8 Dec 2020',
    'not done, due 31 Jan 2021',
  ])
  await app.close()
})

test('a paper has what the body asked for at its meetings, until it is done', async () => {
  const app = await createTestApp()
  await app.say('action add improvement-board SLBI by 4 December 2020 send the audit report')
  const docx = await written('improvement-board', app)
  expect(headings(docx)[2]).toBe('Actions arising: 1 of 1 not done')
  expect(under(docx, 'Actions arising: 1 of 1 not done').slice(4)).toEqual([
    '1 “send the audit report”',
    'SLBI',
    '4 Dec 2020',
    'not done',
  ])
  await app.close()
})

test('the same edition is the same bytes, whenever it is made', async () => {
  const again = await docxOf(paperOf(edition, past))
  expect(again.equals(bytes)).toBe(true)
})

test('a plan of other ratings and words has its paper too', async () => {
  const other = await createTestApp({ plan: TINY })
  const docx = await written('steering-group', other)
  expect(headings(docx)).toContain('Position by theme')
  expect(under(docx, 'The rating key').join('\n')).toContain(
    '■\u00a0Stalled\nNothing moves without a decision',
  )
  expect(docx.document).not.toMatch(/Amber|sub-action/)
  await other.close()
})

test('whatever somebody types stays text', async () => {
  const app = await createTestApp()
  const items = edition.facts.items.filter(({ place, state }) => place === 'counted' && state !== 'complete')
  for (const [index, text] of Object.values(HOSTILE).entries()) {
    const ref = items[index % items.length]?.ref ?? ''
    const said = await app.tell({
      command: 'update',
      arguments: { refs: [ref], rating: 'amber', note: text },
    })
    expect(said.error).toBe(null)
    if (index % items.length === items.length - 1 || index === Object.keys(HOSTILE).length - 1) {
      await app.tell({
        command: 'revise',
        arguments: { ref, date: { on: '2021-03-31', asGiven: '31 March 2021' }, reason: text },
      })
      const docx = await written('improvement-board', app)
      expect([...elements(docx)].filter((name) => !elements(group).has(name))).toEqual([])
      expect(docx.document.isWellFormed()).toBe(true)
      expect(docx.document).not.toMatch(
        /[^\P{Cc}\n\t]|\p{Noncharacter_Code_Point}|&(?!(?:amp|lt|gt|quot|apos);)/u,
      )
      expect(docx.document.match(/<w:tbl>/g)).toHaveLength(docx.tables.length)
    }
  }
  await app.close()
})

function elements({ document }: Docx): Set<string> {
  return new Set([...document.matchAll(/<\/?([a-zA-Z0-9]+(?::[a-zA-Z0-9]+)?)/g)].map(([, name = '']) => name))
}

describe('in LibreOffice', needs.libreoffice, () => {
  test('the paper opens, and is a handful of pages', { timeout: 120_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'wsoa-paper-'))
    try {
      const path = join(folder, 'paper.docx')
      writeFileSync(path, bytes)
      execFileSync(
        LIBREOFFICE ?? '',
        [
          `-env:UserInstallation=file://${folder}/profile`,
          '--headless',
          '--convert-to',
          'pdf',
          '--outdir',
          folder,
          path,
        ],
        { stdio: 'ignore' },
      )
      const pdf = readFileSync(join(folder, 'paper.pdf'), 'latin1')
      const pages = pdf.match(/\/Type\s*\/Page(?![a-zA-Z])/g)?.length ?? 0
      expect(pages).toBeGreaterThanOrEqual(6)
      expect(pages).toBeLessThanOrEqual(15)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
