import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importPlan } from '../../../data/import/import.ts'
import { planFrom, TINY } from '../../support/app.ts'
import { startWeb, textOf, unescaped, type Visitor, type WebTest } from '../../support/web/web.ts'

const SAMPLE = 'thurrock-wsoa-2019'
const LIBRARY = { ...planFrom(TINY), short: 'library' }
const ANNEX = { ...LIBRARY, code: 'annex-2021', short: 'annex', title: 'The annex plan' }

describe.each([
  { number: 2, plans: [LIBRARY] },
  { number: 3, plans: [LIBRARY, ANNEX] },
])('the pages of somebody with a part in $number plans', ({ plans }) => {
  let web: WebTest
  let coordinator: Visitor
  let owner: Visitor
  let librarian: Visitor
  beforeAll(async () => {
    web = await startWeb()
    for (const plan of plans) await importPlan(web.bot.db, plan, { now: web.bot.now(), today: '2020-11-24' })
    coordinator = await web.signedIn('coordinator')
    owner = await web.signedIn('SLSESEND')
    librarian = await web.signedIn('HEAD')
  })
  afterAll(() => web.close())

  const linksOf = (html: string) =>
    [...html.matchAll(/<a[^>]* href="(\/[^"]*)"/g)].map(([, address = '']) => unescaped(address))

  test('are all there, and none asks which plan is meant', async () => {
    for (const path of [
      '/',
      '/overdue',
      '/due',
      '/list',
      '/meetings',
      '/measures',
      '/sent',
      '/requests',
      '/people',
      '/desk',
      '/help',
      ...[SAMPLE, ...plans.map(({ code }) => code)].flatMap((code) => [
        `/plans/${code}/wall`,
        `/overdue?plan=${code}`,
        `/meetings?plan=${code}`,
        `/measures?plan=${code}`,
        `/sent?plan=${code}`,
      ]),
    ]) {
      const { status, html } = await coordinator.get(path)
      expect({ path, status }).toEqual({ path, status: 200 })
      expect(html).not.toContain('Which plan is that about?')
    }
  })

  test('lead to the same page of each other plan, and keep to the plan that is looked at', async () => {
    const { html } = await coordinator.get(`/overdue?plan=${LIBRARY.code}`)
    const links = linksOf(html)
    for (const { code } of [{ code: SAMPLE }, ...plans]) expect(links).toContain(`/overdue?plan=${code}`)
    expect(links).toContain(`/meetings?plan=${LIBRARY.code}`)
    expect(links).toContain(`/plans/${LIBRARY.code}/wall`)
  })

  test('have every reference lead to the item of its own plan', async () => {
    for (const path of ['/', '/due', `/overdue?plan=${LIBRARY.code}`, `/ask?line=in%20library%20list`]) {
      const items = linksOf((await coordinator.get(path)).html).filter((each) => each.includes('/item?'))
      for (const each of new Set(items)) {
        const { status } = await coordinator.get(each)
        expect({ path, each, status }).toEqual({ path, each, status: 200 })
      }
    }
    const asked = await coordinator.get('/ask?line=in%20library%20list')
    expect(linksOf(asked.html)).toContain(`/plans/${LIBRARY.code}/item?ref=1.1.1`)
  })

  test('record on the plan of the page where it is said', async () => {
    const said = await coordinator.say('overdue', `/plans/${LIBRARY.code}/item?ref=1.1.1`)
    expect(said.status).toBe(200)
    const told = await coordinator.say('slipping, no caretaker', `/plans/${LIBRARY.code}/item?ref=1.1.1`)
    expect(textOf(told.html)).toContain('1.1.1')
  })

  test('show somebody with a part in one nothing of the others', async () => {
    for (const [visitor, own, other] of [
      [owner, SAMPLE, LIBRARY.code],
      [librarian, LIBRARY.code, SAMPLE],
    ] as const) {
      expect((await visitor.get(`/plans/${own}/wall`)).status).toBe(200)
      for (const path of [
        `/plans/${other}/wall`,
        `/plans/${other}/wall.png`,
        `/plans/${other}/wall.xlsx`,
        `/overdue?plan=${other}`,
        `/measures?plan=${other}`,
        `/measures/picture.png?plan=${other}&code=M05`,
      ])
        expect({ path, status: (await visitor.get(path)).status }).toEqual({ path, status: 404 })
      const { html } = await visitor.get('/')
      expect(html).not.toContain(other)
    }
  })
})
