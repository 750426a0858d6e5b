import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { problemsOfView } from '../../support/slack/block-kit.ts'
import {
  buttonPress,
  homeOpened,
  mention,
  messageShortcut,
  viewSubmission,
} from '../../support/slack/payloads.ts'
import { buttonsOf, createSlackTest, type SlackTest, wordsOf } from '../../support/slack/slack.ts'

let slack: SlackTest

beforeEach(async () => {
  slack = await createSlackTest()
  await slack.link('U0OWNER', 'SLSESEND')
})
afterEach(() => slack.close())

const PRIVATE = {
  type: 'message',
  message_ts: '1606208400.000900',
  channel_id: 'C0BOARD',
  is_ephemeral: true,
}

function press(value: string, container: Readonly<Record<string, unknown>> = PRIVATE) {
  return slack.interact(buttonPress({ user: 'U0OWNER', value, container, responseUrl: slack.responseUrl }))
}

async function undoButton(): Promise<string> {
  const { json } = await slack.command('U0OWNER', 'update C2(a) amber backlog')
  return buttonsOf(json.blocks).get('Undo') ?? ''
}

/** The modal that was opened last. */
function opened() {
  const view = [...slack.stub.workspace.views.values()].findLast((each) => each.user === undefined)
  if (!view) throw new Error('no window is open')
  return view
}

const entry = (value: unknown) => ({ entry: { type: 'plain_text_input', value } })
const chosen = (value: string) => ({ entry: { type: 'radio_buttons', selected_option: { value } } })
const day = (value: string) => ({ entry: { type: 'datepicker', selected_date: value } })

describe('a button', () => {
  test('is its line, said once: the receipt takes the place of the message', async () => {
    const undo = await undoButton()
    expect((await press(undo)).status).toBe(200)
    await slack.responded(1)
    expect(slack.responses[0]).toMatchObject({ replace_original: true })
    expect(wordsOf(slack.responses[0]?.blocks)).toContain('Taken back')
    expect(await slack.updates()).toBe(2)
  })

  test('pressed twice at the same time counts once, and both presses get the receipt', async () => {
    const undo = await undoButton()
    await Promise.all([press(undo), press(undo)])
    await slack.responded(2)
    expect(await slack.updates()).toBe(2)
    const words = slack.responses.map(({ blocks }) => wordsOf(blocks))
    expect(words).toEqual([expect.stringContaining('Taken back'), words[0]])
  })

  test('on a message that others read too is answered to the presser alone', async () => {
    const undo = await undoButton()
    await press(undo, { type: 'message', message_ts: '1606208400.000900', channel_id: 'C0BOARD' })
    await slack.stub.called('chat.postEphemeral')
    expect(slack.stub.callsOf('chat.postEphemeral')[0]?.arguments).toMatchObject({ user: 'U0OWNER' })
    expect(slack.responses).toEqual([])
  })

  test('that shares an answer shows it to everyone once, and takes the private one away', async () => {
    await slack.command('U0OWNER', 'overdue me')
    await Promise.all([press('{"line":"share"}'), press('{"line":"share"}')])
    await slack.stub.called('chat.postMessage')
    await slack.responded(1)
    expect(slack.responses).toEqual([{ delete_original: true }])
    expect(slack.stub.callsOf('chat.postMessage')).toHaveLength(1)
  })

  test('of somebody else’s making says nothing', async () => {
    const { status } = await press('https://example.org')
    expect(status).toBe(200)
    expect(slack.responses).toEqual([])
  })
})

