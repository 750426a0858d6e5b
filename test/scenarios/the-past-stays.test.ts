import { readFileSync } from 'node:fs'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { importPlan, previewImport } from '../../data/import/import.ts'
import { loadPlan } from '../../data/plans.ts'
import { verifyTrail } from '../../data/trail.ts'
import { createApp } from '../../src/app/app.ts'
import { readPlanFile } from '../../src/plan-file/read.ts'
import { projectFile } from '../../src/shell/project.ts'
import { createTestApp, read, SAMPLE, type TestApp } from '../support/app.ts'
import { tickAt } from '../support/clock.ts'

interface Part {
  ref: string
  title: string
  lead?: string
  owners?: string[]
  due?: { on: string; asGiven: string } | null
  subActions?: Part[]
}
interface File {
  scale: {
    ratings: { code: string; label: string; letter?: string; words?: string[]; definition?: string }[]
  }
  areas: { code: string; title: string; actions: Part[] }[]
  policies: object
  words?: object
  measures: { code: string; value: string | number }[]
  findings: { items?: string[] | undefined }[]
}

const sample = readFileSync(projectFile(SAMPLE), 'utf8')
const DAYS = ['1 March 2020', '30 September 2020', '25 November 2020', '10 December 2020', '14 December 2020']
const LINES = ['status', 'status B', 'list', 'list red', 'overdue', 'due', 'list not rated', 'overdue SLBI']

let bot: TestApp
let refs: readonly string[]

beforeEach(async () => {
  bot = await createTestApp()
  await tickAt(bot, '2020-11-27T12:00:00.000Z')
  bot.later(new Date('2020-12-01T10:00:00Z'))
  await bot.say('update C2 red the backlog grows')
  await bot.say('update B1(a) amber slow')
  await bot.say('revise B1(c) to 26 March 2021 because the supplier moved')
  bot.later(new Date('2020-12-09T10:00:00Z'))
  await bot.say('approve R1 minute 4')
  await bot.say('update A5(h) complete')
  bot.later(new Date('2020-12-16T10:00:00Z'))
  refs = (await loadPlan(bot.db)).items.map(({ ref }) => ref)
})
afterEach(() => bot.close())

/** What is said of what came later. */
const REMARK =
  /^(?:It is .* now|Left the plan|.* is another item now|Corrected on |Handed|Renumbered|Reworded)/

async function pastAnswers(): Promise<ReadonlyMap<string, unknown>> {
  const found = new Map<string, unknown>()
  for (const day of DAYS) {
    for (const line of [
      ...LINES,
      ...refs.map((ref) => `status ${/^[A-Z]$/.test(ref) ? `area ${ref}` : ref}`),
    ]) {
      const asked = `${line} as at ${day}`
      const said = (await bot.say(asked)).split('\n').filter((each) => !REMARK.test(each.trim()))
      found.set(asked, said.join('\n'))
    }
  }
  for (const line of ['changes from 1 December 2020 to 9 December 2020']) found.set(line, await bot.say(line))
  const editions = await bot.db.selectFrom('editions').selectAll().orderBy('id').execute()
  found.set('editions', editions)
  return found
}

/** The file with edits, imported with the answers that keep each item what its title says. */
async function bring(edit: (file: File) => void): Promise<void> {
  const file = parse(sample) as File
  edit(file)
  const { plan, errors } = readPlanFile(stringify(file, { aliasDuplicateObjects: false }))
  if (!plan) throw new Error(errors.map(({ line, text }) => `${line}: ${text}`).join('; '))
  const answers = new Map<string, string>()
  const meeting = await bot.db
    .selectFrom('meetings')
    .innerJoin('bodies', 'bodies.id', 'meetings.bodyId')
    .select('meetings.id')
    .where('bodies.code', '=', 'improvement-board')
    .where('day', '=', '2020-12-08')
    .executeTakeFirstOrThrow()
  const decided = {
    bodyCode: 'improvement-board',
    meetingId: meeting.id,
    from: '2020-12-15T10:00:00.000Z',
    basis: 'SEND Improvement Board, 15 Dec 2020',
    minute: null,
  }
  const now = bot.now()
  for (;;) {
    const options = { now, today: '2020-12-16', answers, missing: 'left: closed', decided }
    const { questions } = await previewImport(bot.db, plan, options)
    const [question] = questions
    if (!question) {
      await importPlan(bot.db, plan, options)
      return
    }
    if (answers.has(question.key)) throw new Error(`asked again: ${question.text}`)
    const was = question.answers.find(({ answer }) => /^was [A-Z]/.test(answer))
    const way = ['yes', 'misprint', 'new'].find((each) =>
      question.answers.some(({ answer }) => answer === each),
    )
    answers.set(question.key, was?.answer ?? way ?? '')
  }
}

function part({ areas }: File, ref: string): Part {
  const all = areas
    .flatMap(({ actions }) => actions)
    .flatMap((action) => [action, ...(action.subActions ?? [])])
  const found = all.find((each) => each.ref === ref)
  if (!found) throw new Error(`no ${ref}`)
  return found
}

function renumber(action: Part): void {
  action.subActions?.forEach((each, place) => {
    each.ref = `${action.ref}(${String.fromCharCode(97 + place)})`
  })
}

