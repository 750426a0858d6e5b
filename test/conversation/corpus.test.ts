import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readLine } from '../../src/conversation/reader.ts'
import type { Reading } from '../../src/domain/reading.ts'
import { projectFile } from '../../src/shell/project.ts'
import { createTestApp, type TestApp } from '../support/app.ts'

/** A line as somebody typed it, and how an attentive colleague would take it. */
interface Line {
  readonly say: string
  /** `sure <command>`, `ask`, `none`; `not sure` where asking and not understanding are both fine. */
  readonly expect: string
  readonly as?: string
  /** What was said before in the same conversation, by the same person or another. */
  readonly after?: readonly (string | { readonly as: string; readonly say: string })[]
  /** Rating or state by reference. */
  readonly targets?: Readonly<Record<string, string>>
  readonly note?: string
  readonly args?: Readonly<Record<string, string>>
  /** How a line that is offered begins. */
  readonly offers?: string
  /** How the line of the first offer begins. */
  readonly first?: string
}

interface Group {
  readonly kind: string
  readonly lines: readonly Line[]
}

const groups = <Kind>(name: string): readonly Kind[] =>
  parse(readFileSync(projectFile(`test/conversation/${name}.yaml`), 'utf8'))

let shared: TestApp
beforeAll(async () => {
  shared = await createTestApp()
})
afterAll(async () => {
  for (const bot of [shared, ...conversations.values()]) await bot.close()
})

describe.each(['updates', 'questions', 'dates', 'corrections', 'arranging', 'everyday', 'asking', 'typed'])(
  '%s',
  (name) => {
    test.each(groups<Group>(name))('$kind', async ({ lines }) => {
      const misread: object[] = []
      for (const line of lines) {
        const { as: userId = 'coordinator', after } = line
        const { app, now } = await conversationAfter(after, userId)
        const speaking = { platform: 'terminal', tenant: 'local', userId, conversation: 'test' }
        const reading = await app.read(line.say, now(), speaking)
        const wrong = differences(line, reading)
        if (wrong) misread.push({ say: line.say, ...wrong })
      }
      expect(misread).toEqual([])
    })
  },
)

describe('answers', () => {
  test.each(groups<Group>('answers'))('$kind', async ({ lines }) => {
    const misread: object[] = []
    for (const line of lines) {
      const { as = 'coordinator', after } = line
      const bot = after ? await saying(after, as) : shared
      const reply = await bot.tell(line.say, { as })
      if (bot !== shared) await bot.close()
      const isDone = line.expect.startsWith('sure')
      const targets = Object.entries(line.targets ?? {}).filter(([ref, wanted]) => {
        const item = reply.items.find((each) => each.ref === ref)
        return item?.rating !== wanted && item?.state !== wanted
      })
      const isWrong = isDone ? !reply.ok || targets.length > 0 : reply.changes.length > 0
      if (isWrong) misread.push({ say: line.say, wanted: line.expect, got: reply.message.summary })
    }
    expect(misread).toEqual([])
  })
})

describe('never a change', () => {
  const never = groups<{ kind: string; never: readonly string[] }>('never')

  test('there are many of them', () => {
    expect(never.flatMap((group) => group.never).length).toBeGreaterThan(750)
  })

  test('sentences that hold an item and a rating without saying one of the other', async () => {
    const vocabulary = await shared.app.vocabulary(shared.now())
    const changed = groups<string>('frames').flatMap((frame) =>
      ['C2', 'B1(c)', 'a5h'].flatMap((item) =>
        ['red', 'amber', 'complete'].flatMap((rating) => {
          const line = frame
            .replaceAll('{i}', item)
            .replaceAll('{I}', item.toUpperCase())
            .replaceAll('{j}', 'B3(c)')
            .replaceAll('{r}', rating)
            .replaceAll('{R}', rating.charAt(0).toUpperCase() + rating.slice(1))
            .replaceAll('{q}', rating === 'amber' ? 'green' : 'amber')
          const reading = readLine(line, shared.commands, vocabulary)
          return reading.certainty === 'sure' && changes(reading.command) ? [line] : []
        }),
      ),
    )
    expect(changed).toEqual([])
  })

  test.each(never)('$kind', async ({ kind, never: lines }) => {
    const before = await record(shared)
    const changed: string[] = []
    for (const [index, line] of lines.entries()) {
      for (const as of ['coordinator', 'SLSPPEP']) {
        // A conversation of its own: none of them answers the question that the one before may have left.
        const { changes } = await shared.tell(line, { as, conversation: `${kind} ${index}` })
        if (changes.length > 0) changed.push(line)
      }
    }
    expect(changed).toEqual([])
    expect(await record(shared)).toEqual(before)
  })
})

