import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importPlan } from '../../data/import/import.ts'
import { saveIdentity } from '../../data/people.ts'
import { loadPlan } from '../../data/plans.ts'
import { verifyTrail } from '../../data/trail.ts'
import { paperSource } from '../../src/attachments/paper-source.ts'
import { generateFile } from '../../src/paper/generate.ts'
import { readPlanFile } from '../../src/plan-file/read.ts'
import type { Incoming } from '../../src/platform.ts'
import { createTestApp, planFrom, SAMPLE, type TestApp } from '../support/app.ts'
import { tickAt } from '../support/clock.ts'
import { openDocx } from '../support/docx.ts'
import { personAt } from '../support/people.ts'
import { startWeb, textOf } from '../support/web/web.ts'

/** Words that stand in the restricted item, in what was said of it and in what belongs to it, and nowhere else. */
const CANARIES = ['Zebraglass', 'Quillfeather', 'Umbermoor', 'Tanglewick', 'B5(a)', 'b5(a)']

/** The coordinator, a reader, and somebody who may not read it. */
const SPEAKERS = ['coordinator', 'DCS', 'SLCSC']

let bot: TestApp
let folder: string
let before: string
let receipt: string

/** The sample, with canaries in the item that is going to be restricted. */
function planWithCanaries(): string {
  folder = mkdtempSync(join(tmpdir(), 'wsoa-restricted-'))
  const path = join(folder, 'plan.yaml')
  const text = readFileSync(SAMPLE, 'utf8')
    .replace(
      'title: Sign new partnership agreements',
      'title: Zebraglass and Sign new partnership agreements',
    )
    .replace(
      'note: Started, some delay from COVID\n\n          - ref: B5(b)',
      'note: Quillfeather pulled out\n\n          - ref: B5(b)',
    )
  writeFileSync(path, text)
  return path
}

beforeAll(async () => {
  bot = await createTestApp({ plan: planWithCanaries() })
  // It was spoken of before: an update, a request, a decision, news in the making.
  await bot.say('update B5(a) red Quillfeather refuses the Umbermoor indicators', { as: 'SLSPPEP' })
  await bot.say('revise B5(a) to 29 January 2021 because Umbermoor needs legal advice', { as: 'SLSPPEP' })
  await tickAt(bot, '2020-12-01T12:05:00Z')
  before = await bot.say('status', { as: 'SLCSC' })
  receipt = await bot.say('restrict B5(a) to DCS until 1 March 2021 because Umbermoor is under investigation')
})

