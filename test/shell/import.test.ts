import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { runCli } from '../../src/shell/cli.ts'
import { projectFile } from '../../src/shell/project.ts'
import { TINY } from '../support/app.ts'
import { createShell, createShellHere, type ShellHere } from '../support/shell.ts'

let shell: ShellHere

const tiny = readFileSync(projectFile(TINY), 'utf8')
const env = { DATABASE_URL: 'sqlite:kept/mine.sqlite' }
const now = ['--now', '2020-12-14']

const LEDGERS = `          - ref: 2.1.2
            title: Copy the oldest ledgers
            owners: [ ARCHIVE ]
            due: { on: 2020-09, asGiven: September 2020 }
`
const without = tiny.replace(LEDGERS, '')
const reworded = tiny
  .replace('Lay a ramp to', 'Lay two ramps to')
  .replace('Open on Sunday afternoons', 'Open on all Sunday afternoons')
  .replace('{ on: 2021-03, asGiven: March 2021 }', '{ on: 2021-05, asGiven: May 2021 }')

const run = (...args: readonly string[]) => shell.run(['import', 'plan.yaml', ...args, ...now], { env })

async function begin(made: ShellHere): Promise<void> {
  shell = made
  shell.write('plan.yaml', tiny)
  await shell.run(['import', 'plan.yaml', '--now', '2020-11-24'], { env })
}
afterEach(() => shell.close())

describe('importing again', () => {
  beforeEach(() => begin(createShellHere()))

  test('says what changes by kind, item by item with before and after, and the unchanged file changes nothing', async () => {
    shell.write('plan.yaml', reworded)
    const trial = await run('--dry-run')
    const changes = `- reworded 2:
    1.1.1: “Open on Sunday afternoons”, now “Open on all Sunday afternoons”
    1.10.1: “Lay a ramp to the side door”, now “Lay two ramps to the side door”
- with another date, which is asked for 1: 1.10.1: R1 asks the Steering Group for May 2021; until it decides, Mar 2021 stays in force
`
    expect(trial).toEqual({ exit: 0, out: `The file would change:\n${changes}`, errors: '' })
    const done = await run()
    expect(done).toEqual({
      exit: 0,
      out: `The file changes:\n${changes}Done. No update was touched.\n`,
      errors: '',
    })
    expect(await run()).toEqual({
      exit: 0,
      out: 'The database agrees with the file; nothing to do.\n',
      errors: '',
    })
  })

  test('tells scripts the same, with the facts before and after', async () => {
    shell.write('plan.yaml', reworded)
    const { exit, data } = await shell.json(['import', 'plan.yaml', '--dry-run', ...now], { env })
    expect(exit).toBe(0)
    expect(data).toMatchObject({
      ok: true,
      questions: [],
      kinds: [
        {
          kind: 'reworded',
          count: 2,
          items: [
            { ref: '1.1.1' },
            {
              ref: '1.10.1',
              before: { title: 'Lay a ramp to the side door' },
              after: { title: 'Lay two ramps to the side door' },
            },
          ],
        },
        { kind: 'date-asked', count: 1, items: [{ ref: '1.10.1' }] },
      ],
    })
  })
})

describe('without a terminal', () => {
  beforeEach(async () => {
    await begin(createShell())
    shell.write('plan.yaml', without)
  })

  test('an open question stops the import with 2, and names the ways to answer', async () => {
    const { exit, out, errors } = await run()
    expect(exit).toBe(2)
    expect(out).toBe('')
    expect(errors).toContain(
      'A question has to be answered first. Nothing was imported.\n1. missing 2.1.2: 2.1.2 “Copy the oldest ledgers” is not in the file. Has it left the plan, and why?\n',
    )
    expect(errors).toContain('--missing stay, or --missing "left:<reason>"')
    expect(errors).toContain('--answers <file>')
    expect(errors).toContain('wsoa import plan.yaml --plan-questions <file>')
    const { exit: asJson, data } = await shell.json(['import', 'plan.yaml', ...now], { env })
    expect(asJson).toBe(2)
    expect(data).toMatchObject({ ok: false, questions: [{ key: 'missing 2.1.2', ref: '2.1.2' }] })
    expect((await shell.run(['say', 'status 2.1.2'], { env })).exit).toBe(0)
  })

  test('--missing answers for all that are not in the file', async () => {
    expect((await run('--missing', 'gone')).errors).toContain('expected stay, or left:<reason>')
    const { exit, out } = await run('--missing', 'left:no longer required')
    expect(exit).toBe(0)
    expect(out).toContain('- left 1: 2.1.2 “Copy the oldest ledgers”: no longer required\n')
    expect((await run()).out).toBe('The database agrees with the file; nothing to do.\n')
  })

  test('--plan-questions writes a file with blanks, which --answers reads when it is filled in', async () => {
    const asked = await run('--plan-questions', 'answers.yaml')
    expect(asked).toEqual({
      exit: 2,
      out: 'A question waits in answers.yaml. Nothing was imported.\n',
      errors: '',
    })
    const written = readFileSync(join(shell.folder, 'answers.yaml'), 'utf8')
    expect(parse(written)).toEqual({ 'missing 2.1.2': null })
    expect(written).toContain('#    stay  (it stays in the plan as it is)')
    expect((await run('--answers', 'answers.yaml')).exit).toBe(2)
    shell.write(
      'answers.yaml',
      written.replace('\nmissing 2.1.2:', '\nmissing 2.1.2: left: the museum does it'),
    )
    expect((await run('--answers', 'answers.yaml', '--plan-questions')).out).toBe(
      'The file raises no question. Nothing was imported.\n',
    )
    const done = await run('--answers', 'answers.yaml')
    expect(done.exit).toBe(0)
    expect(done.out).toContain('2.1.2 “Copy the oldest ledgers”: the museum does it')
  })

  test('a file of answers that cannot be read, or names a child, imports nothing', async () => {
    expect(await run('--answers', 'none.yaml')).toMatchObject({
      exit: 3,
      errors: 'wsoa: none.yaml cannot be read: there is no such file.\n',
    })
    shell.write('list.yaml', '- stay\n')
    expect((await run('--answers', 'list.yaml')).errors).toContain('list.yaml holds no answers')
    shell.write('child.yaml', '"missing 2.1.2": "left: NHS number 943 476 5919 moved away"\n')
    const { exit, errors } = await run('--answers', 'child.yaml')
    expect(exit).toBe(3)
    expect(errors).not.toContain('943')
  })
})

