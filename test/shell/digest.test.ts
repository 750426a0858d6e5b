import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createShellHere, type ShellHere } from '../support/shell.ts'

let shell: ShellHere

beforeAll(() => {
  shell = createShellHere({ demo: true })
})
afterAll(() => shell.close())

interface Digest {
  readonly asAt: string
  readonly draft: boolean
  readonly facts: {
    readonly counts: object
    readonly items: readonly object[]
    readonly measures: readonly object[]
  }
  readonly pages: readonly { readonly summary: string; readonly blocks: readonly object[] }[]
}

describe('digest', () => {
  test('prints the draft as the JSON that scripts rely on', async () => {
    const { exit, data } = await shell.json(['digest', 'improvement-board'])
    const digest = data as Digest
    expect(exit).toBe(0)
    expect(Object.keys(digest)).toEqual(['asAt', 'draft', 'facts', 'pages'])
    expect(digest).toMatchObject({
      asAt: '2020-11-24T09:00:00.000Z',
      draft: true,
      facts: {
        body: { code: 'improvement-board', name: 'SEND Improvement Board', decides: ['date', 'sign-off'] },
        meeting: { day: '2020-12-08', previous: '2020-11-10', following: '2021-01-05' },
        counts: {
          of: 63,
          complete: 33,
          signedOff: 0,
          unfinished: 30,
          rated: { red: 4, amber: 10, green: 1, blue: 0 },
          notRated: 15,
          notStated: 9,
          overdue: 13,
          pastDateNotStated: 8,
          freshness: { of: 63, updated: 54, byPlan: 54, carriedTwice: 9, never: 9 },
          wholes: [
            { level: 0, of: 3 },
            { level: 1, of: 12, finished: 2, stated: 1, rolledUp: 6, notRated: 3 },
          ],
        },
      },
    })
    expect(digest.facts.items).toHaveLength(78)
    expect(digest.facts.measures).toHaveLength(36)
    expect(digest.pages[0]?.summary).toMatch(/^Of 63 sub-actions, 33 are complete/)
  })

  test('--json and --format json are one', async () => {
    const { data } = await shell.json(['digest', 'ops', 'group'])
    const { out } = await shell.run(['digest', 'operational-group', '--format', 'json'])
    expect(JSON.parse(out)).toEqual(data)
  })

  test('says the same in text, Markdown and HTML, by any name of the body', async () => {
    const text = await shell.run(['digest', 'The', 'Improvement', 'Board'])
    const markdown = await shell.run(['digest', 'IB', '--format', 'md'])
    const html = await shell.run(['digest', 'board', '--format', 'html'])
    expect([text.exit, markdown.exit, html.exit]).toEqual([0, 0, 0])
    expect(text.out).toMatch(/^SEND Improvement Board, Tuesday 8 December 2020\nDraft as at 24 Nov 2020, 9am/)
    expect(markdown.out).toMatch(/^## SEND Improvement Board, Tuesday 8 December 2020\n\nDraft as at/)
    expect(html.out).toMatch(
      /^<!DOCTYPE html>[\s\S]*<h1>SEND Improvement Board, Tuesday 8 December 2020<\/h1>/,
    )
    for (const { out } of [text, markdown, html])
      expect(out).toContain('Updated or confirmed this period: 54 of 63')
  })

  test('reads as a member of the board sees it, and as nobody without a part in the plan does', async () => {
    expect((await shell.run(['digest', 'board', '--as', 'member:improvement-board'])).exit).toBe(0)
    const stranger = await shell.run(['digest', 'board', '--as', 'stranger'])
    expect(stranger).toMatchObject({ exit: 2, out: '' })
    expect(stranger.errors).toContain('Ask the coordinator')
  })

  test('refuses what it cannot read, and says what it expected', async () => {
    const unknown = await shell.run(['digest', 'improvment-board'])
    expect(unknown.exit).toBe(2)
    expect(unknown.errors).toContain('Did you mean improvement-board')
    const none = await shell.run(['digest', 'board', '--meeting', '2020-12-09'])
    expect(none.exit).toBe(2)
    expect(none.errors).toContain('The nearest: 8 Dec 2020 and 5 Jan 2021.')
    const day = await shell.run(['digest', 'board', '--meeting', 'tomorrow'])
    expect(day.exit).toBe(2)
    expect(day.errors).toContain('expected one such as 2020-12-08')
    expect((await shell.run(['digest', 'board', '--format', 'pdf'])).exit).toBe(2)
  })

  test('of an earlier meeting is read from the record', async () => {
    const { data } = await shell.json(['digest', 'board', '--meeting', '2020-11-10'])
    expect(data).toMatchObject({ asAt: '2020-10-30T12:00:00.000Z', draft: true })
  })

  test('after the cut-off is no draft, and stays as it was stored', async () => {
    const later = ['--now', '2020-11-28']
    expect((await shell.run(['tick', ...later])).exit).toBe(0)
    const first = await shell.json(['digest', 'board', ...later])
    expect(first.data).toMatchObject({ asAt: '2020-11-27T12:00:00.000Z', draft: false })
    await shell.run(['say', 'update B5(a) red the supplier left', '--as', 'SLSPPEP', ...later])
    expect((await shell.json(['digest', 'board', ...later])).data).toEqual(first.data)
    expect((await shell.run(['audit', 'verify'])).exit).toBe(0)
  })

  test('is what the chat answers, page after page', async () => {
    const { out } = await shell.run(['digest', 'scrutiny'])
    const said = await shell.run(['say', 'digest scrutiny'])
    expect(said.out).toBe(out)
    const { data } = await shell.json(['say', 'digest scrutiny'])
    expect((data as { message: string }).message).toContain(
      'Changed since the SEND Operational Group’s position at the cut-off of 27 Oct 2020',
    )
  })
})
