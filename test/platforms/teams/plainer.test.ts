import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { columns, heading, type Message, paragraph, said } from '../../../src/message.ts'
import type { Sending } from '../../../src/platform.ts'
import { textOfActivity } from '../../support/teams/connector.ts'
import { chatOf, inChat, lastOf, startTeams, TENANT, type TeamsTest } from '../../support/teams/teams.ts'

const NOTE: Message = {
  summary: 'C2 is amber.',
  blocks: [
    heading('Where it [stands]'),
    {
      kind: 'table',
      caption: 'Items',
      columns: columns('Item', 'Rating'),
      rows: [['C2', { kind: 'rating', mark: '◆', label: 'Amber', tone: 'amber' }]],
    },
    paragraph(said('<at>everyone</at> [see](https://evil.example)')),
    { kind: 'buttons', buttons: [{ label: 'Undo', line: 'undo' }] },
  ],
}

let teams: TeamsTest
beforeEach(async () => {
  teams = await startTeams()
  await teams.deliver(inChat('ann', { type: 'conversationUpdate', text: undefined }))
})
afterEach(() => teams.close())

function send(more: Partial<Sending> = {}) {
  return teams.platform.send({
    to: { platform: 'teams', tenant: TENANT, channel: null, userId: 'ann', name: 'Ann' },
    key: 'note:1',
    message: NOTE,
    under: null,
    deadline: new AbortController().signal,
    mayPost: async () => true,
    ...more,
  })
}

const shown = () => lastOf(teams.connector.seen(chatOf('ann'))).activity

describe('a message that Teams refuses for how it is built', () => {
  test.each([400, 413, 415, 422])('goes again in the same try without its table: %i', async (status) => {
    teams.connector.misbehave({ status })
    expect(await send()).toMatchObject({ state: 'sent' })
    expect(teams.connector.calls.map(({ body }) => JSON.stringify(body).includes('"Table"'))).toEqual([
      true,
      false,
    ])
    expect(textOfActivity(shown())).toMatch(/C2\nRating:\s+◆\sAmber/)
  })

  test('goes as text after that, in which nothing links or mentions, and what a button says can be typed', async () => {
    teams.connector.misbehave({ status: 413 }, { status: 413 })
    expect(await send()).toMatchObject({ state: 'sent' })
    const { attachments, text } = shown()
    expect(attachments).toBeUndefined()
    expect(shown()).toMatchObject({ textFormat: 'plain' })
    expect(text).toContain('Where it [stands]')
    expect(text).toMatch(/Rating:\s+◆\sAmber/)
    expect(text).toContain('Undo: undo')
    expect(text).not.toMatch(/<at>|\]\(/)
  })

  test('is another one when it is sent again, after Teams took none of these', async () => {
    teams.connector.misbehave({ status: 400 }, { status: 400 }, { status: 400 })
    const kept: string[] = []
    const keep = async (plainness: string) => void kept.push(plainness)
    expect(await send({ plainness: { from: 'composed', keep } })).toMatchObject({ state: 'refused' })
    expect(kept).toEqual(['simple', 'text', 'sentence'])
    expect(await send({ plainness: { from: 'sentence', keep } })).toMatchObject({ state: 'sent' })
    expect(shown().text).toBe('C2 is amber.')
  })
})