/** Everything that a line could change. */
async function record({ db }: TestApp): Promise<object> {
  const count = async (
    table: 'updates' | 'requests' | 'decisions' | 'revisions' | 'meetings' | 'assignments',
  ) => (await db.selectFrom(table).select('id').execute()).length
  return {
    updates: await count('updates'),
    requests: await count('requests'),
    decisions: await count('decisions'),
    revisions: await count('revisions'),
    meetings: await count('meetings'),
    assignments: await count('assignments'),
    trail: (
      await db
        .selectFrom('trail')
        .select('seq')
        .where('payload', 'not like', '%"action":"refused"%')
        .execute()
    ).length,
  }
}

/** An app of its own in which something was said. */
async function saying(after: NonNullable<Line['after']>, as: string): Promise<TestApp> {
  const own = await createTestApp()
  await own.say('assign SLBI new Sam Example')
  await own.say('assign SLSP new Stan Dinn')
  for (const said of after) {
    if (typeof said === 'string') await own.tell(said, { as })
    else await own.tell(said.say, { as: said.as })
  }
  return own
}

const conversations = new Map<string, TestApp>()

/** The conversation in which this went before. To read a line changes nothing, so the next one reads on in it. */
async function conversationAfter(after: Line['after'], as: string): Promise<TestApp> {
  if (!after) return shared
  const key = JSON.stringify([as, after])
  const known = conversations.get(key)
  if (known) return known
  const own = await saying(after, as)
  conversations.set(key, own)
  return own
}

/** To tell the coordinator changes nothing of the plan. */
const changes = (command: string) => command !== 'tell' && shared.commands.get(command)?.changes === true

/** What is other than wanted; undefined when nothing is. */
function differences(line: Line, reading: Reading): object | undefined {
  const [certainty = '', command] = line.expect.split(' ')
  if (line.expect === 'not sure') {
    return reading.certainty === 'sure' && changes(reading.command)
      ? { wanted: 'not sure', got: reading }
      : undefined
  }
  const got = { certainty: reading.certainty, command: reading.command, ...argumentsOf(reading) }
  const wanted = {
    certainty,
    command: command ?? reading.command,
    targets: (certainty === 'sure' && line.targets) || got.targets,
    note: line.note ?? got.note,
    args: { ...got.args, ...line.args },
  }
  const options = reading.certainty === 'ask' ? reading.options.map((option) => option.line) : []
  const isOffered =
    line.offers === undefined ||
    certainty !== 'ask' ||
    options.some((option) => option.startsWith(line.offers ?? ''))
  const isFirst = line.first === undefined || options[0]?.startsWith(line.first) === true
  const isSame = JSON.stringify(sorted(got)) === JSON.stringify(sorted(wanted))
  return isSame && isOffered && isFirst ? undefined : { wanted, got, options, because: reading.reason }
}

interface Part {
  readonly refs?: readonly string[]
  readonly rating?: string
  readonly state?: string
}

function argumentsOf(reading: Reading): {
  targets: object
  note: string | undefined
  args: Readonly<Record<string, string>>
} {
  const args = (reading.certainty === 'none' ? {} : (reading.args ?? {})) as Readonly<
    Record<string, never>
  > & {
    readonly also?: readonly Part[]
    readonly refs?: readonly string[]
    readonly note?: string
  }
  const parts: readonly Part[] = [args, ...(args.also ?? [])]
  const targets = Object.fromEntries(
    parts.flatMap(({ refs = [], rating, state }) => refs.map((each) => [each, rating ?? state])),
  )
  const { since, when, date, day, on, ref } = args as Readonly<
    Record<
      string,
      { on?: string; day?: { on: string }; body?: string; period?: string; until?: { on: string } }
    >
  >
  const named = {
    ...Object.fromEntries(Object.entries(args).filter(([, value]) => typeof value === 'string')),
    ref: ref ?? args.refs?.[0],
    since: since?.day?.on ?? (since ? 'last-board' : undefined),
    body: args.body ?? since?.body,
    when: when?.period,
    date: date?.on ?? day?.on ?? on?.on ?? since?.day?.on ?? when?.until?.on,
  }
  return {
    targets,
    note: args.note,
    args: Object.fromEntries(Object.entries(named).filter(([, value]) => value)) as Record<string, string>,
  }
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([name, each]) => [name, sorted(each)]),
  )
}
