import ExcelJS from 'exceljs'
import { describe, expect, test } from 'vitest'
import { map, NO_VOCABULARY } from '../../src/import/map.ts'
import { readFile } from '../../src/import/read-file.ts'
import { toYaml } from '../../src/import/to-yaml.ts'
import { readPlanFile } from '../../src/plan-file/read.ts'

async function workbook(): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('Plan')
  sheet.addRow(['Ref', 'Action', 'Lead', 'Due', 'Chair only'])
  sheet.addRow(['1.1', 'Agree the offer', 'Head of Service', '31 March 2021', 'Ask the unions first'])
  sheet.addRow(['1.2', 'Publish the offer', 'Head of Service', '30 April 2021', ''])
  sheet.getColumn(5).hidden = true
  sheet.getCell('B3').note = 'Waits for the printer'
  sheet.getCell('A1').note = 'Numbers as in the inspection'
  return Buffer.from(await book.xlsx.writeBuffer())
}

async function read(answers: Readonly<Record<string, string>> = {}) {
  const document = await readFile({ name: 'plan.xlsx', bytes: await workbook() })
  const mapped = map(document, {
    name: 'plan.xlsx',
    answers: new Map(Object.entries(answers)),
    vocabulary: NO_VOCABULARY,
  })
  if (mapped.kind !== 'plan') throw new Error(mapped.sentence)
  return mapped
}

describe('comments and a hidden column', () => {
  test('that are taken as notes stand with the item of their row, in the plan file too', async () => {
    const { questions } = await read()
    const asked = questions.filter(({ offers }) => offers.some((each) => each.includes('as notes')))
    expect(asked).toHaveLength(2)
    const answers = Object.fromEntries(
      asked.map(({ key, offers }) => [key, offers.find((each) => each.includes('as notes')) ?? '']),
    )
    const { plan, questions: open, left, answered } = await read(answers)
    expect(plan.items.map(({ ref, notes }) => [ref, notes])).toEqual([
      ['1.1', ['Chair only: Ask the unions first']],
      ['1.2', ['Comment: Waits for the printer']],
    ])
    expect(plan.notes).toEqual(['Comment: Numbers as in the inspection'])
    const yaml = toYaml(plan, { source: 'plan.xlsx', code: 'plan', questions: [...open, ...left], answered })
    expect(readPlanFile(yaml).errors).toEqual([])
    for (const note of ['Ask the unions first', 'Waits for the printer', 'Numbers as in the inspection'])
      expect(yaml).toContain(note)
  })

  test('that are left out, or of which nothing was said, are nowhere', async () => {
    const { plan } = await read()
    expect(JSON.stringify(plan)).not.toMatch(/unions|printer|inspection/)
  })
})
