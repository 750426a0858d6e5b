import type { Request, Response, Router } from 'express'
import type { Pages } from '../../../platform.ts'
import { escaped } from '../../../render/html/words.ts'
import type { Limit } from '../limits.ts'
import { send, sendFailure } from '../plain-page.ts'
import { bodyOf } from '../posted.ts'
import { arrive } from './arriving.ts'

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
    await arrive(request, response, { account, pages })
  })
}
