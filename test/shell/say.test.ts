import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createShellHere, type ShellHere } from '../support/shell.ts'

let shell: ShellHere

beforeAll(() => {
  shell = createShellHere({ demo: true })
})
afterAll(() => shell.close())

describe('say', () => {
  test('prints a change as the JSON that scripts rely on', async () => {
    const { exit, data } = await shell.json([
      'say',
      'update A2(c) amber the provider signs late',
      '--as',
      'P16SM',
    ])
    expect(exit).toBe(0)
    expect(data).toEqual({
      ok: true,
      message: expect.stringContaining('Recorded: A2(c)'),
      changes: expect.arrayContaining([{ ref: 'A2(c)', field: 'rating', from: null, to: 'amber' }]),
      data: {
        items: [
          {
            ref: 'A2(c)',
            rating: 'amber',
            basis: 'stated',
            state: 'in-progress',
            dueDate: '2020-02-29',
            originalDueDate: '2020-02-29',
            dueBasis: 'original',
            daysOverdue: 269,
            positionStated: true,
            owners: ['P16SM'],
          },
        ],
      },
      error: null,
    })
  })

  test('prints a refusal with its code, and says so by its exit code', async () => {
    const { exit, data } = await shell.json(['say', 'update A2(c) red because', '--as', 'stranger'])
    expect(exit).toBe(2)
    expect(data).toEqual({
      ok: false,
      message: expect.stringContaining('I do not know you yet'),
      changes: [],
      data: { items: [] },
      error: { code: 'refused', text: expect.stringContaining('Ask the coordinator') },
    })
  })

  test('ends with 2 while a question is pending, whose answer the next line gives', async () => {
    const asked = await shell.json(['say', 'update B1'])
    expect(asked.exit).toBe(2)
    expect(asked.data).toMatchObject({ ok: false, error: null, changes: [] })
    const answered = await shell.json(['say', '2'])
    expect(answered.exit).toBe(0)
    expect(answered.data).toMatchObject({ ok: true, data: { items: [{ ref: 'B1', basis: 'stated' }] } })
  })

  test('takes a line with or without quotes', async () => {
    const [quoted, bare] = await Promise.all([
      shell.run(['say', 'owner C2']),
      shell.run(['say', 'owner', 'C2']),
    ])
    expect(quoted).toEqual(bare)
    expect(bare).toMatchObject({ exit: 0, errors: '' })
  })

  test('prints markdown and HTML, and refuses another format before it does anything', async () => {
    const [markdown, html, pdf] = await Promise.all([
      shell.run(['say', 'owner C2', '--format', 'md']),
      shell.run(['say', 'owner C2', '--format', 'html']),
      shell.run(['say', 'update C1 red told in another format', '--format', 'pdf']),
    ])
    expect(markdown.out).toContain('**C2')
    expect(html.out).toMatch(/<\w+[^>]*>/)
    expect({ exit: pdf.exit, out: pdf.out }).toEqual({ exit: 2, out: '' })
    expect(pdf.errors).toContain('Allowed choices are text, md, html')
    expect((await shell.run(['trail', 'C1'])).out).not.toContain('told in another format')
  })

  test('answers as at another time with --now, and leaves the demo’s clock where it was', async () => {
    const [later, moment, now] = await Promise.all([
      shell.run(['say', 'overdue', '--now', '2021-02-01']),
      shell.run(['say', 'overdue', '--now', '2021-01-31T23:59:00Z']),
      shell.run(['say', 'overdue']),
    ])
    expect(later.out).toContain('on Monday 1 February 2021')
    expect(moment.out).toContain('on Sunday 31 January 2021')
    expect(now.out).toContain('on Tuesday 24 November 2020')
    const wrong = await shell.run(['say', 'overdue', '--now', 'tomorrow'])
    expect(wrong).toEqual({
      exit: 2,
      out: '',
      errors: 'wsoa: "tomorrow" is not a time: expected 2020-11-24 or 2020-11-24T09:00:00Z.\n',
    })
  })
})

describe.concurrent('--as', () => {
  test.each([
    ['a role code in any case', 'p16sm', 'P16SM'],
    ['the chair of a body', 'chair:Improvement-Board', 'chair:improvement-board'],
    ['a member of a body', 'member:operational-group', 'member:operational-group'],
  ])('speaks as %s', async (_, as, who) => {
    const { exit, out } = await shell.run(['start', '--as', as], { lines: ['exit'] })
    expect(exit).toBe(0)
    expect(out.replace(/\s+/g, ' ')).toContain(`you speak as ${who}.`)
  })

  test.each([
    ['P16SN', 'Did you mean P16SM?'],
    ['nobody\u001b[2J-at-all', 'Nobody here is "nobody-at-all". Possible: '],
    ['deputy:improvement-board', 'Nobody holds deputy:improvement-board at the moment.'],
  ])('%s is nobody, and what is possible is said', async (as, hint) => {
    const { exit, out, errors } = await shell.run(['say', 'update C2 red', '--as', as])
    expect({ exit, out }).toEqual({ exit: 2, out: '' })
    expect(errors).toContain(hint)
    expect(errors.trim().split('\n')).toHaveLength(1)
  })
})

describe.concurrent('parse', () => {
  const empty = { targets: [], note: null, args: {}, options: [], suggestions: [] }

  test.each([
    [
      'update A2c, d amber backlog',
      {
        ...empty,
        command: 'update',
        targets: [
          { ref: 'A2(c)', rating: 'amber' },
          { ref: 'A2(d)', rating: 'amber' },
        ],
        note: 'backlog',
        args: { ref: 'A2(c)', rating: 'amber' },
      },
    ],
    [
      'revise A2e to 11 Dec because the supplier moved',
      {
        ...empty,
        command: 'revise',
        targets: [{ ref: 'A2(e)', rating: null }],
        args: { ref: 'A2(e)', date: '2020-12-11', reason: 'the supplier moved' },
      },
    ],
    ['changes since 1 Oct 2020', { ...empty, command: 'changes', args: { since: '2020-10-01' } }],
    ['list red A SLBI', { ...empty, command: 'list', args: { rating: 'red', area: 'A', role: 'SLBI' } }],
    ['overdue me', { ...empty, command: 'overdue', args: { role: 'me' } }],
  ])('is sure of: %s', async (line, expected) => {
    const { exit, data } = await shell.json(['parse', line])
    expect(exit).toBe(0)
    expect(data).toEqual({ certainty: 'sure', reason: expect.any(String), ...expected })
  })

  test('has nothing but suggestions for what it does not understand, and ends with 2', async () => {
    const { exit, data } = await shell.json(['parse', 'flurb'])
    expect(exit).toBe(2)
    expect(data).toEqual({
      ...empty,
      certainty: 'none',
      command: null,
      suggestions: expect.arrayContaining(['help']),
      reason: expect.any(String),
    })
  })

  test('changes nothing', async () => {
    await shell.run(['parse', 'update C1(c) red the backlog grew'])
    expect((await shell.run(['trail', 'C1(c)'])).out).toBe('Nothing was changed yet.\n')
  })
})

test('what is no command of the shell is refused with a way on', async () => {
  const { exit, out, errors } = await shell.run(['overdue'])
  expect({ exit, out }).toEqual({ exit: 2, out: '' })
  expect(errors).toContain('unknown command')
  expect(errors).toContain('wsoa say "overdue"')
})
