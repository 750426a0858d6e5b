import { pino } from 'pino'
import { afterEach, describe, expect, test } from 'vitest'
import { mailAccount } from '../../../src/domain/mail-address.ts'
import { type Message, paragraph, sentence } from '../../../src/message.ts'
import type { Sending } from '../../../src/platform.ts'
import { openMail } from '../../../src/platforms/mail/open.ts'
import { readSettings } from '../../../src/settings.ts'
import { leaves, type Part } from '../../support/mail/mime.ts'
import { type MailStub, type Mood, startMailServer } from '../../support/mail/server.ts'

const SAM = 'sam@example.org'
const NOW = new Date('2020-11-24T09:00:00Z')

const NOTHING: Part = { headers: {}, body: Buffer.from(''), parts: [] }

const open: MailStub[] = []
afterEach(async () => {
  for (const stub of open.splice(0)) await stub.close()
})

async function bench(options: Parameters<typeof startMailServer>[0] = {}, url?: string) {
  const stub = await startMailServer(options)
  open.push(stub)
  const platform = await openMail({
    settings: readSettings({
      SMTP_URL: url?.replace('PORT', String(stub.port)) ?? stub.url,
      MAIL_FROM: 'Board plan <wsoa@example.org>',
    }),
    log: pino({ level: 'silent' }),
    machineNow: () => NOW,
    attachments: {
      png: async () => Buffer.from('png bytes'),
      paper: async () => Buffer.from('docx bytes'),
      paperLink: async () => null,
      pictureLink: async () => null,
    },
    references: {
      save: async () => {},
      find: async ({ place }) =>
        place === mailAccount(SAM) ? SAM : place === 'changed' ? 'eve@example.org' : undefined,
    },
  })
  const send = (sending: Partial<Sending> = {}) =>
    platform.send({ ...sendingOf(sentence('C2 is amber.')), ...sending })
  return { stub, platform, send }
}

function sendingOf(message: Message): Sending {
  return {
    to: { platform: 'mail', tenant: 'smtp', channel: null, userId: mailAccount(SAM), name: 'Sam' },
    key: 'digest:1',
    message,
    under: null,
    deadline: new AbortController().signal,
    mayPost: async () => true,
  }
}

describe('a message by e-mail', () => {
  test('says whom it is from, that a program sent it, and that replies are not read', async () => {
    const { stub, send } = await bench()
    const sent = await send()
    const [{ from, to, mail } = {}] = stub.received
    expect({ from, to }).toEqual({ from: 'wsoa@example.org', to: [SAM] })
    expect(mail?.headers).toMatchObject({
      from: 'Board plan <wsoa@example.org>',
      to: SAM,
      subject: 'C2 is amber.',
      'auto-submitted': 'auto-generated',
      'x-auto-response-suppress': 'All',
      'message-id': sent.state === 'sent' ? sent.messageId : '',
      date: 'Tue, 24 Nov 2020 09:00:00 +0000',
    })
    for (const part of leaves(mail ?? NOTHING))
      expect(part.body.toString().replace(/\s+/g, ' ')).toContain('Replies are not read')
  })

  test('has the same Message-ID at each try, and another for another message', async () => {
    const { stub, send } = await bench()
    await send()
    await send()
    await send({ key: 'digest:2' })
    const [first, again, other] = stub.received.map(({ mail }) => mail.headers['message-id'])
    expect(first).toBe(again)
    expect(other).not.toBe(first)
    expect(first).toMatch(/^<[0-9a-f]{32}@example\.org>$/)
  })

  test('refers to the one that it belongs under', async () => {
    const { stub, send } = await bench()
    await send({ under: '<head@example.org>' })
    expect(stub.received[0]?.mail.headers).toMatchObject({
      'in-reply-to': '<head@example.org>',
      references: '<head@example.org>',
    })
  })

  test('has a subject of one line, whatever is in its words', async () => {
    const { stub, send } = await bench()
    const summary = 'C2 is late\r\nBcc: eve@example.org\n\nand grün ◆'
    await send({ message: { summary, blocks: [paragraph(summary)] } })
    const [{ mail, to } = { mail: undefined, to: [] }] = stub.received
    expect(mail?.headers.subject).toBe('C2 is late Bcc: eve@example.org and grün ◆')
    expect(mail?.headers.bcc).toBeUndefined()
    expect(to).toEqual([SAM])
  })

  test('carries its picture where it is shown, and its paper', async () => {
    const { stub, send } = await bench()
    await send({
      message: {
        summary: 'The digest.',
        blocks: [
          {
            kind: 'picture',
            title: 'Wall',
            alt: 'Four of nine late',
            svg: '<svg/>',
            width: 1200,
            height: 800,
          },
          { kind: 'paper', title: 'Paper', name: 'board.docx', body: 'board', meetingDay: '2020-12-08' },
        ],
      },
    })
    const parts = leaves(stub.received[0]?.mail ?? NOTHING)
    const byType = (type: string) => parts.find(({ headers }) => headers['content-type']?.startsWith(type))
    expect(byType('text/plain')?.body.toString()).toContain('Four of nine late')
    expect(byType('text/html')?.body.toString()).toMatch(
      /<img src="cid:picture-1" alt="Four of nine late" width="600" height="400"/,
    )
    expect(byType('image/png')).toMatchObject({
      headers: { 'content-id': '<picture-1>' },
      body: Buffer.from('png bytes'),
    })
    const docx = parts.find(({ headers }) => headers['content-disposition']?.includes('board.docx'))
    expect(docx?.body.toString()).toBe('docx bytes')
  })
})

