import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Activity, actionsOf, type CardAction, textOfActivity } from '../../support/teams/connector.ts'
import {
  CHANNEL,
  chatOf,
  inChannel,
  inChat,
  lastOf,
  press,
  startTeams,
  type TeamsTest,
} from '../../support/teams/teams.ts'

let teams: TeamsTest
beforeEach(async () => {
  teams = await startTeams()
  await teams.link('SLSESEND', 'ann')
})
afterEach(() => teams.close())

function last() {
  return lastOf(teams.connector.seen(chatOf('ann')))
}

function button(activity: Activity, title: string | RegExp): CardAction {
  const found = actionsOf(activity).find((action) =>
    typeof title === 'string' ? action.title === title : title.test(action.title),
  )
  if (!found) throw new Error(`no button ${title} among ${actionsOf(activity).map((each) => each.title)}`)
  return found
}

async function invoke(activity: object): Promise<{ status: number; body: InvokeBody }> {
  const { status, text } = await teams.deliver(activity)
  return { status, body: JSON.parse(text) as InvokeBody }
}

interface InvokeBody {
  readonly statusCode?: number
  readonly type?: string
  readonly value?: unknown
  readonly task?: { readonly type: string; readonly value: unknown }
}

/** The card in a dialog that stays open. */
function contentOf({ task }: InvokeBody): unknown {
  return (task?.value as { card?: { content: unknown } } | undefined)?.card?.content
}

function cardText(content: unknown): string {
  return textOfActivity({ attachments: [{ contentType: '', content }] })
}

async function rating(ref = 'C2'): Promise<string | undefined> {
  const reply = await teams.bot.tell(`status ${ref}`)
  return reply.items[0]?.rating ?? undefined
}

describe('a press on a receipt', () => {
  test('changes the card to the receipt, for the presser by the answer and for all by the edit', async () => {
    await teams.type('update C2 red the supplier left')
    const { id, activity } = last()
    const { data } = button(activity, 'Undo')
    const { status, body } = await invoke(inChat('ann', press(data, id)))
    expect([status, body.statusCode, body.type]).toEqual([
      200,
      200,
      'application/vnd.microsoft.card.adaptive',
    ])
    expect(cardText(body.value)).toMatch(/Undone|taken back/i)
    await expect.poll(() => textOfActivity(last().activity)).toBe(cardText(body.value))
    expect(last().id).toBe(id)
  })

  test('a second press, with another id, changes nothing and gets the first receipt', async () => {
    await teams.type('update C2 red the supplier left')
    const { id, activity } = last()
    const { data } = button(activity, 'Undo')
    const { body: first } = await invoke(inChat('ann', press(data, id)))
    const trail = await teams.bot.db.selectFrom('trail').select('seq').execute()
    const { body } = await invoke(inChat('ann', press(data, id)))
    expect(cardText(body.value)).toBe(cardText(first.value))
    expect(await teams.bot.db.selectFrom('trail').select('seq').execute()).toEqual(trail)
  })

  test('the same invoke again is answered as before', async () => {
    await teams.type('update C2 red the supplier left')
    const { id, activity } = last()
    const pressed = inChat('ann', { ...press(button(activity, 'Undo').data, id), id: 'the-same' })
    const { body: first } = await invoke(pressed)
    const { body: second } = await invoke(pressed)
    expect(cardText(second.value)).toBe(cardText(first.value))
  })

  test('somebody else’s press is refused kindly, and their card stays', async () => {
    await teams.link('member:operational-group', 'bob').catch(() => teams.link('SLSPPEP', 'bob'))
    await teams.deliver(inChannel('ann', 'update C2 red the supplier left'))
    const thread = `${CHANNEL};messageid=1600000000001`
    const { id, activity } = lastOf(teams.connector.seen(thread))
    const before = JSON.stringify(activity)
    const pressed = { ...inChannel('bob', ''), ...press(button(activity, 'Undo').data, id) }
    const { body } = await invoke(pressed)
    expect(body.type).toBe('application/vnd.microsoft.activity.message')
    expect(JSON.stringify(lastOf(teams.connector.seen(thread)).activity)).toBe(before)
    expect(await rating()).toBe('red')
  })

  test('a stranger’s press is refused kindly', async () => {
    await teams.type('update C2 red the supplier left')
    const { id, activity } = last()
    const { body } = await invoke(inChat('eve', press(button(activity, 'Undo').data, id)))
    expect(String(body.value)).toContain('I do not know you yet')
    expect(await rating()).toBe('red')
  })

  test('as Action.Submit it comes as a message without text, and the card is changed as well', async () => {
    await teams.type('update C2 red the supplier left')
    const { id, activity } = last()
    const { data } = button(activity, 'Undo')
    await teams.deliver(inChat('ann', { text: undefined, value: data, replyToId: id }))
    expect(last().id).toBe(id)
    expect(textOfActivity(last().activity)).toMatch(/Undone|taken back/i)
    await teams.deliver(inChat('ann', { text: undefined, value: data, replyToId: id }))
    expect(textOfActivity(last().activity)).toMatch(/Undone|taken back/i)
    expect(
      await teams.bot.db.selectFrom('updates').where('kind', '=', 'undo').select('id').execute(),
    ).toHaveLength(1)
  })
})

