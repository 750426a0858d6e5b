import { type Message, sentence, typed } from '../../message.ts'

const WHAT = 'I keep an improvement plan: who owns what, how it stands, and what the boards decide.'
const LINK = 'link me as <your role, name or e-mail>'

/** What a person reads in their own chat when the app is installed. */
export const WELCOME: Message = sentence(WHAT, {
  kind: 'list',
  items: [
    ['To be linked to your role, write: ', typed(LINK)],
    ['Your items: ', typed('mine')],
    ['What is late: ', typed('overdue')],
    ['Everything else: ', typed('help')],
  ],
})

/** What everybody reads when the app is added to a channel, where a line begins with the bot's name. */
export function channelWelcome(address: string): Message {
  return sentence(WHAT, {
    kind: 'list',
    items: [
      ['Ask me here: ', typed(`${address} overdue`)],
      ['Not linked to your role yet? Write to me in our own chat: ', typed(LINK)],
      ['The coordinator has a board told here with: ', typed(`${address} bind <board>`)],
    ],
  })
}
