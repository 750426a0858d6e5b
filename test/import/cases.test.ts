import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Question } from '../../src/import/extracted.ts'
import { map, NO_VOCABULARY } from '../../src/import/map.ts'
import { readFile } from '../../src/import/read-file.ts'
import { toYaml } from '../../src/import/to-yaml.ts'
import { readPlanFile } from '../../src/plan-file/read.ts'
import { projectFile } from '../../src/shell/project.ts'

/** Documents made with other programs, and what an attentive person reads and asks. */
const CASES = ['wsoa-table.docx', 'southend.docx', 'recommendations.xlsx', 'tracker.csv']

interface Expected {
  readonly items: readonly { readonly ref?: unknown; readonly title?: unknown }[]
  readonly questions: readonly (Pick<Question, 'kind' | 'place'> & {
    readonly offers?: readonly unknown[]
    readonly ref?: string
    readonly seen?: number
    readonly nearest?: string
  })[]
  readonly [field: string]: unknown
}

function fixture(name: string): Buffer {
  return readFileSync(projectFile(`test/fixtures/import/${name}`))
}

function expectedOf(name: string): Expected {
  return JSON.parse(fixture(name.replace(/\.\w+$/, '.expected.json')).toString('utf8')) as Expected
}

async function mapped(name: string, answers: ReadonlyMap<string, string> = new Map()) {
  const document = await readFile({ name, bytes: fixture(name) })
  const found = map(document, { name, answers, vocabulary: NO_VOCABULARY })
  if (found.kind !== 'plan') throw new Error(found.sentence)
  return found
}