describe('people’s words in an e-mail', () => {
  test.each([
    '<script>alert(1)</script><img src=x onerror=alert(1)>',
    '[C2](https://evil.example) javascript:alert(1)',
    '\u001b[31mred\u001b[0m \u202egnirts',
    '</td></table><h2 style="x">',
    '<span class="rating red">',
  ])('stay words: %j', async (words) => {
    const { stub, send } = await bench()
    const caption = `Items ${words}`
    await send({
      message: {
        summary: words,
        blocks: [
          { kind: 'quote', text: words, by: words },
          { kind: 'table', caption, columns: [{ title: words }], rows: [[words]] },
          { kind: 'facts', facts: [{ label: words, value: words }] },
          { kind: 'picture', title: words, alt: words, svg: '<svg/>', width: 10, height: 10 },
        ],
      },
    })
    const [text = '', html = ''] = leaves(stub.received[0]?.mail ?? NOTHING).map(({ body }) =>
      body.toString(),
    )
    const tags = [...html.matchAll(/<\/?([a-z0-9]+)/g)].map(([, tag]) => tag)
    expect(tags.filter((tag) => ['script', 'svg', 'a', 'h2'].includes(tag ?? ''))).toEqual([])
    expect([...html.matchAll(/<(?:img|span)\b[^>]*>/g)].map(([tag]) => tag)).toEqual([
      expect.stringMatching(
        /^<img src="cid:picture-1" alt="[^"<>]*" width="10" height="10" style="[^"<>]*">$/,
      ),
    ])
    for (const control of ['\u001b', '\u202e']) expect(text + html).not.toContain(control)
  })

  test('say nothing that is to be pressed or typed', async () => {
    const { stub, send } = await bench()
    await send({
      message: {
        summary: 'You hold C2. Type "mine" to see it.',
        blocks: [
          paragraph('You hold C2. Type "mine" to see it. It is amber.'),
          { kind: 'context', text: ['To end it: ', { kind: 'line', line: 'undo' }] },
          {
            kind: 'context',
            text: [{ kind: 'link', text: 'On its page', address: 'https://wsoa.example.org/' }],
          },
          paragraph('It is ', { kind: 'link', text: 'C2', address: 'https://wsoa.example.org/c2' }),
          { kind: 'buttons', buttons: [{ label: 'Undo', line: 'undo' }] },
          { kind: 'choices', choices: [{ label: 'Yes', line: 'yes' }] },
        ],
      },
    })
    const [{ mail } = { mail: NOTHING }] = stub.received
    expect(mail.headers.subject).toBe('You hold C2.')
    for (const { body } of leaves(mail)) {
      expect(body.toString()).toContain('You hold C2. It is amber.')
      expect(body.toString()).not.toMatch(/Undo|undo|mine|Yes|button|wsoa\.example\.org|On its page/)
    }
  })
})

