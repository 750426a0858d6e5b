import { map, NO_VOCABULARY } from '../../src/import/map.ts'
import { readFile } from '../../src/import/read-file.ts'
import { docxOf } from '../../src/spreadsheet/word.ts'
import type { Workbook } from '../../src/spreadsheet/workbook.ts'
import { xlsxOf } from '../../src/spreadsheet/write.ts'
import { median, milliseconds, printTable } from './measure.ts'

const ITEMS = [60, 600]
const TIMES = 5

/** Reading a plan from Word and Excel: by the clock, and the processor’s time where the machine does other things too. */
export async function measureImporting(): Promise<void> {
  const rows: (string | number)[][] = []
  for (const items of ITEMS) {
    const plan = planOf(items)
    const word = await timed('plan.docx', await docxOf(plan, 'rows'))
    const excel = await timed('plan.xlsx', await xlsxOf(plan))
    rows.push([items, word.wall, word.processor, excel.wall, excel.processor])
  }
  printTable(
    'Reading a plan from a document, ms',
    ['items', 'Word', 'Word, processor', 'Excel', 'Excel, processor'],
    rows,
  )
}

interface Taken {
  readonly wall: number
  readonly processor: number
}

/** What the thread does: the file into tables, and the tables into a plan with its questions. */
async function timed(name: string, bytes: Buffer): Promise<Taken> {
  const taken: Taken[] = []
  for (let time = 0; time < TIMES; time += 1) {
    const before = process.cpuUsage()
    const wall = await milliseconds(async () => {
      const document = await readFile({ name, bytes })
      map(document, { name, answers: new Map(), vocabulary: NO_VOCABULARY })
    })
    const { user, system } = process.cpuUsage(before)
    taken.push({ wall, processor: (user + system) / 1_000 })
  }
  return {
    wall: median(taken.map((each) => each.wall)),
    processor: median(taken.map((each) => each.processor)),
  }
}

const TONES = ['green', 'amber', 'red'] as const

function planOf(items: number): Workbook {
  const text = (each: string) => ({ kind: 'text', text: each }) as const
  return {
    title: 'Improvement plan',
    at: '2020-11-24T09:00:00.000Z',
    sheets: [
      {
        name: 'Plan',
        columns: ['Ref', 'Action', 'Lead', 'Due', 'RAG', 'Progress'].map((title) => ({ title })),
        rows: Array.from({ length: items }, (_, index) => {
          const tone = TONES[index % TONES.length] ?? 'green'
          return [
            text(`${1 + Math.floor(index / 20)}.${String(1 + (index % 20)).padStart(2, '0')}`),
            text(`Agree and publish the offer of service number ${index + 1} with schools and parents`),
            text(`Head of Service ${1 + (index % 9)}`),
            text(`${1 + (index % 28)} March 2021`),
            { kind: 'text', text: tone === 'amber' ? '' : tone, tone } as const,
            text('Meetings were held in October. a) and b) completed; the rest follows in the new year.'),
          ]
        }),
      },
    ],
  }
}