describe('a press on a list', () => {
  test('is answered below it: the list stays', async () => {
    await teams.type('mine')
    const { id, activity } = last()
    const before = JSON.stringify(activity)
    const action = actionsOf(activity).find(({ title }) => title.startsWith('Update'))
    const { body } = await invoke(inChat('ann', press({ line: 'status C2', stays: true }, id)))
    expect(action?.data).toMatchObject({ stays: true, msteams: { type: 'task/fetch' } })
    expect(body.type).toBe('application/vnd.microsoft.activity.message')
    expect(JSON.stringify(teams.connector.seen(chatOf('ann')).find((said) => said.id === id)?.activity)).toBe(
      before,
    )
    expect(last().id).not.toBe(id)
  })
})

describe('a form in a message', () => {
  async function form(): Promise<{ id: string; data: CardAction['data'] }> {
    await teams.type('update C2')
    const { id, activity } = last()
    return { id, data: button(activity, 'Record').data }
  }

  test('is the command with its arguments, and becomes the receipt', async () => {
    const { id, data } = await form()
    const { body } = await invoke(inChat('ann', press({ ...data, rating: 'amber', note: 'backlog' }, id)))
    expect(cardText(body.value)).toContain('Note: “backlog”')
    expect(await rating()).toBe('amber')
    await expect.poll(() => textOfActivity(last().activity)).toContain('Note: “backlog”')
  })

  test('brought again with another id it counts once and gets the first receipt', async () => {
    const { id, data } = await form()
    const filled = press({ ...data, rating: 'red', note: 'the supplier left' }, id)
    const { body: first } = await invoke(inChat('ann', filled))
    const { body } = await invoke(inChat('ann', filled))
    expect(cardText(body.value)).toBe(cardText(first.value))
    expect(
      await teams.bot.db.selectFrom('updates').where('kind', '=', 'update').select('id').execute(),
    ).toHaveLength(1)
  })

  test('on an item that changed shows both on the card, and records when it is sent again', async () => {
    const { id, data } = await form()
    await teams.bot.say('update C2 red the supplier left')
    const filled = { rating: 'amber', note: 'backlog' }
    const { body } = await invoke(inChat('ann', press({ ...data, ...filled }, id)))
    expect(cardText(body.value)).toContain('C2 changed while you were answering.')
    expect(cardText(body.value)).toContain('the supplier left')
    expect(await rating()).toBe('red')
    const again = button({ attachments: [{ contentType: '', content: body.value }] }, 'Record all the same')
    await invoke(inChat('ann', press({ ...again.data, ...filled }, id)))
    expect(await rating()).toBe('amber')
  })

  test('what was wrong is shown on it, with what was typed', async () => {
    const { id, data } = await form()
    const typed = { rating: 'purple', note: 'backlog <b>after</b> half term' }
    const { body } = await invoke(inChat('ann', press({ ...data, ...typed }, id)))
    expect(body.type).toBe('application/vnd.microsoft.card.adaptive')
    expect(JSON.stringify(body.value)).toContain('backlog <b>after</b> half term')
    expect(JSON.stringify(body.value)).toContain('✗')
    expect(await rating()).toBe('amber')
  })

  test('has no other button, as that would forget what was typed', async () => {
    await teams.type('update C2')
    expect(actionsOf(last().activity).map(({ title }) => title)).toEqual(['Record'])
  })

  test('what identifies a child is not shown again, and the rest is', async () => {
    const { id, data } = await form()
    const typed = { rating: 'amber', note: 'about 943 476 5919', evidence: 'minutes of May' }
    const { body } = await invoke(inChat('ann', press({ ...data, ...typed }, id)))
    expect(JSON.stringify(body.value)).toContain('nothing was stored')
    expect(JSON.stringify(body.value)).toContain('minutes of May')
    expect(JSON.stringify(body.value)).not.toContain('476')
  })

  test('in a channel what was typed is shown to nobody else', async () => {
    await teams.deliver(inChannel('ann', 'update C2'))
    const thread = `${CHANNEL};messageid=1600000000001`
    const { id, activity } = lastOf(teams.connector.seen(thread))
    const { data } = button(activity, 'Record')
    const inThread = (sent: object) => ({ ...inChannel('ann', ''), ...sent })
    await teams.bot.say('update C2 red the supplier left')
    const filled = { rating: 'amber', note: 'a word of my own' }
    const { body } = await invoke(inThread(press({ ...data, ...filled }, id)))
    expect(JSON.stringify(body.value)).toContain('a word of my own')
    await invoke(inThread(press({ ...data, ...filled, rating: 'purple' }, id)))
    // Older clients send the form as a message, and have no answer of their own.
    await teams.deliver(inThread({ text: undefined, value: { ...data, ...filled }, replyToId: id }))
    await teams.deliver(
      inThread({ text: undefined, value: { ...data, ...filled, rating: 'purple' }, replyToId: id }),
    )
    const seen = teams.connector.seen(thread)
    expect(JSON.stringify(seen)).not.toContain('a word of my own')
    expect(textOfActivity(lastOf(seen).activity)).toContain('Nothing was recorded yet')
    expect(await rating()).toBe('red')
  })

  test('a day is understood as a day', async () => {
    await teams.type('revise C2(a)')
    const { id, activity } = last()
    const { data } = button(activity, 'Ask')
    const typed = { date: '2021-03-26', reason: 'the panel meets then' }
    const { body } = await invoke(inChat('ann', press({ ...data, ...typed }, id)))
    expect(cardText(body.value)).toContain('26 Mar')
  })

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a list', []],
    ['a number', 7],
    ['no line', { line: '' }],
    ['a line that is none', { line: { text: 'overdue' } }],
    ['a form of no command', { form: 7, settled: {} }],
    ['a form with a list settled', { form: 'update', settled: [] }],
    ['prototype keys', JSON.parse('{"__proto__":{"line":"overdue"},"constructor":{"line":"overdue"}}')],
  ])('%s instead of what our cards send is said to be none of ours', async (_, data) => {
    const { body } = await invoke(inChat('ann', press(data)))
    expect(String(body.value)).toContain('I cannot read that card')
  })

  test.each<[string, object]>([
    ['a command that there is not', { form: 'drop', settled: {} }],
    ['arguments of the wrong kind', { form: 'update', settled: { refs: { $ne: null } } }],
    ['an item that there is not', { form: 'update', settled: { refs: ['Z9'] }, rating: 'red' }],
    ['a prototype as an argument', { form: 'update', settled: JSON.parse('{"__proto__":{"refs":["C2"]}}') }],
  ])('%s changes nothing', async (_, data) => {
    const trail = await teams.bot.db.selectFrom('trail').select('seq').execute()
    expect((await invoke(inChat('ann', press(data)))).status).toBe(200)
    expect(await teams.bot.db.selectFrom('trail').select('seq').execute()).toEqual(trail)
  })
})

