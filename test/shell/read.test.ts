import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parse } from 'yaml'
import { projectFile } from '../../src/shell/project.ts'
import { createShellHere, type ShellHere } from '../support/shell.ts'

let shell: ShellHere
beforeEach(() => {
  shell = createShellHere()
  for (const name of ['southend.docx', 'stacked.docx', 'tracker.csv'])
    copyFileSync(projectFile(`test/fixtures/import/${name}`), join(shell.folder, name))
})
afterEach(() => shell.close())

const env = () => ({ DATABASE_URL: `sqlite:${join(shell.folder, 'plan.sqlite')}` })

test('read prints a plan file that check takes, and says what it found and asks on the errors', async () => {
  const { exit, out, errors } = await shell.run(['read', 'southend.docx'])
  expect(exit).toBe(2)
  expect(errors).toContain('southend.docx: 2 themes, 8 recommendations. 10 questions, most important first.')
  expect(out).toContain('# ?5 due: 2: “By Easter 2022” (2022-04-17 (Easter Day),')
  shell.write('plan.yaml', out)
  expect((await shell.run(['check', 'plan.yaml'])).exit).toBe(0)
  expect((await shell.run(['read', 'southend.docx'])).out).toBe(out)
})

test('read ends with 0 once all is answered, and with 3 where it reads nothing', async () => {
  shell.write('answers.yaml', 'post new ABC, DEF: take them as they are\n')
  expect((await shell.run(['read', 'stacked.docx', '--answers', 'answers.yaml'])).exit).toBe(0)
  shell.write('plan.pdf', '%PDF-1.7')
  const refused = await shell.run(['read', 'plan.pdf'])
  expect(refused).toMatchObject({ exit: 3, out: '' })
  expect(refused.errors).toContain('plan.pdf is a PDF. Send the Word or Excel file that it was made from.')
})

test('import without a terminal refuses what it would ask, and names the file of answers', async () => {
  const { exit, errors } = await shell.run(['import', 'stacked.docx'], { env: env() })
  expect(exit).toBe(2)
  expect(errors).toContain('--answers')
  expect(shell.files()).not.toContain('plan.sqlite')
})

test('import takes a document with its answers, and keeps the database before it changes a plan', async () => {
  const csv = (title: string) =>
    `Ref;Action;Lead;Due date\n1;${title};Clerk;1 May 2030\n2;Hold it;Clerk;1 June 2030\n`
  shell.write('answers.yaml', 'plan title: Recovery\npost new Clerk: take them as they are\n')
  const imports = () =>
    shell.run(['import', 'plan.csv', '--answers', 'answers.yaml', '--plan', 'recovery'], { env: env() })
  const kept = () => shell.files('backups').filter((name) => /before-import.*\.sqlite$/.test(name))
  shell.write('plan.csv', csv('Write the report'))
  expect(await imports()).toMatchObject({ exit: 0, out: expect.stringContaining('add 2 actions') })
  expect((await imports()).out).toContain('The database agrees with the file; nothing to do.')
  expect(kept()).toEqual([])
  shell.write('plan.csv', csv('Write the reports'))
  expect((await imports()).out).toContain('The database as it was is kept in ')
  expect(kept()).toHaveLength(1)
})

test('the keys of the questions stay when another question is answered', async () => {
  await shell.run(['import', 'southend.docx', '--plan-questions', 'open.yaml'], { env: env() })
  const { data } = await shell.json(['read', 'southend.docx'])
  const { questions } = parse(JSON.stringify(data)) as {
    questions: readonly { key: string; offers: readonly string[] }[]
  }
  const answers = questions.map(({ key, offers }) => `${JSON.stringify(key)}: ${JSON.stringify(offers[0])}`)
  shell.write('answers.yaml', answers.join('\n'))
  expect(await shell.run(['read', 'southend.docx', '--answers', 'answers.yaml'])).toMatchObject({ exit: 0 })
})
