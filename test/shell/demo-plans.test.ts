import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { importPlan, previewImport } from '../../data/import/import.ts'
import { DEMO_PLANS } from '../../src/shell/demo-plans.ts'
import { createTestApp, planFrom } from '../support/app.ts'
import { createShell, createShellHere, type ShellHere } from '../support/shell.ts'

const TITLES = [
  'Thurrock SEND Written Statement of Action',
  "Children's Services Inspection Improvement Plan",
  'SEND Peer Review Action Plan',
  'Southend Commitments after the SEND Peer Review',
  'Overview and Scrutiny Work Programme 2017/18',
]

describe('the demo', () => {
  let shell: ShellHere
  beforeEach(() => {
    shell = createShellHere({ demo: true })
  })
  afterEach(() => shell.close())

  async function says(line: string, as = 'coordinator', format = 'text'): Promise<string> {
    const { out } = await shell.run(['say', line, '--as', as, '--format', format])
    return out
  }

  test('has the sample and the other plans, and its coordinator is that of each', async () => {
    const plans = await says('plans', 'coordinator', 'md')
    expect(plans).toContain('You have a part in 5 plans.')
    for (const title of TITLES) expect(plans).toContain(title)
    for (const state of ['ended on Tuesday 10 October 2017', 'begins on Tuesday 23 November 2021'])
      expect(plans).toContain(state)
  })

  test('says of the only plan that goes on what it says alone, without its name', async () => {
    const overdue = await says('overdue')
    expect(overdue).toContain('13 of 63 sub-actions are overdue on Tuesday 24 November 2020.')
    expect(overdue).not.toContain('In: ')
    expect(await says('update C2 amber the backlog is going down')).not.toContain('In: ')
  })

  test('answers about the others by their names and by what only they have', async () => {
    expect(await says('in sif status')).toContain('This plan ended on Tuesday 10 October 2017')
    expect(await says('status 13')).toMatch(/Which plan is that about\?|In: /)
    expect(await says('in peer overdue')).toContain('This plan ended on Saturday 31 March 2018')
    expect(await says('in southend list')).toContain('commitment')
    expect(await says('in forward about')).toContain('Overview and Scrutiny Work Programme 2017/18')
  })

  test('lets the shell speak as a post of any of its plans', async () => {
    expect(await says('mine', 'SLIPEP')).toContain('SEND Peer Review Action Plan')
  })

  test('has a record that holds, with the assignments in it', async () => {
    expect(await shell.run(['audit', 'verify'])).toMatchObject({ exit: 0 })
    expect((await shell.run(['doctor'])).out).not.toContain('wrong')
  })

  test('serves one of its plans alone where PLAN names it', async () => {
    const { out } = await shell.run(['say', 'plans'], { env: { PLAN: 'thurrock-sif-2016' } })
    expect(out).toContain('You have a part in 1 plan.')
  })
})

test('a demo of before it had other plans gets them when it is opened again', async () => {
  const shell = createShell()
  // What an earlier release left: the sample alone, with its clock.
  const env = { DATABASE_URL: `sqlite:${shell.folder}/var/demo.sqlite` }
  await shell.run(['import', '--now', '2020-11-24', planPath(DEMO_PLANS[0])], { env })
  const { out } = await shell.run(['say', 'plans'])
  expect(out).toContain('You have a part in 5 plans.')
  shell.close()
})

describe('a board that several plans are heard by', () => {
  const [, sif, , , forward] = DEMO_PLANS

  test('takes its meeting days from the first file that gives any, unasked', async () => {
    const bot = await createTestApp({ plan: sif })
    const preview = await previewImport(bot.db, planFrom(forward), { now: bot.now(), today: '2020-11-24' })
    expect(preview.questions).toEqual([])
    await bot.close()
  })

  test('keeps its meeting days when a file gives none', async () => {
    const bot = await createTestApp({ plan: forward })
    const importing = { now: bot.now(), today: '2020-11-24' }
    expect((await previewImport(bot.db, planFrom(sif), importing)).questions).toEqual([])
    await importPlan(bot.db, planFrom(sif), importing)
    expect(await bot.say('in forward about')).toContain('10 October 2017')
    await bot.close()
  })
})

function planPath(plan: string): string {
  return new URL(`../../${plan}`, import.meta.url).pathname
}