const ATTACKS: Readonly<Record<string, (file: File) => void>> = {
  'two references are swapped': (file) => {
    const [one, other] = [part(file, 'B1(a)'), part(file, 'B1(b)')]
    ;[one.ref, other.ref] = [other.ref, one.ref]
  },
  'an item is put in and the rest renumbered': (file) => {
    const action = part(file, 'A5')
    action.subActions?.unshift({ ref: '', title: 'Write down what families say', owners: ['SLBI'] })
    renumber(action)
  },
  'an item is dropped and the rest renumbered': (file) => {
    const action = part(file, 'B1')
    action.subActions?.splice(0, 1)
    renumber(action)
  },
  'items are dropped': (file) => {
    const action = part(file, 'C2')
    action.subActions = action.subActions?.slice(1) ?? []
  },
  'dates are others': (file) => {
    for (const action of file.areas.flatMap(({ actions }) => actions)) {
      for (const each of action.subActions ?? [])
        if (each.due) each.due = { on: '2021-06-30', asGiven: '30 June 2021' }
    }
  },
  'items have other owners, leads and words': (file) => {
    for (const action of file.areas.flatMap(({ actions }) => actions)) {
      action.lead = 'SLBI'
      action.title = `${action.title} for all`
      for (const each of action.subActions ?? []) {
        each.owners = ['SLBI']
        each.title = `${each.title} for all`
      }
    }
  },
  'the key has other labels and another rating': (file) => {
    for (const rating of file.scale.ratings) rating.label = `${rating.label} now`
  },
  'measures have other values': (file) => {
    for (const measure of file.measures) measure.value = '1'
  },
  'an action moves to another area with its parts': (file) => {
    const [from, to] = file.areas
    const action = from?.actions.pop()
    if (!action || !to) throw new Error('no action')
    const was = action.ref
    action.ref = `${to.code}9`
    renumber(action)
    to.actions.push(action)
    for (const finding of file.findings)
      finding.items = finding.items?.map((ref) => (ref.startsWith(was) ? ref.replace(was, action.ref) : ref))
  },
}

describe('no answer about the past changes when a newer file is imported in which', () => {
  test.each(Object.keys(ATTACKS))('%s', async (name) => {
    const attack = ATTACKS[name]
    if (!attack) throw new Error(name)
    const before = await pastAnswers()
    await bring(attack)
    const after = await pastAnswers()
    for (const [line, answer] of before) expect(after.get(line), line).toEqual(answer)
    expect((await verifyTrail(bot.db)).broken).toBeNull()
  })
})

describe('no answer about the past changes when a newer file gives the plan another shape', () => {
  const mixed = ['mixed', 'common']
    .map((name) => readFileSync(projectFile(`test/plan-shapes/${name}.yaml`), 'utf8'))
    .join('\n')
  const SHAPES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
    'other words for its levels, and another that counts': [
      ['levels: [ area, action, sub-action ]', 'levels: [ theme, project, task ]\ncounts: project'],
    ],
    'parts in an item that was counted': [
      [
        '- { ref: B1, title: Open a base, lead: ONE, due: { on: 2022-03, asGiven: March 2022 } }',
        '- { ref: B1, title: Open a base, lead: ONE, due: { on: 2022-03, asGiven: March 2022 }, items: [ { ref: B1(a), title: Find rooms, owners: [ TWO ] } ] }',
      ],
    ],
    'best first in its key, and another reading of what is not started': [
      ['  notStarted: red\n', '  notStarted: unrated\n  order: best-first\n'],
    ],
    'an action as the part of another': [
      [
        '      - ref: A2\n        title: Name a lead member\n        lead: TWO\n',
        '          - ref: A2\n            title: Name a lead member\n            owners: [ TWO ]\n',
      ],
      [
        '        due: { on: 2021-08, asGiven: August 2021 }\n        opening: [ { rating: amber, note: One was asked } ]\n',
        '            due: { on: 2021-08, asGiven: August 2021 }\n            opening: [ { rating: amber, note: One was asked } ]\n',
      ],
    ],
  }

  test.each(Object.keys(SHAPES))('%s', async (name) => {
    const planOf = (yaml: string) => {
      const { plan, errors } = readPlanFile(yaml)
      if (!plan) throw new Error(errors.map(({ line, text }) => `${line}: ${text}`).join('; '))
      return plan
    }
    const first = new Date('2021-10-04T09:00:00Z')
    await importPlan(bot.db, planOf(mixed), { now: first, today: '2021-10-04' })
    const app = createApp({
      db: bot.db,
      commands: bot.commands,
      log: pino({ level: 'silent' }),
      plan: 'mixed',
    })
    let now = new Date('2021-10-11T09:00:00Z')
    const say = async (said: string) =>
      read(
        await app.handle(
          {
            platform: 'terminal',
            tenant: 'local',
            userId: 'coordinator',
            conversation: 'mixed',
            isPrivate: true,
            key: null,
            said,
          },
          now,
        ),
      )
    await say('update A1(a) amber better')
    await say('update B1 red no rooms')
    now = new Date('2021-11-01T09:00:00Z')
    const { items } = await loadPlan(bot.db, 'mixed')
    const lines = ['status', 'list', 'overdue', 'due', 'list red', ...items.map(({ ref }) => `status ${ref}`)]
    const answers = async () => {
      const found: Record<string, string> = {}
      for (const line of lines)
        for (const day of ['5 October 2021', '20 October 2021'])
          found[`${line} as at ${day}`] = (await say(`${line} as at ${day}`))
            .split('\n')
            .filter((each) => !REMARK.test(each.trim()))
            .join('\n')
      return found
    }
    const before = await answers()
    const next = (SHAPES[name] ?? []).reduce((yaml, [from, to]) => {
      if (!yaml.includes(from)) throw new Error(`the plan has no ${from}`)
      return yaml.replace(from, to)
    }, mixed)
    const { changes } = await importPlan(bot.db, planOf(next), { now, today: '2021-11-01' })
    expect(changes).not.toEqual([])
    now = new Date('2021-11-02T09:00:00Z')
    expect(await answers()).toEqual(before)
    expect((await verifyTrail(bot.db)).broken).toBeNull()
  })
})
