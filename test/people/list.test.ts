import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectFile } from '../../src/shell/project.ts'
import { createShellHere, type ShellHere } from '../support/shell.ts'

const ENV = { DATABASE_URL: 'sqlite:people.sqlite', TIME_ZONE: 'Europe/London' }
const NOW = ['--now', '2020-11-24T09:00:00Z']

let shell: ShellHere
const run = (...args: readonly string[]) => shell.run([...args, ...NOW], { env: ENV })
const say = async (line: string) => (await run('say', line)).out.replace(/\s+/g, ' ')
const bring = (file: string, ...more: readonly string[]) => run('import', file, ...more)

beforeAll(async () => {
  shell = createShellHere()
  await run('import', projectFile('data/plans/thurrock-wsoa-2019.yaml'))
})
afterAll(() => shell.close())

describe('a list of people', () => {
  test('is shown and recorded as one, and only once somebody says yes to the whole', async () => {
    shell.write(
      'first.csv',
      'Post,Name,E-mail,Slack\nSLSESEND,Sam Example,sam@example.org,slack:T1:U0SAM0001\nSLSP,Alex Other,,\nDCO,TBC,,\n',
    )
    const asked = await bring('first.csv')
    expect(asked.exit).toBe(2)
    expect(asked.out).toContain('- Sam Example is new here (line 2)')
    expect(asked.out).toContain('- Sam Example speaks from U0SAM0001 on Slack (line 2)')
    expect(asked.out).toContain('Nobody is named for DCO (line 4), so nothing changes there.')
    expect(asked.errors).toContain('list: Record the list, with these 6 changes?')
    expect(await say('role SLSESEND')).toContain('nobody named yet')
    shell.write('yes.yaml', 'list: record\n')
    const done = await bring('first.csv', '--answers', 'yes.yaml')
    expect({ exit: done.exit, errors: done.errors }).toEqual({ exit: 0, errors: '' })
    expect(await say('role SLSESEND')).toContain('held by Sam Example')
    expect(await say('people')).toContain('Alex Other')
    expect((await run('audit', 'verify')).out).toMatch(/^The trail is intact/)
  })

  test('changes nothing the second time', async () => {
    const { exit, out, errors } = await bring('first.csv', '--answers', 'yes.yaml')
    expect({ exit, errors }).toEqual({ exit: 0, errors: '' })
    expect(out).toContain('The list changes nothing; 2 rows say what is recorded already.')
  })

  test('asks about unknown and near posts, held posts, near names, bad and shared addresses, and accounts', async () => {
    shell.write(
      'second.csv',
      [
        'Role;Officer;Email address;Account',
        'SLSPX;Alex Other;;',
        'Lead for Moon Landings;Kim New;kim@example.org;',
        'SLSESEND;Robin Third;robin@example;',
        'SLCSC;Sam Exampel;;',
        'P16SM;Jo One;shared@example.org;@jo',
        'SLSPPEP;Lee Two;shared@example.org;U0SAM0001',
      ].join('\n'),
    )
    const { exit, data } = await shell.json(['import', 'second.csv', ...NOW], { env: ENV })
    const { questions, recorded } = data as {
      readonly recorded: boolean
      readonly questions: readonly { readonly key: string; readonly text: string }[]
    }
    expect({ exit, recorded }).toEqual({ exit: 2, recorded: false })
    expect(questions.map(({ key }) => key).sort()).toEqual([
      'account @jo',
      'account U0SAM0001',
      'e-mail robin@example',
      'e-mail shared@example.org',
      'person Sam Exampel',
      'post SLSPX',
      'unknown posts',
    ])
    shell.write(
      'second.yaml',
      [
        'account @jo: leave',
        'account U0SAM0001: leave',
        'e-mail robin@example: robin@example.org',
        'e-mail shared@example.org: shared',
        'person Sam Exampel: Sam Example',
        'post SLSPX: SLSP',
        'unknown posts: leave',
      ].join('\n'),
    )
    const next = await bring('second.csv', '--answers', 'second.yaml')
    expect(next.errors).toContain(
      'holder of SLSESEND: Sam Example holds SLSESEND; the list names Robin Third (line 4). Who holds it?',
    )
    expect(next.errors).toContain('Sam Example no longer holds it from today, and no longer answers for')
    expect(next.errors).not.toContain('list: Record')
  })

  test('leaves a row out whose name is too long, and says so', async () => {
    const before = await say('people')
    shell.write('third.csv', `Post,Name\nSLCSC,Pat Fine\nP16SM,${'x'.repeat(60)} ${'y'.repeat(30)}\n`)
    const long = await bring('third.csv', '--answers', 'yes.yaml')
    expect(long.out).toContain('line 3 was left out: a name has at most 80 characters.')
    expect(await say('people')).not.toBe(before)
  })

  test('may say that the holder of a post has another name', async () => {
    shell.write('fourth.csv', 'Post,Surname,First name\nSLCSC,Better,Pat\n')
    shell.write('fourth.yaml', 'holder of SLCSC: same\nlist: record\n')
    const { exit, out } = await bring('fourth.csv', '--answers', 'fourth.yaml')
    expect(exit).toBe(0)
    expect(out).toContain('Pat Fine is called Pat Better from now on')
    expect(await say('role SLCSC')).toContain('held by Pat Better')
  })

  test('gives a post to somebody else, or jointly, as answered, and says who loses what', async () => {
    shell.write('fifth.csv', 'Post,Name\nSLSP,Jamie Next\nSLCSC,Morgan Plus\n')
    shell.write('fifth.yaml', 'holder of SLSP: takes over\nholder of SLCSC: jointly\nlist: record\n')
    const { exit, out } = await bring('fifth.csv', '--answers', 'fifth.yaml')
    expect(exit).toBe(0)
    expect(out).toContain('Jamie Next takes over SLSP: Alex Other no longer holds it from today')
    expect(await say('role SLSP')).toContain('held by Jamie Next')
    expect(await say('role SLCSC')).toContain('held by Pat Better and Morgan Plus')
  })

  test('is read from Excel under a title, with struck names, hidden rows and posts in words', async () => {
    const book = new ExcelJS.Workbook()
    const sheet = book.addWorksheet('Contacts')
    sheet.addRow(['SEND improvement: who is who'])
    sheet.addRow([])
    sheet.addRow(['Post title', 'Post holder', 'Email', 'Telephone'])
    sheet.addRow([
      'Chair of the Improvement Board',
      '',
      { text: 'chair@example.org', hyperlink: 'mailto:chair@example.org' },
      '01',
    ])
    sheet.getCell('B4').value = {
      richText: [{ text: 'Old Chair', font: { strike: true } }, { text: ' New Chair' }],
    }
    sheet.addRow(['P16SM', 'Hidden Person', '', ''])
    sheet.getRow(5).hidden = true
    await book.xlsx.writeFile(join(shell.folder, 'contacts.xlsx'))
    const { out } = await bring('contacts.xlsx', '--dry-run')
    expect(out).toContain('- New Chair is new here (Contacts row 4)')
    expect(out).toContain('New Chair holds chair:improvement-board')
    expect(out).toContain('New Chair has the e-mail address chair@example.org')
    expect(out).toContain('Contacts row 5 is hidden, so it was not read.')
    expect(out).toContain('1 column of the list was not read: Telephone.')
    expect(out).not.toContain('Old Chair')
  })

  test('holds nothing of a child, and its row is named', async () => {
    shell.write('child.csv', 'Post,Name,E-mail\nP16SM,NHS number 943 476 5919,\n')
    const { out } = await bring('child.csv', '--dry-run')
    expect(out).toContain('line 2 holds what looks like a child’s NHS number')
    expect(out).not.toContain('943')
  })

  test('is written as a file of questions to fill in', async () => {
    await bring('second.csv', '--plan-questions', 'blanks.yaml')
    expect(shell.files()).toContain('blanks.yaml')
  })

  test('a plan with owners is no list of people', async () => {
    shell.write('plan.csv', 'Ref,Action,Post,Name,Due\n1,Write it,SLSP,Jamie Next,1 May 2021\n')
    const { out } = await run('read', 'plan.csv')
    expect(out).toContain('items:')
  })
})