describe('how a try ends', () => {
  const CASES: readonly (readonly [string, Mood, object, number])[] = [
    [
      'a server that greylists takes it later',
      { at: 'recipient', code: 451, status: '4.7.1' },
      { state: 'later', seconds: 120 },
      0,
    ],
    [
      'a server that is busy takes it later',
      { at: 'sender', code: 421, status: '4.3.2' },
      { state: 'later', seconds: 120 },
      0,
    ],
    [
      'a server that puts off the whole text takes it later',
      { at: 'text', code: 452, status: '4.3.1' },
      { state: 'later', seconds: 120 },
      1,
    ],
    [
      'an address that is not there is refused, and the reason names no address',
      { at: 'recipient', code: 550, status: '5.1.1' },
      {
        state: 'refused',
        reason:
          'the mail server takes nothing for this address (550 5.1.1): ask the person whether it is right',
      },
      0,
    ],
    [
      'a sender that may not send is refused',
      { at: 'sender', code: 550, status: '5.7.60' },
      { state: 'refused', reason: expect.stringContaining('MAIL_FROM (550 5.7.60)') },
      0,
    ],
    [
      'a text that is not taken is refused',
      { at: 'text', code: 554, status: '5.7.1' },
      { state: 'refused', reason: 'the mail server refused the message (554 5.7.1)' },
      1,
    ],
    [
      'a line that is cut before the text is certain: it is sent later',
      'cuts at the recipient',
      { state: 'later' },
      0,
    ],
    ['a line that is cut after the text leaves it unclear', 'cuts after the text', { state: 'unknown' }, 1],
    ['an answer that is lost leaves it unclear', 'takes it, then cuts', { state: 'unknown' }, 1],
  ]

  test.each(CASES)('%s', async (_, mood, outcome, texts) => {
    const { stub, send } = await bench()
    stub.mood = mood
    expect(await send()).toMatchObject(outcome)
    expect(stub.texts()).toBe(texts)
    stub.mood = 'takes it'
    expect(await send()).toMatchObject({ state: 'sent' })
  })

  test('a server that hangs before the text was given none: it is sent later', async () => {
    const { stub, send } = await bench()
    stub.mood = 'hangs at once'
    expect(await send({ deadline: AbortSignal.timeout(200) })).toEqual({ state: 'later', seconds: null })
  })

  test('a server that hangs after the text leaves it unclear when the time is up', async () => {
    const { stub, send } = await bench()
    stub.mood = 'hangs after the text'
    expect(await send({ deadline: AbortSignal.timeout(300) })).toEqual({ state: 'unknown' })
    expect(stub.texts()).toBe(1)
  })

  test('a server that is not there is tried later', async () => {
    const { stub, send } = await bench()
    await stub.close()
    expect(await send()).toEqual({ state: 'later', seconds: null })
  })

  test('what is larger than the server takes is refused, and not put off for ever', async () => {
    const { send } = await bench({ size: 400 })
    expect(await send()).toMatchObject({ state: 'refused' })
  })

  test('nothing is sent when another process has the message', async () => {
    const { stub, send } = await bench()
    expect(await send({ mayPost: async () => false })).toEqual({ state: 'later', seconds: null })
    expect(stub.texts()).toBe(0)
  })

  test('nobody can look whether a server has it, and it says so', async () => {
    const { platform } = await bench()
    const { to, key } = sendingOf(sentence(''))
    expect(await platform.find({ to, key, since: NOW, under: null })).toEqual({ state: 'cannot-look' })
  })

  test('an address that was put in the place of the one that was proved gets nothing', async () => {
    const { stub, send } = await bench()
    const { to } = sendingOf(sentence(''))
    for (const userId of ['changed', 'forgotten'])
      expect(await send({ to: { ...to, userId } })).toMatchObject({ state: 'refused' })
    expect(stub.connections()).toBe(0)
  })
})

describe('the line to the mail server', () => {
  /** An address of this machine that does not count as this machine. */
  const ELSEWHERE = '127.0.0.2'

  test('signs in with the name and password of SMTP_URL', async () => {
    const login = { user: 'wsoa', pass: 'p@ss:/word' }
    const { stub, send } = await bench({ login })
    expect(await send()).toMatchObject({ state: 'sent' })
    expect(stub.received[0]?.user).toBe('wsoa')
  })

  test('a password that is not accepted is told, and not shown', async () => {
    const { send } = await bench(
      { login: { user: 'wsoa', pass: 'right' } },
      'smtp://wsoa:canary@127.0.0.1:PORT',
    )
    const sent = await send()
    expect(sent).toMatchObject({ state: 'refused', reason: expect.stringContaining('SMTP_URL') })
    expect(JSON.stringify(sent)).not.toContain('canary')
  })

  test('says nothing in the clear to another machine', async () => {
    const login = { user: 'wsoa', pass: 'secret' }
    const { stub, send, platform } = await bench({ host: ELSEWHERE, login })
    expect(await send()).toMatchObject({ state: 'refused', reason: expect.stringContaining('STARTTLS') })
    expect({ received: stub.received, texts: stub.texts() }).toEqual({ received: [], texts: 0 })
    expect(await platform.examine([])).toMatchObject([
      { ok: false, text: expect.stringContaining('STARTTLS') },
    ])
  })

  test('is not trusted with a certificate of nobody known', async () => {
    for (const url of [`smtp://${ELSEWHERE}:PORT`, `smtps://${ELSEWHERE}:PORT`]) {
      const { stub, send, platform } = await bench({ host: ELSEWHERE, startTls: true }, url)
      expect(await send()).toEqual({ state: 'later', seconds: null })
      expect(stub.texts()).toBe(0)
      const [check] = await platform.examine([])
      expect(check?.ok).toBe(false)
    }
  })

  test('doctor connects and signs in, and sends nothing', async () => {
    const { stub, platform } = await bench({ login: { user: 'wsoa', pass: 'right' } })
    expect(await platform.examine([])).toEqual([
      { name: 'e-mail', ok: true, text: '127.0.0.1 takes mail, on this machine' },
    ])
    expect({ connections: stub.connections(), texts: stub.texts() }).toEqual({ connections: 1, texts: 0 })
    await stub.close()
    expect(await platform.examine([])).toMatchObject([
      { ok: false, text: expect.stringContaining('cannot be reached') },
    ])
  })
})