describe('a form in a window', () => {
  const dialog = (name: string, data: unknown) =>
    inChat('ann', { type: 'invoke', name, text: undefined, value: { data, context: { theme: 'default' } } })

  async function opened() {
    await teams.type('mine')
    const { data } = button(last().activity, /^Update/)
    const { body } = await invoke(dialog('task/fetch', data))
    const value = body.task?.value as { title: string; card: { contentType: string; content: unknown } }
    return { type: body.task?.type, ...value, pressed: data }
  }

  test('is opened by a button of a list, as often as it is pressed', async () => {
    const first = await opened()
    expect([first.type, first.title]).toEqual(['continue', expect.stringMatching(/^Update C/)])
    expect(first.card.contentType).toBe('application/vnd.microsoft.card.adaptive')
    const { body } = await invoke(dialog('task/fetch', first.pressed))
    expect(body.task?.type).toBe('continue')
  })

  test('is submitted as the command, answered with one line, and the receipt stands in the chat', async () => {
    const { card } = await opened()
    const { data } = button({ attachments: [{ contentType: '', content: card.content }] }, 'Record')
    const { body } = await invoke(dialog('task/submit', { ...data, rating: 'amber', note: 'backlog' }))
    expect(body.task).toMatchObject({ type: 'message', value: expect.stringContaining('Recorded') })
    await expect.poll(() => textOfActivity(last().activity)).toContain('Note: “backlog”')
    const { body: again } = await invoke(dialog('task/submit', { ...data, rating: 'amber', note: 'backlog' }))
    expect(again.task?.value).toBe(body.task?.value)
    expect(
      await teams.bot.db.selectFrom('updates').where('kind', '=', 'update').select('id').execute(),
    ).toHaveLength(1)
  })

  test('can leave how it stands as it is, and says first how that is', async () => {
    const { card } = await opened()
    const inputs = JSON.parse(JSON.stringify(card.content)).body as Record<string, unknown>[]
    const rated = inputs.find(({ id }) => id === 'rating') as {
      value: string
      choices: { title: string; value: string }[]
    }
    expect(rated.choices[0]).toEqual({
      title: expect.stringMatching(/^As it is: ([▲◆●★] \w+|○ Not rated)$/),
      value: rated.value,
    })
    const { data } = button({ attachments: [{ contentType: '', content: card.content }] }, 'Record')
    const asItIs = { ...data, rating: rated.value, state: rated.value }
    const { body } = await invoke(dialog('task/submit', asItIs))
    expect(JSON.stringify(body)).toContain('Nothing was filled in')
    await invoke(dialog('task/submit', { ...asItIs, note: 'panel met' }))
    const [update, ...more] = await teams.bot.db
      .selectFrom('updates')
      .where('kind', '=', 'update')
      .selectAll()
      .execute()
    expect(update).toMatchObject({ rating: null, state: null, note: 'panel met' })
    expect(more).toEqual([])
  })

  test('stays open with what was typed when something was wrong', async () => {
    const { card } = await opened()
    const { data } = button({ attachments: [{ contentType: '', content: card.content }] }, 'Record')
    const { body } = await invoke(dialog('task/submit', { ...data, rating: 'purple', note: 'kept as typed' }))
    expect(body.task?.type).toBe('continue')
    expect(JSON.stringify(body.task)).toContain('kept as typed')
  })

  test('on an item that changed stays open, shows both, and records when it is sent again', async () => {
    const { card, title } = await opened()
    const ref = title.replace('Update ', '')
    const { data } = button({ attachments: [{ contentType: '', content: card.content }] }, 'Record')
    await teams.bot.say(`update ${ref} red the supplier left`)
    const filled = { rating: 'amber', note: 'backlog' }
    const { body } = await invoke(dialog('task/submit', { ...data, ...filled }))
    expect(body.task?.type).toBe('continue')
    const content = contentOf(body)
    const text = cardText(content)
    expect(text).toContain(`${ref} changed while you were answering.`)
    expect(text).toContain('the supplier left')
    expect(JSON.stringify(content)).toContain('"value":"backlog"')
    expect(await rating(ref)).toBe('red')
    const again = button({ attachments: [{ contentType: '', content }] }, 'Record all the same')
    const { body: done } = await invoke(dialog('task/submit', { ...again.data, ...filled }))
    expect(done.task?.type).toBe('message')
    expect(await rating(ref)).toBe('amber')
  })

  test('still asks about the change when it first had to be put right', async () => {
    const { card, title } = await opened()
    const ref = title.replace('Update ', '')
    const { data } = button({ attachments: [{ contentType: '', content: card.content }] }, 'Record')
    const { body } = await invoke(dialog('task/submit', { ...data, rating: 'purple' }))
    const content = contentOf(body)
    await teams.bot.say(`update ${ref} red the supplier left`)
    const mended = button({ attachments: [{ contentType: '', content }] }, 'Record')
    const { body: asked } = await invoke(dialog('task/submit', { ...mended.data, rating: 'amber' }))
    expect(JSON.stringify(asked.task)).toContain('changed while you were answering')
    expect(await rating(ref)).toBe('red')
  })

  test('stays open and says so when nothing was filled in', async () => {
    const { card } = await opened()
    const { data } = button({ attachments: [{ contentType: '', content: card.content }] }, 'Record')
    const { body } = await invoke(dialog('task/submit', data))
    expect(body.task?.type).toBe('continue')
    expect(JSON.stringify(body.task)).toContain('Nothing was filled in, so nothing was recorded.')
  })

  test('is not opened by what is no button of ours', async () => {
    const { body } = await invoke(dialog('task/fetch', { line: 7 }))
    expect(body.task).toEqual({ type: 'message', value: expect.stringContaining('I cannot read that card') })
  })
})