afterAll(async () => {
  await bot.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What somebody would read of it; nothing, as it should be. */
function canariesIn(text: string): readonly string[] {
  return CANARIES.filter((canary) => text.includes(canary))
}

/** A line as it comes from Slack, from somebody who is linked there. */
async function inSlack(code: string): Promise<Partial<Omit<Incoming, 'said'>>> {
  const userId = `U-${code}`
  const person = await personAt(bot.db, code)
  const known = await bot.db
    .selectFrom('identities')
    .select('id')
    .where('userId', '=', userId)
    .executeTakeFirst()
  if (!known) {
    await bot.db.transaction().execute(async (trx) => {
      await saveIdentity(trx, 1, {
        personId: person.id,
        platform: 'slack',
        tenant: 'T1',
        userId,
        confirmedAt: bot.now().toISOString(),
      })
    })
  }
  return { platform: 'slack', tenant: 'T1', userId, isPrivate: true }
}

test('the receipt says who reads it, where it was told, and that it never ends by itself', () => {
  expect(receipt).toMatch(/^Restricted: B5\(a\)\./)
  expect(receipt).toContain('DCS and SLSPPEP and the coordinator read it on the web page')
  expect(receipt).toMatch(/It was told before, in \d+ messages/)
  expect(receipt).toContain('it never ends by itself')
  expect(canariesIn(receipt)).toEqual(['B5(a)'])
})

test('its reader, its owner and the coordinator read it where they are signed in; nobody else knows it from what never was', async () => {
  for (const as of ['coordinator', 'DCS', 'SLSPPEP']) {
    expect(await bot.say('status B5(a)', { as })).toContain('Quillfeather refuses the Umbermoor indicators')
    expect(await bot.say('restricted', { as })).toContain('Zebraglass')
    expect(await bot.say('history all B5(a)', { as })).toContain('Umbermoor needs legal advice')
  }
  for (const as of ['SLCSC', 'chair:improvement-board']) {
    for (const line of [
      'status {}',
      'history {}',
      'owner {}',
      'why {}',
      'update {} amber',
      'approve {} with 1 Feb',
    ]) {
      const [restricted, unknown] = [
        await bot.say(line.replace('{}', 'B5(a)'), { as }),
        await bot.say(line.replace('{}', 'B5(z)'), { as }),
      ]
      expect(restricted).toBe(unknown.replaceAll('B5(z)', 'B5(a)'))
    }
    expect(await bot.say('restricted', { as })).toBe('Nothing that is restricted is for you to read.')
    expect(await bot.say('approve R1 minute 4.3, agreed', { as })).toContain('There is no request R1')
  }
})

test('in chat nobody reads it: who may is sent to the page, and in a channel that all read, it is not known', async () => {
  for (const code of ['SLSPPEP', 'DCS', 'coordinator']) {
    for (const line of ['status B5(a)', 'update B5(a) amber Tanglewick has signed', 'restricted']) {
      const answer = await bot.say(line, { from: await inSlack(code) })
      expect(canariesIn(answer)).toEqual([])
      expect(answer).toContain('on the web page')
    }
    const channel = { ...(await inSlack(code)), isPrivate: false, isOpen: true, conversation: 'C1' }
    const open = await bot.say('update B5(a) amber Tanglewick has signed', { from: channel })
    expect(open).toBe(
      (await bot.say('update B5(z) amber Tanglewick has signed', { from: channel })).replaceAll(
        'B5(z)',
        'B5(a)',
      ),
    )
  }
  expect(
    await bot.say('restrict B5(b) to DCS because of a claim', {
      from: { ...(await inSlack('coordinator')), isPrivate: false },
    }),
  ).toContain('Say that to me alone')
  expect(await bot.say('history B5(a)')).not.toContain('Tanglewick')
})

test('what its owner says of it on the page is recorded, and goes to nobody else', async () => {
  const { n } = await bot.db
    .selectFrom('deliveries')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  const from = { ...(await inSlack('SLSPPEP')), via: 'web' as const }
  expect(await bot.say('update B5(a) amber Tanglewick has signed', { from })).toContain('▲ Red → ◆ Amber')
  expect(await bot.say('status B5(a)', { as: 'DCS' })).toContain('Tanglewick has signed')
  const after = await bot.db
    .selectFrom('deliveries')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  expect(after.n).toBe(n)
})

test('counts and roll-ups are the same for a reader as for everybody, and leave it out', async () => {
  const [reader, other] = [await bot.say('status', { as: 'DCS' }), await bot.say('status', { as: 'SLCSC' })]
  expect(reader).toBe(other)
  expect(other).not.toBe(before)
  expect((await bot.tell('list', { as: 'DCS' })).items.map(({ ref }) => ref)).toEqual(
    (await bot.tell('list', { as: 'SLCSC' })).items.map(({ ref }) => ref),
  )
})

test('no command tells of it to anybody, in a list, a search, a picture, a page, a form or a suggestion', async () => {
  const vocabulary = await bot.app.vocabulary(bot.now())
  const lines = [...bot.commands].flatMap(([name, command]) => {
    const verb = name.replaceAll('-', ' ')
    if (command.changes) return []
    return [verb, ...(command.examples?.(vocabulary).slice(0, 2) ?? []), `${verb} B5`, `${verb} board`]
  })
  const asked = [
    'find Zebra',
    'find partnership agreements',
    'what about quill feather',
    'how did B5 look on 25 November',
    'digest board on 8 December',
    'changes since 20 November',
    'status B5 as at 25 November 2020',
    'list B5',
    'history B5',
    'history all B5',
    'who owns B',
    'help update',
    'requests on 8 December',
    'decisions board',
    'update B5(',
    'status B5(',
  ]
  const told: string[] = []
  for (const as of SPEAKERS) {
    for (const line of new Set([...lines, ...asked])) {
      if (line === 'restricted') continue
      const found = canariesIn(JSON.stringify(await bot.tell(line, { as, conversation: `walk ${as}` })))
      const typed = CANARIES.filter((canary) => line.includes(canary))
      told.push(...found.filter((each) => !typed.includes(each)).map((each) => `${as}: ${line}: ${each}`))
    }
  }
  expect(told).toEqual([])
  expect(
    canariesIn([...vocabulary.references.values()].map(({ ref, title }) => `${ref} ${title}`).join()),
  ).toEqual([])
}, 240_000)

test('no paper, digest, call, reminder or mail of a later day holds it, and the paper of a stored position neither', async () => {
  const from = bot.now().toISOString()
  for (const at of [
    '2020-12-02T09:00:00Z',
    '2020-12-03T12:05:00Z',
    '2020-12-08T13:00:00Z',
    '2020-12-09T09:00:00Z',
    '2020-12-15T12:05:00Z',
    '2020-12-29T12:05:00Z',
    '2021-01-12T12:05:00Z',
  ])
    await tickAt(bot, at)
  const composed = await bot.db.selectFrom('deliveries').selectAll().where('planId', '=', 1).execute()
  const later = composed.filter(({ sentAt, state }) => state !== 'sent' || (sentAt ?? '') > from)
  expect(later.length).toBeGreaterThan(5)
  expect(
    later.flatMap(({ key, payload, subject }) =>
      canariesIn(payload + subject).map((each) => `${key}: ${each}`),
    ),
  ).toEqual([])
  const model = await loadPlan(bot.db)
  for (const body of model.bodies.slice(0, 2)) {
    const source = await paperSource(bot.db, model, { body, now: bot.now() })
    const { document } = openDocx(await generateFile({ kind: 'docx', ...source }))
    expect(document).toContain('B5(b)')
    expect(canariesIn(document + JSON.stringify(source))).toEqual([])
  }
})

test('the trail knows who restricted it and why, and ending it brings everything back', async () => {
  expect(await bot.say('unrestrict B5(a) because the investigation is over', { as: 'SLSPPEP' })).toContain(
    'Only the coordinator',
  )
  expect(await bot.say('unrestrict B5(a) because the investigation is over')).toContain(
    'not restricted any more',
  )
  expect(await bot.say('status B5(a)', { as: 'SLCSC' })).toContain('Tanglewick has signed')
  expect((await verifyTrail(bot.db)).broken).toBeNull()
})

test('what the plan file marks exempt and known is read on the page and in Part 2 alone, by its readers', async () => {
  const path = join(folder, 'exempt.yaml')
  const text = readFileSync(join(folder, 'plan.yaml'), 'utf8')
  const mark = (officer: string) =>
    `restricted:\n  - item: B5\n    readers: [ DCS ]\n    reason: Umbermoor is not told yet\n    known: true\n    exempt: { paragraph: 3, officer: ${officer} }\n`
  expect(
    readPlanFile(`${mark('SLSPPEP')}${text}`)
      .errors.map((error) => error.text)
      .join(),
  ).toContain('SLSPPEP answers for B5, and an owner never says that it is exempt')
  expect(
    readPlanFile(`${mark('ADES').replace('paragraph: 3', 'paragraph: 9')}${text}`)
      .errors.map((error) => error.text)
      .join(),
  ).toContain('paragraphs 1 to 7')
  writeFileSync(path, `${mark('SLSESEND')}${text}`)
  const web = await startWeb({ plan: path })
  try {
    const [reader, other] = [await web.signedIn('DCS'), await web.signedIn('P16SM')]
    const page = await reader.get('/restricted')
    expect(page.html).toContain('Exempt (Part 2): paragraph 3 of Schedule 12A')
    expect(page.html).toContain('Zebraglass')
    const item = (ref: string) => `/plans/thurrock-wsoa-2019/item?ref=${encodeURIComponent(ref)}`
    expect((await reader.get(item('B5(a)'))).html).toContain('Quillfeather pulled out')
    const answers = await Promise.all(['B5(a)', 'B5(z)'].map((ref) => other.get(item(ref))))
    const [hidden, never] = answers.map(
      ({ status, html }) => `${status} ${textOf(html).replaceAll('B5(z)', 'B5(a)')}`,
    )
    expect(hidden).toBe(never)
    expect(textOf((await other.get('/restricted')).html)).toContain(
      'Nothing that is restricted is for you to read',
    )
    expect((await other.get('/restricted/part-2.docx')).status).toBe(404)
    expect((await other.get('/plans/thurrock-wsoa-2019/wall')).html).toContain('One item is not shown here.')
    expect((await reader.get('/restricted/part-2.docx')).status).toBe(200)
    for (const at of [
      '/',
      '/overdue',
      '/list',
      '/plans/thurrock-wsoa-2019/wall',
      '/meetings/improvement-board/2020-12-08',
      '/sent',
    ])
      expect(canariesIn((await reader.get(at)).html)).toEqual([])
    expect(await web.bot.say('digest board')).toContain('One item is not shown here.')
    expect(await web.bot.say('restricted', { as: 'DCS' })).toContain('Proper officer: SLSESEND')
    // The file says nothing of it any more: that ends nothing.
    await importPlan(web.bot.db, planFrom(join(folder, 'plan.yaml')), {
      now: web.bot.now(),
      today: '2020-11-24',
    })
    expect(canariesIn(await web.bot.say('status B'))).toEqual([])
  } finally {
    await web.close()
  }
})