/** What the cases say of the makers of the file, or of the time after the answers. */
const NOT_READ = ['wanted', 'ownersPrinted']
/** A slip in the case: the cell stands in row 9. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([['post table 3 row 8', 'post table 3 row 9']])

describe.each(CASES)('%s', (name) => {
  test('is read as an attentive person reads it', async () => {
    const { plan } = await mapped(name)
    const expected = expectedOf(name)
    for (const field of ['title', 'levels', 'positionAt', 'tables', 'scale', 'counts', 'bodies'] as const)
      if (field in expected) expect(plan[field], field).toEqual(expected[field])
    expect(plan.items).toHaveLength(expected.items.length)
    for (const [at, wanted] of expected.items.entries()) {
      const item: Readonly<Record<string, unknown>> = { ...plan.items[at] }
      for (const [field, value] of Object.entries(wanted)) {
        if (NOT_READ.includes(field)) continue
        const called = `${String(wanted.ref ?? wanted.title)}: ${field}`
        if (Array.isArray(value) && typeof value[0] === 'object')
          expect(item[field], called).toMatchObject(value)
        else expect(item[field], called).toEqual(value)
      }
    }
  })

  test('raises the questions that an attentive person asks', async () => {
    const { questions } = await mapped(name)
    for (const wanted of expectedOf(name).questions) {
      const at = `${wanted.kind} ${wanted.place}`
      const found = questions.filter(({ kind, place }) => `${kind} ${place}` === (ELSEWHERE.get(at) ?? at))
      const offers = (wanted.offers ?? []).flat().filter((each) => typeof each === 'string')
      expect(
        found.map((each) => each.offers),
        at,
      ).toContainEqual(expect.arrayContaining(offers))
    }
  })

  test('makes a valid plan file, the same each time', async () => {
    const write = async () => {
      const { plan, questions, answered } = await mapped(name)
      return toYaml(plan, { source: name, code: undefined, questions, answered })
    }
    const yaml = await write()
    expect(readPlanFile(yaml).errors).toEqual([])
    expect(await write()).toBe(yaml)
  })
})

describe('an answer', () => {
  test('closes its question and is in the plan', async () => {
    const before = await mapped('tracker.csv')
    const open = before.questions.find(({ kind, ref }) => kind === 'date' && ref === '01.10')
    const { plan, questions } = await mapped('tracker.csv', new Map([[open?.key ?? '', '14 August 2020']]))
    expect(plan.items.find(({ ref }) => ref === '01.10')?.due).toEqual({
      on: '2020-08-14',
      exact: 'day',
      printed: '14 Aug',
    })
    expect(questions.map(({ key }) => key)).not.toContain(open?.key)
    expect(questions).toHaveLength(before.questions.length - 1)
  })

  test('on a colour holds for every cell of that colour', async () => {
    const { plan } = await mapped('objective.docx', new Map([['colour FF0000', 'red']]))
    expect(plan.items.map(({ rating }) => rating?.value ?? null)).toEqual([
      null,
      null,
      null,
      null,
      'red',
      'red',
    ])
  })

  test('of a letter that is doubled for another puts the reference right', async () => {
    const { plan } = await mapped('recommendations.xlsx', new Map([['reference 1 for 10', '10']]))
    expect(plan.items[9]).toMatchObject({ ref: '10', title: 'Suitable support after adoption' })
  })

  test('“leave open” closes the question and keeps the mark in the file', async () => {
    const name = 'tracker.csv'
    const found = await mapped(name, new Map([['plan title', 'leave open']]))
    expect(found.questions.map(({ kind }) => kind)).not.toContain('plan')
    const yaml = toYaml(found.plan, { source: name, code: 'x', questions: found.left, answered: [] })
    expect(yaml).toContain('# ?1 title: The file has no title: what is the plan called?')
  })
})

describe('other layouts', () => {
  test('tables with labels on the left are an action each', async () => {
    const { plan } = await mapped('labels.docx')
    expect(plan.items).toMatchObject([
      {
        ref: 'Action 1',
        title: 'Recruit a lead',
        owners: ['Head of Early Years'],
        due: { on: '2024-03-31' },
        rating: { value: 'Green', basis: 'words' },
        narrative: ['Interviews held.'],
      },
      { ref: 'Action 2', owners: ['Head of Early Years', 'Policy Officer'], due: { on: '2024-06' } },
    ])
  })

  test('two header rows, rows merged across and a key in words are understood', async () => {
    const { plan, questions } = await mapped('twoheads.docx')
    expect(plan.levels).toEqual(['theme', 'action'])
    expect(plan.positionAt).toMatchObject({ on: '2023-09-30' })
    expect(plan.scale.map(({ rating, words }) => `${rating} ${words}`)).toEqual([
      'R off track',
      'A at risk',
      'G on track',
      'B complete',
    ])
    expect(plan.items.map(({ ref, parent, rating }) => [ref, parent, rating?.value])).toEqual([
      ['Theme 1', null, undefined],
      ['1.1', 'Theme 1', 'B'],
      ['1.2', 'Theme 1', 'A'],
      ['Theme 2', null, undefined],
      ['2.1', 'Theme 2', 'R'],
      ['2.2', 'Theme 2', 'G'],
    ])
    expect(plan.items[2]).toMatchObject({ due: { on: '2023-07-31' }, revisions: [{ on: '2023-10-31' }] })
    expect(questions.find(({ kind }) => kind === 'date')?.about).toContain('Autumn 2023')
  })

  test('a column of objectives that reach over several rows is the level above', async () => {
    const { plan, questions } = await mapped('objective.docx')
    expect(plan.levels).toEqual(['objective', 'action'])
    expect(plan.items.map(({ title, parent }) => [title, parent])).toEqual([
      ['Better plans', null],
      ['Write guidance', 'Better plans'],
      ['Train staff', 'Better plans'],
      ['Quicker plans', null],
      ['Hire caseworkers', 'Quicker plans'],
      ['Clear the backlog', 'Quicker plans'],
    ])
    // Without a key, even an exact colour is no rating before somebody says so.
    expect(plan.items.flatMap(({ rating }) => rating?.value ?? [])).toEqual([])
    expect(
      questions.filter(({ kind }) => kind === 'colour').map(({ nearest, seen }) => [nearest, seen]),
    ).toEqual([
      ['green', 1],
      ['amber', 1],
      ['red', 2],
    ])
  })

  test('a row that stacks actions is paired where officers and dates are as many', async () => {
    const { plan, questions } = await mapped('stacked.docx')
    expect(plan.items.map(({ ref, owners, due }) => [ref, owners, due?.on, due?.exact])).toEqual([
      ['3', [], undefined, undefined],
      ['3(a)', ['ABC'], '2024-05-01', 'day'],
      ['3(b)', ['DEF'], '2024-06-01', 'day'],
      ['3(c)', ['ABC'], null, 'ongoing'],
    ])
    expect(questions.map(({ kind }) => kind)).not.toContain('pairing')
  })

  test('a workbook’s theme colours, number formats, serial numbers and hidden parts are seen', async () => {
    const { plan, questions } = await mapped('tracker2.xlsx')
    expect(plan.items.map(({ ref, parent }) => [ref, parent])).toEqual([
      ['1', null],
      ['1.10', '1'],
      ['1.20', '1'],
      ['2', null],
      ['2.1', '2'],
      ['2.2', '2'],
      ['2.3', '2'],
    ])
    expect(plan.items[1]?.due).toEqual({ on: '2024-03-31', exact: 'day', printed: '31/03/2024' })
    expect(questions.map(({ kind, about }) => `${kind}: ${about}`)).toEqual(
      expect.arrayContaining([
        'colour: Green C3D69B (theme colour accent3): one cell. Which rating is it?',
        'hidden: A row is hidden',
        'hidden: The sheet “Secret” is hidden. It was not read',
        'comment: There is a comment on a cell',
        'date: 2.1: “45500” is a number',
      ]),
    )
    expect(questions.map(({ kind }) => kind)).toContain('formula')
  })
})