describe('a form', () => {
  test('opens where only the item was said, and records once however often it is submitted', async () => {
    const { json, status } = await slack.command('U0OWNER', 'update C2(a)')
    expect([status, json]).toEqual([200, {}])
    await slack.stub.called('views.open')
    const submission = viewSubmission({
      user: 'U0OWNER',
      view: opened(),
      values: {
        rating: chosen('amber'),
        note: entry('annual review backlog'),
        state: { entry: { type: 'static_select', selected_option: null } },
      },
    })
    const answers = await Promise.all([slack.interact(submission), slack.interact(submission)])
    expect(answers.map(({ text }) => text)).toEqual(['', ''])
    expect(await slack.updates()).toBe(1)
    await slack.stub.called('chat.postEphemeral')
    // Anything that the second caused would stand before this answer.
    await slack.event(mention({ user: 'U0OWNER', text: 'status C2(a)' }))
    await slack.stub.called('chat.postEphemeral', 2)
    const [receipt, ...more] = slack.stub.callsOf('chat.postEphemeral').map((call) => call.arguments.text)
    expect(receipt).toContain('Recorded: C2(a)')
    expect(more).toEqual([expect.stringMatching(/^C2\(a\)/)])
  })

  test('stores the people that its fields mention by their names', async () => {
    await slack.command('U0OWNER', 'update C2(a)')
    await slack.stub.called('views.open')
    const values = {
      rating: chosen('amber'),
      note: entry('agreed with <@U0OWNER>'),
      evidence: entry('@U0OWNER has it'),
    }
    await slack.interact(viewSubmission({ user: 'U0OWNER', view: opened(), values }))
    const kept = await slack.bot.db
      .selectFrom('updates')
      .select(['note', 'evidence'])
      .orderBy('id', 'desc')
      .execute()
    expect(kept[0]).toEqual({ note: 'agreed with Owner One', evidence: 'Owner One has it' })
  })

  test('without an item asks for one of one’s own', async () => {
    await slack.command('U0OWNER', 'update')
    await slack.stub.called('views.open')
    expect(wordsOf(opened().view)).toContain('C2(c) Revise templates')
    await slack.interact(
      viewSubmission({
        user: 'U0OWNER',
        view: opened(),
        values: { item: chosen('C2(c)'), rating: chosen('red'), note: entry('late') },
      }),
    )
    expect(await slack.updates()).toBe(1)
  })

  test('says what is wrong beside a field and keeps what was typed', async () => {
    await slack.command('U0OWNER', 'update C2(a)')
    await slack.stub.called('views.open')
    const { json } = await slack.interact(
      viewSubmission({
        user: 'U0OWNER',
        view: opened(),
        values: { note: entry(''), date: day('2021-03-26') },
      }),
    )
    expect(json).toMatchObject({ response_action: 'errors' })
    expect(JSON.stringify(json.errors)).toContain('Say in the note why')
    expect(await slack.updates()).toBe(0)
  })

  test('on an item that changed stays open, shows both, and records when it is sent again', async () => {
    await slack.command('U0OWNER', 'update C2(a)')
    await slack.stub.called('views.open')
    const { id } = opened()
    const values = { rating: chosen('amber'), note: entry('annual review backlog') }
    await slack.bot.say('update C2(a) red the supplier left')
    const { json } = await slack.interact(viewSubmission({ user: 'U0OWNER', view: opened(), values }))
    expect(json.response_action).toBe('update')
    const view = json.view as Readonly<Record<string, unknown>>
    expect(problemsOfView(view)).toEqual([])
    const words = wordsOf(view)
    expect(words).toContain('C2(a) changed while you were answering.')
    expect(words).toContain('the supplier left')
    expect(words).toContain('annual review backlog')
    expect(view.submit).toMatchObject({ text: 'Record all the same' })
    expect(JSON.stringify(view)).toContain('"initial_value":"annual review backlog"')
    expect(await slack.updates()).toBe(1)
    const again = viewSubmission({ user: 'U0OWNER', view: { id, view }, values })
    expect((await slack.interact(again)).text).toBe('')
    expect(await slack.updates()).toBe(2)
  })

  test('that is submitted again as another window gets the first receipt', async () => {
    await slack.command('U0OWNER', 'update C2(a)')
    await slack.stub.called('views.open')
    const { view } = opened()
    const values = { rating: chosen('amber'), note: entry('x') }
    for (const id of ['V1', 'V2'])
      expect(
        (await slack.interact(viewSubmission({ user: 'U0OWNER', view: { id, view }, values }))).text,
      ).toBe('')
    expect(await slack.updates()).toBe(1)
    await slack.stub.called('chat.postEphemeral', 2)
    const [first, second] = slack.stub.callsOf('chat.postEphemeral').map(({ arguments: { text } }) => text)
    expect(first).toContain('Recorded: C2(a)')
    expect(second).toBe(first)
  })

  test('may be submitted again when it said too little', async () => {
    await slack.command('U0OWNER', 'update')
    await slack.stub.called('views.open')
    const submit = (values: Parameters<typeof viewSubmission>[0]['values']) =>
      slack.interact(viewSubmission({ user: 'U0OWNER', view: opened(), values }))
    const { json } = await submit({ item: entry(''), rating: chosen('amber'), note: entry('x') })
    expect(json.errors).toEqual({ item: 'Choose an item. Nothing was recorded.' })
    expect((await submit({ item: chosen('C2(a)'), rating: chosen('amber'), note: entry('x') })).text).toBe('')
    expect(await slack.updates()).toBe(1)
  })

  test('that was closed opens again by the same button', async () => {
    slack.stub.misbehave('views.open', { kind: 'error', error: 'expired_trigger_id', isDone: false })
    await slack.command('U0OWNER', 'update C2(a)')
    await slack.responded(1)
    const button = buttonsOf(slack.responses[0]?.blocks).get('Update C2(a)') ?? ''
    await press(button)
    await slack.stub.called('views.open', 2)
    const closed = {
      type: 'view_closed',
      team: { id: 'T0WSOA' },
      user: { id: 'U0OWNER' },
      view: opened().view,
    }
    expect((await slack.interact(closed)).status).toBe(200)
    await press(button)
    await slack.stub.called('views.open', 3)
    await slack.interact(
      viewSubmission({
        user: 'U0OWNER',
        view: opened(),
        values: { rating: chosen('amber'), note: entry('x') },
      }),
    )
    expect(await slack.updates()).toBe(1)
  })

  test('asks for a new date with the update', async () => {
    await slack.command('U0OWNER', 'update C2(a)')
    await slack.stub.called('views.open')
    await slack.interact(
      viewSubmission({
        user: 'U0OWNER',
        view: opened(),
        values: {
          rating: chosen('amber'),
          note: entry('the supplier moved its start'),
          date: day('2021-03-26'),
        },
      }),
    )
    await slack.stub.called('chat.postEphemeral')
    expect(slack.stub.callsOf('chat.postEphemeral')[0]?.arguments.text).toContain(
      'asks for Friday 26 March 2021 for C2(a)',
    )
  })

  test('that cannot be opened is a message with buttons, which a line can answer', async () => {
    slack.stub.misbehave('views.open', { kind: 'error', error: 'expired_trigger_id', isDone: false })
    await slack.command('U0OWNER', 'update C2(a)')
    await slack.responded(1)
    expect([...buttonsOf(slack.responses[0]?.blocks).keys()]).toContain('Update C2(a)')
    const { json } = await slack.command('U0OWNER', '2')
    expect(wordsOf(json.blocks)).toMatch(/Recorded: +C2\(a\)/)
  })

  test('that was opened by a command and closed leaves no question behind', async () => {
    await slack.command('U0OWNER', 'update C2(a)')
    await slack.stub.called('views.open')
    const { json } = await slack.command('U0OWNER', '2')
    expect(wordsOf(json.blocks)).toContain('answers no question')
    expect(await slack.updates()).toBe(0)
  })

  test('is opened from a message: its words are the note', async () => {
    await slack.interact(
      messageShortcut({
        user: 'U0OWNER',
        text: 'Panel met, 3 of 5 &amp; more',
        responseUrl: slack.responseUrl,
      }),
    )
    await slack.stub.called('views.open')
    expect(JSON.stringify(opened().view)).toContain('"initial_value":"Panel met, 3 of 5 & more"')
    await slack.interact(
      viewSubmission({
        user: 'U0OWNER',
        view: opened(),
        values: { item: chosen('C2(a)'), note: entry('Panel met, 3 of 5 & more') },
      }),
    )
    expect(await slack.updates()).toBe(1)
  })

  test('can leave how it stands as it is, and says first how that is', async () => {
    await slack.command('U0OWNER', 'update C2(a) amber backlog')
    await slack.command('U0OWNER', 'update C2(a)')
    await slack.stub.called('views.open')
    const { view, id } = opened()
    const fields = JSON.parse(JSON.stringify(view)).blocks as { block_id?: string; element?: object }[]
    const element = (name: string) => fields.find(({ block_id }) => block_id === name)?.element
    const asItIs = { text: { text: 'As it is' }, description: { text: '◆ Amber' } }
    expect(element('rating')).toMatchObject({ initial_option: asItIs })
    expect(element('state')).toMatchObject({ initial_option: { text: { text: 'As it is' } } })
    const { value } = (element('rating') as { initial_option: { value: string } }).initial_option
    const left = { rating: chosen(value), state: chosen(value) }
    const empty = viewSubmission({
      user: 'U0OWNER',
      view: { id, view },
      values: { ...left, note: entry('') },
    })
    expect((await slack.interact(empty)).json).toMatchObject({ response_action: 'errors' })
    const noted = { ...left, note: entry('panel met') }
    await slack.interact(viewSubmission({ user: 'U0OWNER', view: { id, view }, values: noted }))
    expect(await slack.updates()).toBe(2)
    expect(await slack.bot.say('status C2(a)')).toMatch(/◆ Amber[\s\S]*panel met/)
  })

  test('that was left empty says so', async () => {
    await slack.command('U0OWNER', 'update C2(a)')
    await slack.stub.called('views.open')
    const { view, id } = opened()
    const values = { rating: { entry: { type: 'radio_buttons', selected_option: null } }, note: entry('') }
    const { json } = await slack.interact(viewSubmission({ user: 'U0OWNER', view: { id, view }, values }))
    expect(json).toMatchObject({
      response_action: 'errors',
      errors: { rating: 'Nothing was filled in, so nothing was recorded.' },
    })
  })

  test('that was made up is refused', async () => {
    const { json } = await slack.interact(
      viewSubmission({
        user: 'U0OWNER',
        view: { id: 'V1', view: { type: 'modal', callback_id: 'wsoa:form', private_metadata: 'nonsense' } },
        values: { note: entry('x') },
      }),
    )
    expect(json).toMatchObject({
      response_action: 'errors',
      errors: { note: expect.stringContaining('open it again') },
    })
  })

  test('gives no right to anybody else’s item', async () => {
    await slack.command('U0OWNER', 'update C2(a)')
    await slack.stub.called('views.open')
    const { view, id } = opened()
    const metadata = JSON.parse(String(view.private_metadata)) as Record<string, unknown>
    const { json } = await slack.interact(
      viewSubmission({
        user: 'U0OWNER',
        view: {
          id,
          view: { ...view, private_metadata: JSON.stringify({ ...metadata, settled: { refs: ['A1(a)'] } }) },
        },
        values: { rating: chosen('amber'), note: entry('x') },
      }),
    )
    expect(json).toMatchObject({ response_action: 'errors' })
    expect(await slack.updates()).toBe(0)
  })
})

