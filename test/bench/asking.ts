import { loadCommands } from '../../src/discover.ts'
import { openApp } from './app.ts'
import { historyFile, NOW } from './history.ts'
import { inTurns, printTable, type Work } from './measure.ts'

const FEW = 10_000
const MANY = 1_000_000

const QUESTIONS = [
  { line: 'overdue', as: 'coordinator' },
  { line: 'status', as: 'coordinator' },
  { line: 'status B3(d)', as: 'coordinator' },
  { line: 'changes since 25 October 2020', as: 'coordinator' },
  { line: 'status as at 1 July 2019', as: 'coordinator' },
  { line: 'status B3(d) as at 1 July 2019', as: 'coordinator' },
  { line: 'history B3(d)', as: 'coordinator' },
  { line: 'mine', as: 'R05' },
] as const

const MONTHS = ['March', 'May', 'July', 'September', 'October'] as const

/** The same questions, and an update, on the same plan after few and after many updates. */
export async function measureAsking(folder: string): Promise<void> {
  const commands = await loadCommands()
  const open = async (updates: number) => openApp(await historyFile(folder, updates), commands)
  const few = await open(FEW)
  const many = await open(MANY)
  let number = 0
  const update: (on: typeof few) => Work = (on) => () => {
    number += 1
    const rating = number % 4 < 2 ? 'amber' : 'red'
    return on.say(`update B3(d) ${rating} backlog still being cleared`, {
      as: 'R04',
      key: `update-${number}`,
      now: NOW,
    })
  }
  const rows: (string | number)[][] = []
  for (const { line, as } of QUESTIONS) {
    rows.push(
      row(
        line,
        await inTurns(
          { few: () => few.say(line, { as, now: NOW }), many: () => many.say(line, { as, now: NOW }) },
          { rounds: 7, samples: 5 },
        ),
      ),
    )
  }
  for (const line of ['status', 'status B3(d)', 'overdue']) {
    const onAnotherDay: (on: typeof few) => Work = (on) => () => {
      number += 1
      const day = `${(number % 28) + 1} ${MONTHS[number % MONTHS.length]} 2019`
      return on.say(`${line} as at ${day}`, { as: 'coordinator', now: NOW })
    }
    rows.push(
      row(
        `${line} as at another day each time`,
        await inTurns({ few: onAnotherDay(few), many: onAnotherDay(many) }, { rounds: 7, samples: 5 }),
      ),
    )
  }
  rows.push(
    row(
      'update B3(d) amber …',
      await inTurns({ few: update(few), many: update(many) }, { rounds: 9, samples: 20 }),
    ),
  )
  await few.db.destroy()
  await many.db.destroy()
  printTable(
    'Questions on 600 sub-actions',
    [
      'line',
      `ms at ${FEW.toLocaleString('en-GB')} updates`,
      `ms at ${MANY.toLocaleString('en-GB')}`,
      'growth',
    ],
    rows,
  )
}

function row(line: string, { few, many }: { few: number; many: number }): (string | number)[] {
  return [line, few, many, many / few]
}
