import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type Node = string | readonly [ref: string, within: readonly Node[]]

interface Shape {
  readonly levels: string
  readonly counts?: string
  readonly scale: 'colours' | 'numbers' | 'none'
  readonly items: readonly Node[]
}

/** Plans by how their references look, of the kinds that public papers have. */
const SHAPES = {
  'parts with a full stop': {
    levels: 'theme, action',
    scale: 'colours',
    items: [
      ['1', ['1.1', '1.2', '1.10']],
      ['3', ['3.1', '3.2', '3.3', '3.11']],
      ['14', ['14.1', '14.2']],
    ],
  },
  'roman parts': {
    levels: 'theme, action, step',
    counts: 'action',
    scale: 'colours',
    items: [
      ['3', [['3.2', ['3.2 (i)', '3.2 (ii)', '3.2 (iii)', '3.2 (iv)', '3.2 (v)']], '3.3']],
      ['5', [['5.1', ['5.1 (i)', '5.1 (ii)']]]],
    ],
  },
  'three numbers': {
    levels: 'theme, outcome, action',
    scale: 'colours',
    items: [
      [
        '1',
        [
          ['1.1', ['1.1.1', '1.1.2', '1.1.10', '1.1.11']],
          ['1.2', ['1.2.1']],
        ],
      ],
      ['11', [['11.1', ['11.1.2']]]],
    ],
  },
  'numbers alone, rated by numbers': { levels: 'recommendation', scale: 'numbers', items: many('', 16) },
  'numbers alone, rated by colours': { levels: 'commitment', scale: 'colours', items: many('', 13) },
  'numbers alone, without a scale': { levels: 'recommendation', scale: 'none', items: many('', 14) },
  'R and a number': { levels: 'recommendation', scale: 'colours', items: many('R', 16) },
  'Rec and a number': {
    levels: 'recommendation, step',
    counts: 'recommendation',
    scale: 'numbers',
    items: [['Rec 1', ['Rec 1a', 'Rec 1b']], ['Rec 2', ['Rec 2a']], ...many('Rec ', 12).slice(2)],
  },
  'lines of enquiry': {
    levels: 'line of enquiry, part',
    scale: 'colours',
    items: [
      ['KLOE 4', ['KLOE 4a', 'KLOE 4b', 'KLOE 4i']],
      ['KLOE 5', ['KLOE 5a']],
    ],
  },
  'signs within': {
    levels: 'item',
    scale: 'colours',
    items: [
      '17 SRR 08',
      '17 SRR 09',
      '18 SRR 08',
      'BOD 24/18(a)',
      'BOD 24/18(b)',
      'BOD 24/19',
      'PAP2-05',
      'PAP2-06',
      'SR (25/26) 01',
      'SR (25/26) 02',
    ],
  },
  'minutes with parts': {
    levels: 'minute, part',
    scale: 'colours',
    items: [['BOD 24/18', ['BOD 24/18(a)', 'BOD 24/18(b)']], 'BOD 24/19'],
  },
  'letters around': {
    levels: 'area, action',
    scale: 'colours',
    items: [
      ['A', ['A1', 'A2']],
      ['B', ['B1']],
      ['I', ['I1']],
    ],
  },
  'letters alone': { levels: 'area', scale: 'colours', items: ['A', 'B', 'C', 'I'] },
} as const satisfies Readonly<Record<string, Shape>>

export type ReferencePlan = keyof typeof SHAPES

function many(before: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${before}${at + 1}`)
}

const folder = mkdtempSync(join(tmpdir(), 'wsoa-references-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/** The path of a plan file of that kind. */
export function referencePlan(kind: string): string {
  const shape: Shape | undefined = SHAPES[kind as ReferencePlan]
  if (!shape) throw new Error(`no plan of the kind ${kind}`)
  const path = join(folder, `${kind.replace(/\W+/g, '-')}.yaml`)
  writeFileSync(path, yamlOf(shape))
  return path
}

const COLOURS = `scale:
  notStarted: red
  ratings:
    - { code: red, label: Red, letter: R, mark: ▲, tone: red, definition: Off track }
    - { code: amber, label: Amber, letter: A, mark: ◆, tone: amber, definition: At risk }
    - { code: green, label: Green, letter: G, mark: ●, tone: green, definition: On track }
    - { code: blue, label: Blue, letter: B, mark: ★, tone: blue, definition: Done, impliesState: complete, final: true }
`
const NUMBERS = `scale:
  order: best-first
  notStarted: unrated
  ratings:
    - { code: 1, label: 1, letter: 1, mark: ★, tone: blue, definition: Done, impliesState: complete, final: true }
    - { code: 2, label: 2, letter: 2, mark: ●, tone: green, definition: Good }
    - { code: 3, label: 3, letter: 3, mark: ◆, tone: yellow, definition: Fair }
    - { code: 4, label: 4, letter: 4, mark: ▼, tone: orange, definition: Poor }
    - { code: 5, label: 5, letter: 5, mark: ■, tone: red, definition: Bad }
`

function yamlOf({ levels, counts, scale, items }: Shape): string {
  return `code: references
title: A plan
version: 1
source: Written for the tests
levels: [ ${levels} ]
${counts ? `counts: ${counts}` : ''}
${{ colours: COLOURS, numbers: NUMBERS, none: '' }[scale]}
policies: { decidesDates: scrutiny, decidesSignOff: scrutiny }
positionAt: { on: 2020-09-30, asGiven: September 2020 }
roles:
  - { code: ONE, title: Director one }
  - { code: TWO, title: Director two }
bodies:
  - code: scrutiny
    name: Scrutiny Committee
    cadence: [ { every: 1 month, from: 2020-09-09, time: 18:00 } ]
items:
${items.map((node) => itemOf(node, '  ')).join('')}`
}

function itemOf(node: Node, indent: string): string {
  const [ref, within] = typeof node === 'string' ? [node, []] : node
  const head = `${indent}- ref: "${ref}"\n${indent}  title: What ${ref.replace(/\W+/g, ' ')} wants\n${indent}  lead: ONE\n${indent}  owners: [ ONE ]\n`
  return within.length === 0
    ? `${head}${indent}  due: { on: 2021-06-30, asGiven: 30 June 2021 }\n`
    : `${head}${indent}  items:\n${within.map((each) => itemOf(each, `${indent}    `)).join('')}`
}
