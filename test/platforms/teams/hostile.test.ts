import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { textOfActivity } from '../../support/teams/connector.ts'
import { SDK_NAMES } from '../../support/teams/sdks.ts'
import {
  chatOf,
  inChannel,
  inChat,
  press,
  startTeams,
  TENANT,
  type TeamsTest,
} from '../../support/teams/teams.ts'

const OTHER_TENANT = '99999999-0000-4000-8000-000000000002'
const CANARY = 'canary-4711'

describe.each(SDK_NAMES)('by %s', (sdk) => {
  let teams: TeamsTest
  beforeAll(async () => {
    teams = await startTeams({ sdk, pace: async () => true })
    await teams.link('SLSESEND', 'ann')
    await teams.link('SLBI', 'bob')
  })
  afterAll(() => teams.close())

  /** The numbers of updates and of changes of any kind. */
  async function record(): Promise<readonly [updates: number, changes: number]> {
    const { db } = teams.bot
    const updates = await db.selectFrom('updates').select('id').execute()
    const changes = await db.selectFrom('trail').select('seq').execute()
    return [updates.length, changes.length]
  }

  function said(person = 'ann'): string {
    const last = teams.connector.seen(chatOf(person)).at(-1)
    return last ? textOfActivity(last.activity) : ''
  }

  describe('what a card of somebody’s own making sends', () => {
    const form = (settled: unknown, more: object = {}) => ({ form: 'update', settled, ...more })
    test.each<[string, unknown]>([
      ['a list', [1, 2]],
      ['nothing of ours', { line: 7 }],
      ['lists in lists', { line: '['.repeat(10), deep: JSON.parse(`${'['.repeat(20)}${']'.repeat(20)}`) }],
      ['no command', { form: 'nonsense', settled: {} }],
      ['a command called __proto__', { form: '__proto__', settled: {} }],
      ['a command called constructor', { form: 'constructor', settled: {} }],
      ['a command called toString', { form: 'toString', settled: {} }],
      ['a command of the machinery', { form: 'answer', settled: { number: 1 } }],
      ['settled things that are none', form('C2')],
      ['references that are a number', form({ refs: 7, filled: true })],
      ['references that only look like a list', form({ refs: { length: 1e9 }, filled: true })],
      ['a reference to nothing', form({ refs: ['__proto__'], filled: true })],
      ['thousands of references', form({ refs: Array(5_000).fill('C2'), filled: true }, { rating: 'lilac' })],
      ['a note that is too long', form({ refs: ['C2'], filled: true }, { note: 'x'.repeat(100_000) })],
      [
        'a day that the calendar does not have',
        form({ refs: ['C2'] }, { days: ['date'], date: '2021-02-31', note: 'late' }),
      ],
      [
        'a day that is none',
        form({ refs: ['C2'], date: { on: 'nonsense', asGiven: 'soon' } }, { note: 'late' }),
      ],
      [
        'a day of completion that is none',
        form({ refs: ['C2(a)'], state: 'complete', on: { on: '2020-11-31', asGiven: 'x' } }),
      ],
      ['a rating of its own', form({ refs: ['C2'], filled: true }, { rating: 'purple' })],
      ['somebody else’s item', form({ refs: ['A1(a)'], filled: true }, { rating: 'amber', note: 'late' })],
      ['a line that is too long', { line: `update C2 amber ${'x'.repeat(19_000)}` }],
      ['a nonce that is none', { line: 'update C2 amber late again', nonce: '' }],
    ])('%s: answered with one sentence, and nothing is recorded', async (_, data) => {
      const before = await record()
      const asExecute = await teams.deliver(inChat('ann', press(data, '1')))
      const asMessage = await teams.deliver(inChat('ann', { text: undefined, value: data }))
      expect([asExecute.status, asMessage.status]).toEqual([200, 200])
      expect(said()).not.toMatch(/Something went wrong on our side/)
      expect(asExecute.text).not.toMatch(/Something went wrong on our side/)
      expect((await record())[0]).toBe(before[0])
    })

    test.each(['task/fetch', 'task/submit'])(
      '%s with a foreign form closes with one sentence',
      async (name) => {
        const before = await record()
        for (const data of [
          undefined,
          7,
          [],
          { form: 'nonsense', settled: {} },
          { line: 'update C2 amber late' },
        ]) {
          if (name === 'task/fetch' && data && 'line' in Object(data)) continue
          const { status, text } = await teams.deliver(
            inChat('ann', { type: 'invoke', name, text: undefined, value: { data } }),
          )
          expect([status, JSON.parse(text)]).toEqual([
            200,
            { task: { type: 'message', value: expect.stringMatching(/\.$/) } },
          ])
        }
        expect(await record()).toEqual(before)
      },
    )
  })

  describe('what was meant for somebody else', () => {
    async function receipt(): Promise<{ id: string; data: unknown }> {
      await teams.type('update C2 red the supplier left')
      const last = teams.connector.seen(chatOf('ann')).at(-1)
      const data = JSON.stringify(last?.activity).match(/"data":(\{"line":"undo[^}]*\})/)?.[1] ?? 'null'
      return { id: last?.id ?? '', data: JSON.parse(data) }
    }

    test('another person’s nonce takes nothing back, and does not use it up', async () => {
      const { id, data } = await receipt()
      const before = await record()
      await teams.deliver(inChat('bob', press(data, id)))
      expect(await record()).toEqual(before)
      await teams.deliver(inChat('ann', press(data, id)))
      expect(await record()).not.toEqual(before)
    })

    test('a request that is repeated to the letter, at once or later, is recorded once', async () => {
      const { id, data } = await receipt()
      const before = await record()
      const again = { ...inChat('ann', press(data, id)), id: 'replayed' }
      const token = teams.issuer.token()
      await Promise.all(Array.from({ length: 8 }, () => teams.deliver(again, token)))
      expect((await record())[0]).toBe(before[0] + 1)
      await teams.deliver({ ...again, id: 'replayed with another id' }, token)
      expect((await record())[0]).toBe(before[0] + 1)
    })

    test('the tenant in the activity is what counts, in a press as in a message', async () => {
      const { id, data } = await receipt()
      const before = await record()
      const elsewhere = { channelData: { tenant: { id: OTHER_TENANT } } }
      const { text } = await teams.deliver({ ...inChat('ann', press(data, id)), ...elsewhere })
      expect(text).toContain('another organisation')
      expect(await record()).toEqual(before)
    })
  })

  describe('what is said', () => {
    test.each([
      ['signs that are none', 'overdue \u0000 \ud800 \u202e C'],
      ['a wall of markup', '<at'.repeat(60_000)],
      ['a wall of mentions', '<at>'.repeat(50_000)],
      ['a wall of entities', '&'.repeat(200_000)],
      ['a wall of blanks', `${' '.repeat(200_000)}x`],
      ['a wall of lines', `${'\n '.repeat(60_000)}x`],
      ['words of many lines in a channel', `${'overdue\n'.repeat(2_000)}`],
    ])('%s: answered, in time', async (_, text) => {
      const before = await record()
      expect((await teams.deliver(inChat('ann', { text }))).status).toBe(200)
      expect((await teams.deliver({ ...inChannel('ann', text), text })).status).toBe(200)
      expect(await record()).toEqual(before)
    })

    test('mentions whose names are patterns are names', async () => {
      const entity = { type: 'mention', text: '(a+)+$', mentioned: { id: '28:x', name: '('.repeat(500) } }
      const entities = Array(400).fill(entity)
      expect((await teams.deliver(inChat('ann', { text: 'help', entities }))).status).toBe(200)
    })

    test('bytes that are no text are read as well as they can be', async () => {
      const whole = JSON.stringify({
        ...inChat('ann', { type: 'message', text: 'MARK' }),
        id: 'bytes',
        channelId: 'msteams',
        serviceUrl: teams.connector.serviceUrl,
        recipient: { id: '28:bot' },
        channelData: { tenant: { id: TENANT } },
      })
      const [head = '', tail = ''] = whole.split('MARK')
      const body = Buffer.concat([
        Buffer.from(`${head}help `),
        Buffer.from([0xff, 0xc3, 0x28]),
        Buffer.from(tail),
      ])
      expect((await teams.post(body, { Authorization: teams.issuer.token() })).status).toBe(200)
    })

    test('other kinds of content are refused without a word', async () => {
      for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x']) {
        const headers = { Authorization: teams.issuer.token(), 'Content-Type': type }
        expect(await teams.post('{}', headers)).toEqual({ status: 400, text: '' })
      }
    })
  })

  describe('the service goes on', () => {
    test('while bodies come in that never end', async () => {
      const { hostname, port } = new URL(teams.url)
      const slow = Array.from({ length: 50 }, () => {
        const socket = connect(Number(port), hostname)
        socket.on('error', () => {})
        socket.write(
          'POST /api/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{',
        )
        return socket
      })
      expect(await teams.type('help')).not.toBe('')
      for (const socket of slow) socket.destroy()
    })

    test('nothing of a token stands on the console, and what others write there does', async () => {
      const written: string[] = []
      const before = console.error
      console.error = (...given: unknown[]) => void written.push(given.join(' '))
      const seconds = Math.floor(Date.now() / 1_000)
      await teams.deliver({ text: CANARY }, teams.issuer.token({}, { isForged: true }))
      await teams.deliver({ text: CANARY }, teams.issuer.token({ exp: seconds - 4_000 }))
      console.error('somebody else’s line')
      console.error = before
      expect(written).toEqual(['somebody else’s line'])
      expect(teams.logged.join('')).not.toContain(CANARY)
    })

    test('hundreds of tokens that are forged in all ways write nothing to the console', async () => {
      const written: unknown[] = []
      const before = console.error
      console.error = (...given: unknown[]) => void written.push(given)
      const seconds = Math.floor(Date.now() / 1_000)
      const { issuer } = teams
      const right = issuer.token()
      const tokens = [
        issuer.token({}, { isForged: true }),
        issuer.token({}, { kid: 'elsewhere' }),
        issuer.token({}, { kid: 'unknown' }),
        issuer.token({ nbf: seconds + 4_000 }),
        issuer.token({ aud: 'another bot' }),
        issuer.token({ serviceurl: 'https://smba.example.org/' }),
        issuer.token({ exp: undefined }),
        ...['none', 'HS256', 'ES256', 'RS384', 'rs256', ''].map((algorithm) =>
          issuer.token({}, { algorithm }),
        ),
        ...[300, 299, 298, 291, 290].map((late) => issuer.token({ exp: seconds - late })),
        ...['soon', null, true, {}].flatMap((time) => [
          issuer.token({ exp: time }),
          issuer.token({ nbf: time }),
        ]),
        // Signatures with a character added or cut off, and tokens with one character changed.
        ...['=', '.', '+', '/', '?'].map((end) => `${right}${end}`.replace(/[^\x20-\x7e]/g, '?')),
        ...Array.from({ length: 100 }, (_, index) => right.slice(0, -1 - index)),
        ...Array.from({ length: 200 }, (_, index) => {
          const place = 7 + Math.floor(((right.length - 8) * index) / 200)
          return `${right.slice(0, place)}${right[place] === 'A' ? 'B' : 'A'}${right.slice(place + 1)}`
        }),
      ]
      const letIn: string[] = []
      for (const token of tokens) {
        if ((await teams.deliver({ text: CANARY }, token)).status !== 401) letIn.push(token)
      }
      console.error = before
      expect([tokens.length > 300, letIn, written]).toEqual([true, [], []])
    })

    test('whoever puts a console around ours hears each line once', async () => {
      const written: string[] = []
      const before = console.error
      console.error = (...given: unknown[]) => void written.push(given.join(' '))
      await teams.deliver({ text: CANARY }, teams.issuer.token({}, { isForged: true }))
      const ours = console.error
      console.error = (...given: unknown[]) => ours('around:', ...given)
      await teams.deliver({ text: CANARY }, teams.issuer.token({}, { isForged: true }))
      console.error('a line')
      console.error = before
      expect(written).toEqual(['around: a line'])
    })
  })
})
