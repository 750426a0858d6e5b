import { expect, test } from 'vitest'
import { addressed } from '../../src/deliveries/addressed.ts'
import { loadCommands } from '../../src/discover.ts'
import { type Message, paragraph, said, sentence, typed } from '../../src/message.ts'

const commands = await loadCommands()
const text = (message: Message) => addressed(message, '/wsoa', commands).blocks
const first = (words: string) => {
  const [block] = text(sentence(words))
  return block?.kind === 'paragraph' ? block.text : undefined
}

test('a line to type begins as the place wants it', () => {
  expect(text({ summary: '', blocks: [{ kind: 'list', items: [['Try: ', typed('mine')]] }] })).toEqual([
    { kind: 'list', items: [['Try: ', typed('/wsoa mine')]] },
  ])
})

test.each([
  ['The entries are listed by: history B5(a)', 'The entries are listed by: /wsoa history B5(a)'],
  ['Say: update B4(a) red', 'Say: /wsoa update B4(a) red'],
  ['R4 (they are listed by: requests)', 'R4 (they are listed by: /wsoa requests)'],
  [
    'Add the meeting with: meeting add SIB on <date>',
    'Add the meeting with: /wsoa meeting add SIB on <date>',
  ],
  ['I do not know "x" here. Example: undo', 'I do not know "x" here. Example: /wsoa undo'],
  ['You are linked. Type "mine" to see your items.', 'You are linked. Type "/wsoa mine" to see your items.'],
  ['Which one? Type 1 or 2, or neither.', 'Which one? Type /wsoa 1 or 2, or neither.'],
])('so does one inside a sentence: %s', (words, shown) => {
  expect(first(words)).toEqual([shown])
})

test.each([
  'Needs: confirm the rating.',
  'Due: Jul 2020',
  '“say: update C2 red” is no single day to me.',
  'You say “by: history”: what is meant?',
  'The service is asked with: wsoa say "clock right"',
])('nothing else changes: %s', (words) => {
  expect(first(words)).toEqual([words])
})

test('people’s own words and buttons stay as they are', () => {
  const blocks: Message['blocks'] = [
    paragraph('Reason: ', said('say: update C2 red')),
    { kind: 'quote', text: 'say: update C2 red', by: 'SLSP' },
    { kind: 'buttons', buttons: [{ label: 'Undo', line: 'undo' }] },
  ]
  expect(text({ summary: '', blocks })).toEqual(blocks)
})

test('where the bot hears everything, hints are bare', () => {
  const message = sentence('Say: mine')
  expect(addressed(message, undefined, commands)).toBe(message)
})
