import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { projectFile } from '../../src/shell/project.ts'
import { SAMPLE, TINY } from '../support/app.ts'
import { createShellHere, type ShellHere } from '../support/shell.ts'

let shell: ShellHere

const sample = readFileSync(projectFile(SAMPLE), 'utf8')
const env = { DATABASE_URL: 'sqlite:kept/mine.sqlite' }

beforeEach(() => {
  shell = createShellHere()
  shell.write('plan.yaml', sample)
})
afterEach(() => shell.close())

describe('check', () => {
  test('prints errors and questions with line and column, and counts them', async () => {
    shell.write('broken.yaml', sample.replace('scale:', 'scales:'))
    shell.write('torn.yaml', 'code: [a')
    const [good, broken, torn, absent, folder] = await Promise.all([
      shell.run(['check', 'plan.yaml']),
      shell.run(['check', 'broken.yaml']),
      shell.json(['check', 'torn.yaml']),
      shell.run(['check', 'absent.yaml']),
      shell.run(['check', '.']),
    ])
    expect(good.exit).toBe(0)
    expect(good.out).toMatch(/^plan\.yaml:\d+:\d+: question: /)
    expect(good.out).toMatch(
      /\n0 errors, \d+ questions\. 3 areas of concern, 12 actions, 63 sub-actions\.\n$/,
    )
    expect(broken.exit).toBe(3)
    expect(broken.out).toMatch(/^broken\.yaml:\d+:\d+: error: /)
    expect(torn).toMatchObject({ exit: 3, data: { ok: false, errors: [{ line: 1 }], questions: [] } })
    expect(absent).toEqual({
      exit: 3,
      out: '',
      errors: 'wsoa: absent.yaml cannot be read: there is no such file.\n',
    })
    expect(folder).toMatchObject({ exit: 3, out: '' })
    expect(shell.files()).toEqual(['broken.yaml', 'plan.yaml', 'torn.yaml'])
  })
})

describe('import', () => {
  test('makes the database that is named, says so, and finds nothing to do the second time', async () => {
    const trial = await shell.run(['import', 'plan.yaml', '--dry-run'], { env })
    expect(trial).toMatchObject({ exit: 0, errors: '' })
    expect(trial.out).toContain('There is no database yet; importing would make it')
    expect(shell.files()).toEqual(['plan.yaml'])
    const first = await shell.run(['import', 'plan.yaml'], { env })
    expect(first).toMatchObject({ exit: 0, errors: '' })
    expect(first.out).toMatch(/^Making a new database, as DATABASE_URL says\.\nThis will:\n- add the plan /)
    expect(first.out).toMatch(
      /Done\. No update was touched\.\nThe plan is quiet: .*\nIts coordinator sees who would get what with “live”, and sets it going with “go live”\.\nIn the shell you speak as the coordinator: wsoa say "live"\n$/,
    )
    expect(shell.files('kept')).toEqual(['mine.sqlite'])
    const again = await shell.run(['import', 'plan.yaml'], { env })
    expect(again).toEqual({ exit: 0, out: 'The database agrees with the file; nothing to do.\n', errors: '' })
    const said = await shell.run(['say', 'overdue', '--now', '2020-11-24'], { env })
    expect(said.out).toContain('13 of 63 sub-actions are overdue on Tuesday 24 November 2020.')
    expect(shell.files('var')).toEqual([])
  })

  test('says what a changed file would change before it changes it, and leaves updates alone', async () => {
    await shell.run(['say', 'update C2 red backlog grew'])
    shell.write(
      'plan.yaml',
      sample.replace(
        /title: Rework annual review[^\n]*/,
        'title: Rework the annual review so that plans stay current',
      ),
    )
    const agreed = ['--decided', 'Improvement Board, 10 November 2020, minute 4.3']
    const trial = await shell.json(['import', 'plan.yaml', ...agreed, '--dry-run'])
    const change = expect.stringMatching(
      /^reworded: C2: “Rework annual .*”, now “Rework the annual review so that plans stay current”$/,
    )
    expect(trial).toMatchObject({ exit: 0, data: { ok: true, makes: false, changes: [change] } })
    expect((await shell.run(['say', 'status C2'])).out).not.toContain('Rework the annual review')
    const done = await shell.run(['import', 'plan.yaml', ...agreed])
    expect(done.out).toMatch(
      /^The file changes:\n- reworded 1: C2: “.*”, now “.*”\nDone\. No update was touched\.\n$/,
    )
    const { out } = await shell.run(['say', 'status C2'])
    expect(out).toContain('Rework the annual review')
    expect(out).toContain('backlog grew')
  })

  test('makes nothing from a file with errors, an unknown time or an address it cannot use', async () => {
    shell.write('broken.yaml', sample.replace('scale:', 'scales:'))
    const [broken, time, scheme, deep] = await Promise.all([
      shell.run(['import', 'broken.yaml'], { env }),
      shell.run(['import', 'plan.yaml', '--now', 'soon'], { env }),
      shell.run(['import', 'plan.yaml'], { env: { DATABASE_URL: 'mysql://user:canary@host/db' } }),
      shell.run(['import', 'plan.yaml'], { env: { DATABASE_URL: 'sqlite:no/such/folder/mine.sqlite' } }),
    ])
    expect(broken.exit).toBe(3)
    expect(broken.errors).toMatch(/^wsoa: broken\.yaml:\d+:\d+: .*see all with: wsoa check broken\.yaml\)\n$/)
    expect(time).toMatchObject({ exit: 2, out: '' })
    expect(scheme).toEqual({
      exit: 3,
      out: '',
      errors:
        'wsoa: DATABASE_URL names no kind of database that is known: expected sqlite:<path>, for example sqlite:var/wsoa.sqlite, or postgres://user:password@host/database.\n',
    })
    expect(deep.exit).toBe(1)
    expect(deep.errors).toContain('belong to this user.')
    expect(shell.files()).toEqual(['broken.yaml', 'plan.yaml'])
  })
})

test('who holds a role that a newer file takes out is told so, and so is the coordinator', async () => {
  const tiny = readFileSync(projectFile(TINY), 'utf8')
  const now = ['--now', '2020-11-24']
  shell.write('tiny.yaml', tiny.replace('\nroles:\n', '\nroles:\n  - { code: NIGHT, title: Night porter }\n'))
  await shell.run(['import', 'tiny.yaml', ...now], { env })
  await shell.run(['say', 'go live', ...now], { env })
  await shell.run(['say', 'assign NIGHT new Sam Example', ...now], { env })
  await shell.run(['tick', ...now], { env })
  shell.write('tiny.yaml', tiny)
  expect(await shell.run(['import', 'tiny.yaml', ...now], { env })).toMatchObject({ exit: 0 })
  const { out } = await shell.run(['tick', ...now], { env })
  expect(out).toContain('You no longer hold NIGHT: a newer plan file has no such role.')
  expect(out).toContain('Nobody holds NIGHT any more: a newer plan file has no such role.')
})
