import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listDeliveries } from '../../../data/deliveries.ts'
import { tickAt } from '../../support/clock.ts'
import { formsOf, startWeb, textOf, type Visitor, type WebTest } from '../../support/web/web.ts'

const PLAN = 'thurrock-wsoa-2019'

describe('a page', () => {
  let web: WebTest
  let owner: Visitor
  let coordinator: Visitor
  let chair: Visitor
  beforeAll(async () => {
    web = await startWeb()
    await web.bot.say('update C2(a) amber new process drafted', { as: 'SLSESEND' })
    await web.bot.say('revise C2(f) to 31 March 2021 because two health teams asked for longer', {
      as: 'SLSESEND',
    })
    owner = await web.signedIn('SLSESEND')
    coordinator = await web.signedIn('coordinator')
    chair = await web.signedIn('chair:improvement-board')
  })
  afterAll(() => web.close())

  const page = async (browser: Visitor, path: string) => textOf((await browser.get(path)).html)

  test.each([
    ['/', 'mine'],
    [`/plans/${PLAN}/wall`, 'status'],
    ['/overdue', 'overdue'],
    ['/overdue?area=C', 'overdue C'],
    ['/due', 'due'],
    ['/list?rating=red', 'list red'],
    ['/list?role=SLSPPEP', 'list SLSPPEP'],
    [`/plans/${PLAN}/item?ref=C2`, 'status C2'],
    [`/plans/${PLAN}/item?ref=C2&at=10%20November%202020`, 'status C2 as at 10 November 2020'],
    ['/requests', 'requests'],
    ['/meetings', 'meetings'],
    ['/meetings/improvement-board/2020-12-08', 'digest improvement-board on 2020-12-08'],
    ['/ask?line=status%20C2(e)', 'status C2(e)'],
  ])('%s has every number that “%s” says in chat', async (path, line) => {
    const { message, thread = [] } = await web.bot.tell(line, { as: 'SLSESEND', from: { isLooking: true } })
    const said = [message, ...thread].map(({ blocks }) => blocks.filter(({ kind }) => kind !== 'picture'))
    const numbers = JSON.stringify(said).match(/(?<![\w.-])\d+(?![\w.-])/g) ?? []
    const shown = await page(owner, path)
    expect(numbers.length).toBeGreaterThan(0)
    for (const number of new Set(numbers)) expect(shown).toContain(number)
  })

  test('the first one is an owner’s items, a chair’s next meeting and a coordinator’s desk', async () => {
    expect(await page(owner, '/')).toContain('6 of your items need a word from you')
    expect(await page(chair, '/')).toContain('SEND Improvement Board, Tuesday 8 December 2020')
    expect(await page(coordinator, '/')).toContain('1 thing waits for you')
  })

  test('says once that nothing waits', async () => {
    const quiet = await startWeb()
    const { html } = await (await quiet.signedIn('coordinator')).get('/')
    expect(textOf(html.replace(/^[^]*<main/, '<main')).match(/Nothing waits/g)).toHaveLength(1)
    await quiet.close()
  })

  test('of the wall has a tile for each part, by its name, and each leads to its item', async () => {
    const { html } = await owner.get(`/plans/${PLAN}/wall`)
    const tiles = [...html.matchAll(/<a class="tile[^"]*" href="([^"]*)"[^>]*aria-label="([^"]*)"/g)]
    expect(tiles).toHaveLength(63)
    for (const [, address = '', name = ''] of [tiles[0] ?? [], tiles.at(-1) ?? []]) {
      const [ref = ''] = name.split(' ')
      expect(await page(owner, address.replace(/&amp;/g, '&'))).toContain(ref)
    }
  })

  test('of an item takes words about it without its reference; a reference typed wins', async () => {
    const address = `/plans/${PLAN}/item?ref=C2(c)`
    const about = await owner.say('amber, templates are drafted', address)
    expect(textOf(about.html)).toContain('Recorded: C2(c)')
    const other = await owner.say('C2(h) amber, materials are drafted', address)
    expect(textOf(other.html)).toContain('Recorded: C2(h)')
  })

  test('answers a question of the box on a page of its own, and a change on the page where it was said', async () => {
    const asked = await owner.say('what is overdue?', `/plans/${PLAN}/wall`)
    expect(asked.html).toContain('<h1>The answer</h1>')
    expect(asked.html).toMatch(/role="status"/)
    const said = await owner.say('update C2(g) amber report is drafted', `/plans/${PLAN}/wall`)
    expect(said.html).toContain('<h1>How the plan stands</h1>')
    expect(textOf(said.html)).toContain('Recorded: C2(g)')
  })

  test('with a question of the bot’s offers its answers as buttons, and changes nothing before one is pressed', async () => {
    const before = await web.updates()
    const asked = await owner.say('C2(a) was complete on Friday')
    expect(formsOf(asked.html).map(({ action }) => action)).toContain('/do')
    expect(await web.updates()).toBe(before)
    await owner.say('no')
  })

  test('with a mistake keeps what was typed, says what is wrong and offers what would have worked', async () => {
    const wrong = await owner.say('update Z9 amber <b>x</b>')
    expect(wrong.status).toBe(422)
    expect(wrong.html).toMatch(/<title>Error: /)
    expect(wrong.html).toContain('value="update Z9 amber &lt;b&gt;x&lt;/b&gt;"')
    expect(wrong.html).toContain('role="alert"')
  })

  test('of a meeting is the digest of that meeting, with its paper and picture', async () => {
    const address = '/meetings/improvement-board/2020-12-08'
    const { html } = await chair.get(address)
    const [, picture = ''] = html.match(/<img src="([^"]+)"/) ?? []
    const png = await chair.get(picture.replace(/&amp;/g, '&'))
    expect({ status: png.status, type: png.headers['content-type'] }).toEqual({
      status: 200,
      type: 'image/png',
    })
    const paper = await chair.get(`${address}/paper.docx?plan=${PLAN}`)
    expect(paper).toMatchObject({
      status: 200,
      headers: { 'content-disposition': 'attachment; filename=improvement-board-2020-12-08.docx' },
    })
    expect((await chair.get(`/plans/${PLAN}/wall.png`)).headers['content-type']).toBe('image/png')
  })

  test('of what a meeting decided records each outcome with its minute, all on one page', async () => {
    web.bot.later(new Date('2020-12-09T09:00:00Z'))
    web.passMinutes(0)
    coordinator = await web.signedIn('coordinator')
    const address = '/meetings/improvement-board/2020-12-08/decide'
    const { html } = await coordinator.get(address)
    expect(textOf(html)).toContain('For decision, 1 of 1: R1')
    const filled = { 'field-outcome-R1': 'approved', 'field-note-R1': '4.2' }
    const looked = await coordinator.press('Look at it before it is recorded', address, filled)
    const form = formsOf(looked.html).find(({ button }) => button === 'Record it')
    const posted = await coordinator.post('/do', { ...form?.fields, ...filled })
    const receipt = await coordinator.get(posted.headers.location ?? '')
    expect(textOf(receipt.html)).toContain('R1')
    expect(await page(coordinator, address)).toContain('all 1')
    chair = await web.signedIn('chair:improvement-board')
    expect((await chair.get(address)).status).toBe(200)
    expect((await chair.get(address)).html).not.toContain('recorded</button>')
  })

  test('says that it came by the web where the record says who said it', async () => {
    const trail = await web.bot.db.selectFrom('trail').select('payload').execute()
    expect(trail.some(({ payload }) => payload.includes('terminal:local:SLSESEND by web'))).toBe(true)
  })
})

test('a digest, a reminder and “status” carry one link to their page', async () => {
  const web = await startWeb()
  const { message } = await web.tell('status C2', 'SLSESEND')
  const linksIn = (text: string) => text.match(/http:\/\/127[^"]*/g)
  expect(linksIn(JSON.stringify(message))).toEqual([`${web.url}/plans/${PLAN}/item?ref=C2`])
  for (const time of [
    '2020-11-24T10:00:00Z',
    '2020-11-27T12:00:00Z',
    '2020-11-30T09:00:00Z',
    '2020-12-14T09:00:00Z',
  ])
    await tickAt(web.bot, time, { web: () => web.url })
  const all = await listDeliveries(web.bot.db, 1)
  const linkOf = (kind: string) =>
    all
      .filter((each) => each.kind === kind && each.page !== 2 && linksIn(each.payload))
      .map(({ payload }) => linksIn(payload))
  expect(linkOf('digest')[0]).toEqual([`${web.url}/meetings/operational-group/2020-12-03?plan=${PLAN}`])
  expect(linkOf('collect')[0]).toEqual([`${web.url}/`])
  await web.close()
})
