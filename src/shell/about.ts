import type { Express, Response } from 'express'
import { heading, type Message } from '../message.ts'
import { renderPage } from '../render/page.ts'

/** Shown to anyone who follows the link that Teams puts beside the app's name. */
const ABOUT =
  'WSoA keeps an improvement plan and writes the digests of its boards. Talk to it in Slack or Microsoft Teams: nothing of the plan is shown here.\n'

/** Without web pages `/` says what this is; `/privacy` and `/terms` stand behind the links that the Teams app names. */
export function serveAbout(app: Express, { hasPages }: { readonly hasPages: boolean }): void {
  if (!hasPages) {
    app.get('/', (_request, response) => {
      response.type('text/plain').send(ABOUT)
    })
  }
  app.get('/privacy', (_request, response) => sendPage(response, PRIVACY))
  app.get('/terms', (_request, response) => sendPage(response, TERMS))
}

function sendPage(response: Response, page: Message): void {
  response
    .set({
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    })
    .type('html')
    .send(renderPage([page]))
}

const PRIVACY: Message = {
  summary: 'Privacy: what WSoA keeps about people',
  blocks: [
    heading('Privacy: what WSoA keeps about people'),
    {
      kind: 'paragraph',
      text: 'WSoA keeps an improvement plan for the organisation that runs it. That organisation decides what is kept and for how long, and answers for it: ask it, or the coordinator of your plan.',
    },
    heading('What is kept'),
    {
      kind: 'list',
      items: [
        'Your name and e-mail address, the roles that you hold, when you are away, and the Slack or Microsoft Teams accounts that are linked to you.',
        'What you record, ask for or decide, and when. It becomes part of a record that boards rely on, which is added to and never rewritten.',
        'An address at which you are told by e-mail, until you are told there no more.',
        'Messages that the bot sent you, and when they arrived.',
        'For seven days: what you typed to change something, and the answer, so that nothing counts twice.',
        'If you use the web pages: for eight hours at most, that you are signed in, by a cookie that only tells who you are; for a day, what these pages answered you.',
      ],
    },
    heading('What is not kept'),
    {
      kind: 'list',
      items: [
        'Conversations that are not addressed to the bot.',
        'Anything about a single child: a line with a valid NHS number, a valid UPN or a named date of birth is refused.',
        'Words, names or addresses in the log. It holds codes and counts.',
      ],
    },
    heading('Who sees it'),
    {
      kind: 'paragraph',
      text: 'People with a part in the plan, each as far as their role allows. Messages travel through Slack or Microsoft Teams, as your organisation agreed with them, or by e-mail to an address that you confirmed. WSoA sends nothing to anybody else.',
    },
  ],
}

const TERMS: Message = {
  summary: 'Terms of use of WSoA',
  blocks: [
    heading('Terms of use of WSoA'),
    {
      kind: 'list',
      items: [
        'WSoA is for people whom the organisation that runs it has let in. That organisation may set further terms.',
        'What you say to the bot is recorded in your name, and boards rely on it. You can correct it; what was said before stays in the record.',
        'Write nothing about a single child, and nothing private about anybody.',
        'WSoA is free software under the European Union Public Licence 1.2, and comes without warranty.',
      ],
    },
  ],
}
