import type { Request, Response, Router } from 'express'
import type { Pages } from '../../../platform.ts'
import { escaped } from '../../../render/html/words.ts'
import type { Limit } from '../limits.ts'
import { noteNamed } from '../note.ts'
import { send, sendFailure } from '../plain-page.ts'
import { backIn, bodyOf, withNote } from '../posted.ts'
import { forgetTyped, keyOf, signIn, typedIn } from '../session.ts'

interface Needs {
  readonly pages: Pages
  readonly styleAddress: string
  readonly limit: Limit
}

const TOKEN = /^[\w-]{22}$/

/**
 * A link from the chat, good once. Looking at it shows whom it signs in and uses nothing up: chats and mail programs fetch every
 * link. Only its button does.
 */
export function mountLink(router: Router, { pages, styleAddress, limit }: Needs): void {
  const isLimited = (request: Request, response: Response): boolean => {
    const seconds = limit(request.ip ?? '')
    if (seconds === 0) return false
    response.set('Retry-After', String(seconds))
    sendFailure(response, 429, {
      styleAddress,
      text: `Too many links were opened from here. Try again in ${seconds} seconds.`,
    })
    return true
  }
  const gone = (response: Response) =>
    sendFailure(response, 410, {
      styleAddress,
      text: 'A link signs in once, and for ten minutes. Write to the bot again: open',
    })

  router.get('/sign-in', (_request, response) => send(response, 200, signInPage(styleAddress)))

  router.get('/open/:token', async (request, response) => {
    if (isLimited(request, response)) return
    const { token } = request.params
    const link = TOKEN.test(token) ? await pages.sessions.linked(token) : undefined
    if (!link) return gone(response)
    const heading = `Sign in as ${link.name}`
    send(response, 200, {
      title: heading,
      styleAddress,
      heading,
      main: `<p class="lead">This link is for ${escaped(link.name)} alone. It works once.</p><form class="actions" method="post" action="/open"><input type="hidden" name="token" value="${escaped(token)}"><button>Sign in</button></form>`,
    })
  })

  router.post('/open', async (request, response) => {
    if (isLimited(request, response)) return
    const { token = '' } = bodyOf(request.body)
    const account = TOKEN.test(token) ? await pages.sessions.useLink(token) : undefined
    if (!account) return gone(response)
    await signIn(request, response, { account, pages })
    response.redirect(303, await firstPage(request, response, { key: keyOf(account), pages }))
  })
}

/** The page with the words that were not sent, if there are any of theirs. */
async function firstPage(
  request: Request,
  response: Response,
  { key, pages }: { readonly key: string; readonly pages: Pages },
): Promise<string> {
  const name = typedIn(request)
  if (name === undefined) return '/'
  forgetTyped(response)
  const note = await noteNamed(pages.sessions, { key }, name)
  if (note?.kind !== 'unsent') return '/'
  return note.body.line === undefined ? `/unsent?note=${name}` : withNote(backIn(note.body), name)
}

function signInPage(styleAddress: string) {
  return {
    title: 'Sign in',
    styleAddress,
    heading: 'Sign in',
    main: `<p class="lead">This is the record of an improvement plan. It is open to the people who work on it.</p>
<h2>From chat</h2>
<p>Write <kbd>open</kbd> to the bot in Slack or Teams, in your own conversation with it. It answers with a link for you alone, good once, for ten minutes.</p>
<h2>Not linked yet?</h2>
<p>Write to the bot which post you hold: <kbd>link me as</kbd> and your role, name or e-mail address. The coordinator confirms it.</p>`,
  }
}
