import { join } from 'node:path'
import { importPlan } from '../../data/import/import.ts'
import { loadCommands } from '../../src/discover.ts'
import { type BenchApp, openApp } from './app.ts'
import { NOW } from './history.ts'
import { inTurns, printTable } from './measure.ts'
import { largePlan } from './plan.ts'

const PLANS = 5
/** The same question of one plan may take so much longer where the organisation has five. */
const GATE = 1.3
const QUESTIONS = ['overdue', 'status', 'status B3(d)', 'changes since 25 October 2020'] as const

/** The same questions of one plan: of the only one of its organisation, and of one among five. */
export async function measureOrganisation(folder: string): Promise<void> {
  const commands = await loadCommands()
  const open = async (plans: number): Promise<BenchApp> => {
    const bench = await openApp(join(folder, `${plans}-plans.sqlite`), commands)
    const { bodies, ...plan } = largePlan()
    for (let number = 0; number < plans; number += 1) {
      const code = number === 0 ? plan.code : `large-${number + 1}`
      await importPlan(bench.db, { ...plan, code, bodies }, { now: NOW, today: '2020-11-24' })
    }
    return bench
  }
  const one = await open(1)
  const five = await open(PLANS)
  const rows: (string | number)[][] = []
  for (const line of QUESTIONS) {
    const said = { as: 'coordinator', now: NOW }
    const took = await inTurns(
      { one: () => one.say(line, said), five: () => five.say(line, said) },
      { rounds: 7, samples: 5 },
    )
    const growth = took.five / took.one
    rows.push([line, took.one, took.five, growth, growth <= GATE ? 'yes' : 'no'])
  }
  await one.db.destroy()
  await five.db.destroy()
  printTable(
    `A question of one plan of 600 sub-actions, alone and among ${PLANS}`,
    ['line', 'ms alone', `ms among ${PLANS}`, 'growth', `within ${GATE}`],
    rows,
  )
}