describe('the Home tab', () => {
  const HOME = { type: 'view', view_id: 'V1' }
  const shown = () => slack.stub.callsOf('views.publish').at(-1)?.arguments.view

  test('shows what is one’s own when it is opened', async () => {
    await slack.event(homeOpened({ user: 'U0OWNER' }))
    await slack.stub.called('views.publish')
    expect(wordsOf(shown())).toContain('7 open items of yours')
    expect(slack.stub.callsOf('views.publish')[0]?.outcome).toBe('ok')
  })

  test('shows the receipt of a tap above what is left', async () => {
    await slack.event(homeOpened({ user: 'U0OWNER' }))
    await slack.stub.called('views.publish')
    const amber = buttonsOf((shown() as { blocks: unknown }).blocks).get('◆ Amber') ?? ''
    await press(amber, HOME)
    await slack.stub.called('views.publish', 2)
    expect(wordsOf(shown())).toMatch(/^Recorded: .*C1\(c\)/)
    expect(await slack.updates()).toBe(1)
  })

  test('“no change” means what was shown: what has changed since is shown, and asked about', async () => {
    await slack.event(homeOpened({ user: 'U0OWNER' }))
    await slack.stub.called('views.publish')
    const noChange = buttonsOf((shown() as { blocks: unknown }).blocks).get('No change') ?? ''
    const [, ref = ''] = noChange.match(/confirm ([^"]+)/) ?? []
    await slack.command('U0OWNER', `update ${ref} amber the panel meets later`)
    await press(noChange, HOME)
    await expect.poll(() => wordsOf(shown())).toContain(`${ref} changed after that was shown to you`)
    expect(await slack.updates()).toBe(1)
  })

  test('opens the form, and shows its receipt', async () => {
    await press('{"line":"update C2(a)"}', HOME)
    await slack.stub.called('views.open')
    await slack.interact(
      viewSubmission({
        user: 'U0OWNER',
        view: opened(),
        values: { rating: chosen('amber'), note: entry('x') },
      }),
    )
    await slack.stub.called('views.publish')
    expect(wordsOf(shown())).toContain('Recorded: ')
  })

  test('is up to date after a change made elsewhere', async () => {
    await slack.event(homeOpened({ user: 'U0OWNER' }))
    await slack.stub.called('views.publish')
    await slack.command('U0OWNER', 'update C2(c) complete on 3 November 2020')
    await slack.stub.called('views.publish', 2)
    expect(wordsOf(shown())).toContain('6 open items of yours')
  })

  test('is not shown where messages were opened', async () => {
    await slack.event(homeOpened({ user: 'U0OWNER', tab: 'messages' }))
    await slack.event(homeOpened({ user: 'U0OWNER' }))
    await slack.stub.called('views.publish')
    expect(slack.stub.callsOf('views.publish')).toHaveLength(1)
  })
})
