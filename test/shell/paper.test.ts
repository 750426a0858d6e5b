import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDocx } from '../support/docx.ts'
import { createShell, createShellHere, type Shell } from '../support/shell.ts'

let shell: Shell

beforeAll(() => {
  shell = createShell({ demo: true })
})
afterAll(() => shell.close())

function opened(name: string) {
  return openDocx(readFileSync(join(shell.folder, name)))
}

describe('paper', () => {
  test('writes the draft for the next meeting into this folder and says so', async () => {
    const { exit, out, errors } = await shell.run(['paper', 'the', 'board'])
    expect({ exit, out, errors }).toEqual({
      exit: 0,
      out: 'Written: improvement-board-2020-12-08.docx, a draft of the paper for the SEND Improvement Board of 8 Dec 2020.\n',
      errors: '',
    })
    expect(opened('improvement-board-2020-12-08.docx').paragraphs[0]?.text).toBe('SEND Improvement Board')
  })

  test('writes that of a meeting on a day to a place that is named', async () => {
    const { data } = await shell.json([
      'paper',
      'improvement-board',
      '--meeting',
      '2020-11-10',
      '--out',
      'old.docx',
    ])
    expect(data).toEqual({
      file: 'old.docx',
      body: 'improvement-board',
      meeting: '2020-11-10',
      asAt: '2020-10-30T12:00:00.000Z',
      draft: false,
    })
    expect(opened('old.docx').xml('docProps/core.xml')).toContain('2020-10-30T12:00:00.000Z')
  })

  test.each([
    [['paper', 'bord'], 'There is no board or group "bord". Did you mean board?'],
    [['paper', 'board', '--meeting', 'soon'], '"soon" is not a day: expected one such as 2020-12-08.'],
    [['paper', 'board', '--out', 'nowhere/x.docx'], 'nowhere/x.docx cannot be written (ENOENT).'],
    [['paper', 'board', '--as', 'stranger'], 'Digests are for those who have a part in the plan.'],
  ])('%j is refused in one sentence', async (args, sentence) => {
    const here = createShellHere({ demo: true })
    const { exit, out, errors } = await here.run(args)
    here.close()
    expect(exit).toBe(2)
    expect(out).toBe('')
    expect(errors).toContain(sentence)
  })
})
