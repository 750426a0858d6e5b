import { describe, expect, test } from 'vitest'
import { type Message, paragraph, reference } from '../../src/message.ts'
import { renderHtml } from '../../src/render/html.ts'
import { renderMarkdown } from '../../src/render/markdown.ts'
import { renderSlack } from '../../src/render/slack.ts'
import { renderTeams } from '../../src/render/teams.ts'
import { renderTerminal } from '../../src/render/terminal.ts'

const linkTo = (address: string): Message => ({
  summary: 'A link',
  blocks: [paragraph({ kind: 'link', text: 'Open the plan', address })],
})
const RENDERED = [
  ['Slack', (message: Message) => JSON.stringify(renderSlack(message))],
  ['Teams', (message: Message) => JSON.stringify(renderTeams(message))],
  ['the terminal', (message: Message) => renderTerminal(message, { width: 200, colour: false })],
  ['Markdown', renderMarkdown],
  ['HTML', (message: Message) => renderHtml(message)],
] as const

describe.each(RENDERED)('in %s', (_, render) => {
  test('a link by https can be followed', () => {
    expect(render(linkTo('https://wsoa.example.org/open/abc'))).toContain('https://wsoa.example.org/open/abc')
  })

  test.each([
    'javascript:alert(1)',
    'http://evil.example/',
    'https://user:word@evil.example/',
    '//evil.example/',
    'data:text/html,x',
  ])('%s is no link, and its words stay', (address) => {
    const shown = render(linkTo(address))
    expect(shown).toContain('Open the plan')
    expect(shown).not.toContain(address)
  })

  test('an item is named by its reference', () => {
    expect(render({ summary: '', blocks: [paragraph(reference('C2(a)'), ' is late')] })).toMatch(
      /C2\\?\(a\\?\)/,
    )
  })
})

test('Slack and Teams get a link as a link, with its words', () => {
  const message = linkTo('https://wsoa.example.org/')
  expect(JSON.stringify(renderSlack(message))).toContain(
    '{"type":"link","url":"https://wsoa.example.org/","text":"Open the plan"}',
  )
  expect(JSON.stringify(renderTeams(message))).toContain(
    '"selectAction":{"type":"Action.OpenUrl","url":"https://wsoa.example.org/"}',
  )
})
