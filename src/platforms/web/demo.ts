import type { Request, Response, Router } from 'express'
import { moment } from '../../domain/format.ts'
import type { Demo, Pages } from '../../platform.ts'
import { escaped } from '../../render/html/words.ts'
import { backIn, bodyOf } from './posted.ts'
import { signIn, type Visitor } from './session.ts'

/** The demo's bar: who speaks, and when it is. */
export async function demoBar(pages: Pages, { account, who }: Visitor, back: string): Promise<string> {
  const { demo } = pages
  if (!demo) return ''
  const zone = who?.plans[0]?.timeZone ?? 'Europe/London'
  const options = (await demo.speakers()).map(
    ({ userId, name }) =>
      `<option value="${escaped(userId)}"${userId === account.userId ? ' selected' : ''}>${escaped(name)}</option>`,
  )
  const next = await demo.next()
  const hidden = `<input type="hidden" name="back" value="${escaped(back)}">`
  const to = next ? escaped(moment(next, zone)) : 'the next event'
  const goOn = ` <button class="second">Go on to ${to}</button>`
  return `<section class="demo" aria-label="Demo"><div class="in"><p><strong>Demo.</strong> Nothing leaves this machine.</p><form method="post" action="/demo/as"><label for="as">Speak as</label> <select id="as" name="as">${options.join('')}</select>${hidden} <button class="second">Change</button></form><form method="post" action="/demo/clock"><span>It is ${escaped(moment(pages.now(), zone))}.</span>${hidden}${goOn}</form></div></section>
`
}

/** Whoever sits at this machine speaks as anyone, as in the terminal. */
export function mountDemo(router: Router, pages: Pages, demo: Demo): void {
  router.post('/demo/as', async (request: Request, response: Response) => {
    const body = bodyOf(request.body)
    const chosen = (await demo.speakers()).find(({ userId }) => userId === body.as)
    if (chosen) {
      const account = { platform: 'terminal', tenant: 'local', userId: chosen.userId }
      await signIn(request, response, { account, pages })
    }
    response.redirect(303, chosen ? '/' : backIn(body))
  })
  router.post('/demo/clock', async (request: Request, response: Response) => {
    await demo.goOn()
    response.redirect(303, backIn(bodyOf(request.body)))
  })
}
