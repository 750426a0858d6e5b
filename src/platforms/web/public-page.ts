import type { Express, Request, Response } from 'express'
import type { Pages } from '../../platform.ts'
import { renderHtml } from '../../render/html.ts'
import type { Settings } from '../../settings.ts'
import { htmlOf } from './layout.ts'
import type { Limit } from './limits.ts'
import { sendFailure } from './plain-page.ts'

interface Needs {
  readonly pages: Pages
  readonly settings: Pick<Settings, 'PUBLIC_PAGE'>
  readonly styleAddress: string
  readonly limit: Limit
}

/** What is published of a plan, for anybody: no sign-in, no cookie, and nothing of the plan but its public words. */
export function mountPublicPage(app: Express, { pages, settings, styleAddress, limit }: Needs): void {
  const { PUBLIC_PAGE } = settings
  const missing = (response: Response) =>
    sendFailure(response, 404, { styleAddress, text: 'Nothing is published here.' })

  app.use('/public', (_request, response, next) => {
    if (PUBLIC_PAGE !== 'index') response.set('X-Robots-Tag', 'noindex, nofollow')
    next()
  })

  app.get('/public/:plan', async (request: Request<{ plan: string }>, response) => {
    const seconds = limit(request.ip ?? '')
    if (seconds > 0) {
      response.set('Retry-After', String(seconds))
      return sendFailure(response, 429, {
        styleAddress,
        text: `That is more than anybody needs in a minute. Try again in ${seconds} seconds.`,
      })
    }
    if (PUBLIC_PAGE === 'off') return missing(response)
    const published = await pages.published(request.params.plan)
    if (!published) return missing(response)
    const heading = published.title ?? published.summary
    // What was taken down must not come back from anybody's cache.
    response.set('Cache-Control', 'no-cache').type('html')
    response.send(
      htmlOf({
        title: heading,
        styleAddress,
        isPublic: true,
        heading,
        main: renderHtml(published, NOWHERE),
      }),
    )
  })

  app.get(['/public', '/public/*rest'], (_request, response) => missing(response))
}

/** A public page leads to nothing and takes nothing. */
const NOWHERE = {
  itemAddress: () => '/',
  askAddress: () => undefined,
  openAddress: () => undefined,
  formFor: () => undefined,
  seal: () => '',
  back: '/',
}