test('who asked for another date of an item that left is told that the request ended with it', async () => {
  await begin(createShellHere())
  await shell.run(['say', 'go live', ...now], { env })
  const asked = 'revise 2.1.2 to Feb 2021 because the paper is brittle'
  await shell.run(['say', asked, '--as', 'ARCHIVE', ...now], { env })
  shell.write('plan.yaml', without)
  expect((await run('--missing', 'left:closed')).exit).toBe(0)
  const { out } = await shell.run(['tick', ...now], { env })
  expect(out.replace(/\s+/g, ' ')).toContain(
    'R1 ended with 2.1.2, which left the plan on 14 Dec 2020: closed. Nothing is left to decide.',
  )
})

describe('--decided', () => {
  beforeEach(() => begin(createShellHere()))

  test('names the sitting from whose beginning the changes hold', async () => {
    shell.write('plan.yaml', reworded)
    const { exit, out } = await run('--decided', 'steering, 10 Dec 2020, minute 4.3')
    expect(exit).toBe(0)
    expect(out).toContain(
      '- with another date, which is decided 1: 1.10.1: May 2021 instead of Mar 2021 (R1)\n',
    )
    const status = async (...line: readonly string[]) =>
      (await shell.run(['say', 'status 1.10.1', ...line, ...now], { env })).out
    expect(await status()).toMatch(/approved by Steering Group, 10\s+Dec 2020, minute 4\.3/)
    expect(await status('as at 9 December 2020')).not.toContain('May 2021')
    expect((await run()).out).toBe('The database agrees with the file; nothing to do.\n')
    expect((await shell.run(['audit', 'verify'], { env })).exit).toBe(0)
  })

  test.each([
    ['Parish Council, 10 Dec 2020', 'There is no board or group "Parish Council"'],
    ['Steering Group', 'names no day'],
    ['Steering Group, 11 Dec 2020, minute 4.3', 'held no meeting on Friday 11 December 2020'],
    ['Steering Group, 14 January 2021', 'held no meeting on Thursday 14 January 2021'],
  ])('has to be a body and a meeting that it held: %s', async (decided, says) => {
    shell.write('plan.yaml', reworded)
    const { exit, errors } = await run('--decided', decided)
    expect(exit).toBe(2)
    expect(errors).toContain(says)
    expect((await run('--dry-run')).out).toContain('The file would change')
  })
})

describe('on a terminal', () => {
  beforeEach(() => begin(createShellHere()))

  test('questions are asked one by one, an answer that is none again, and the import follows', async () => {
    shell.write('plan.yaml', without.replace('List the harbour photographs', 'Scan what the parish wrote'))
    const { exit, out } = await onTerminal(['perhaps', 'same', 'left: closed'])
    expect(exit).toBe(0)
    expect(out).toContain('2 questions. item 2.1.1: ')
    expect(out).toContain(
      '“perhaps” does not answer “item 2.1.1”: expected one of same, new, was <reference>.\n',
    )
    expect(out).toContain('missing 2.1.2: 2.1.2 “Copy the oldest ledgers” is not in the file.')
    expect(out).toContain('- left 1: 2.1.2 “Copy the oldest ledgers”: closed\n')
    expect(out).toContain('Done.')
  })

  test('a question that is left open stops it', async () => {
    shell.write('plan.yaml', without)
    const { exit, out } = await onTerminal([''])
    expect(exit).toBe(2)
    expect(out).not.toContain('Done.')
  })

  async function onTerminal(lines: readonly string[]): Promise<{ exit: number; out: string }> {
    let out = ''
    const keeping = () =>
      new Writable({
        decodeStrings: false,
        write: (text: string | Buffer, _, done) => {
          out += text.toString()
          done()
        },
      })
    const exit = await runCli(['node', 'wsoa', 'import', 'plan.yaml', ...now], {
      environment: { NO_COLOR: '1', ...env },
      input: Object.assign(Readable.from(lines.map((line) => `${line}\n`)), {
        isTTY: true,
      }) as unknown as NodeJS.ReadStream,
      output: Object.assign(keeping(), { isTTY: true }) as unknown as NodeJS.WriteStream,
      errors: keeping() as unknown as NodeJS.WriteStream,
      machineNow: () => new Date('2020-12-14T09:00:00Z'),
      steadyNow: () => performance.now(),
      onStop: () => {},
    })
    return { exit, out }
  }
})
