import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unlessMissing } from '../support/needs.ts'

/** What a person reads in an answer, and what they can press. */
export interface Answer {
  readonly text: string
  /** What the platform sends back for each button, by label. */
  readonly buttons: ReadonlyMap<string, string>
  /** Everything that was sent, to be searched for anything that would notify, link or run. */
  readonly raw: string
}

/** A platform with people who talk on it in one conversation. */
export interface Talking {
  /** A repeated key means that the same message is delivered again. */
  readonly say: (as: Who, line: string, key?: string) => Promise<Answer>
  readonly press: (as: Who, button: string) => Promise<Answer>
  /** The number of updates that people recorded. */
  readonly updates: () => Promise<number>
  readonly close: () => Promise<void>
}

/** An owner, the coordinator, and a person who is not linked. */
export type Who = 'SLSESEND' | 'coordinator' | 'stranger'

interface Contract {
  readonly open: () => Promise<Talking>
  /** Whether the platform delivers a message again when it got no answer. */
  readonly redelivers: boolean
  /** Matches anything that would notify, link or run on the platform. People's words must never produce it. */
  readonly live: RegExp
}

/** What every platform must do. */
export function platformContract(name: string, { open, redelivers, live }: Contract): void {
  describe(`${name} keeps the contract of a platform`, () => {
    let talking: Talking

    beforeEach(async () => {
      talking = await open()
    })
    afterEach(() => talking.close())

    test('a receipt is given when the update is on disk', async () => {
      const { text } = await talking.say('SLSESEND', 'update C2(a) amber annual review backlog')
      expect(await talking.updates()).toBe(1)
      expect(text).toContain('Recorded: C2(a)')
      expect(text).toContain('annual review backlog')
    })

    test(
      'a message that comes again is stored once, and gets the same receipt or no other',
      unlessMissing(redelivers, 'a platform that delivers a message again'),
      async () => {
        const line = 'update C2(a) amber annual review backlog'
        const first = await talking.say('SLSESEND', line, 'key-1')
        const again = await talking.say('SLSESEND', line, 'key-1')
        expect(['', first.text]).toContain(again.text)
        expect(await talking.updates()).toBe(1)
      },
    )

    test('a button pressed twice counts once', async () => {
      const { buttons } = await talking.say('SLSESEND', 'update C2(a) amber annual review backlog')
      const undo = buttons.get('Undo') ?? ''
      await talking.press('SLSESEND', undo)
      await talking.press('SLSESEND', undo)
      expect(await talking.updates()).toBe(2)
    })

    test('a stranger is told how to be known, sees nothing of the plan, and changes nothing', async () => {
      const { text } = await talking.say('stranger', 'status C2')
      expect(text).toContain('do not know you')
      expect(text).not.toContain('C2')
      await talking.say('stranger', 'update C2(a) amber annual review backlog')
      expect(await talking.updates()).toBe(0)
    })

    test('a question waits for the person who was asked, not for others in the conversation', async () => {
      await talking.say('SLSESEND', 'update C2(a) red')
      await talking.say('coordinator', 'the panel could not meet')
      expect(await talking.updates()).toBe(1)
      const { text } = await talking.say('SLSESEND', 'the panel could not meet')
      expect(text).toContain('the panel could not meet')
      expect(await talking.updates()).toBe(2)
    })

    test('what somebody may not do is refused with a sentence, and nothing is changed', async () => {
      const { text } = await talking.say('SLSESEND', 'update A1(a) amber')
      expect(text).toMatch(/Nothing was recorded/)
      expect(await talking.updates()).toBe(0)
    })

    test.each([
      '<!channel> <!here> <@U0CHAIR>',
      '<at>everyone</at> @channel',
      '[C2](https://evil.example) <script>alert(1)</script>',
      '\u001b[31mred\u001b[0m \u202egnirts',
    ])('people’s words stay words: %j', async (words) => {
      const { raw } = await talking.say('SLSESEND', `update C2(a) amber ${words}`)
      expect(raw).not.toMatch(live)
      const shown = await talking.say('SLSESEND', 'status C2(a)')
      expect(shown.raw).not.toMatch(live)
    })
  })
}
