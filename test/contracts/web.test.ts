import { formsOf, startWeb, unescaped, type Visitor } from '../support/web/web.ts'
import { platformContract, type Talking, type Who } from './platform.ts'

/** Whatever a browser would run, fetch or follow that is not ours. */
const LIVE = /<script|<img|<iframe|javascript:|\son\w+=|href="https?:\/\/(?!127\.0\.0\.1)/i

async function open(): Promise<Talking> {
  const web = await startWeb()
  const visitors = new Map<Who, Promise<Visitor>>()
  const visitor = (as: Who) => {
    const known = visitors.get(as) ?? (as === 'stranger' ? unlinked() : web.signedIn(as))
    visitors.set(as, known)
    return known
  }
  /** Somebody who signed in and was then unlinked from everything. */
  const unlinked = async () => {
    const browser = await web.signedIn('ADPH')
    await web.bot.db.deleteFrom('identities').where('userId', '=', 'ADPH').execute()
    return browser
  }
  const presses = new Map<string, { action: string; fields: Readonly<Record<string, string>> }>()
  const answer = (html: string) => {
    const buttons = new Map<string, string>()
    for (const { action, button, fields } of formsOf(html)) {
      const id = `${presses.size}`
      presses.set(id, { action, fields })
      if (!buttons.has(button)) buttons.set(button, id)
    }
    const [, main = ''] = html.match(/<main[^>]*>([\s\S]*)<\/main>/) ?? []
    const text = unescaped(main.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ')
    return { text, buttons, raw: html }
  }
  return {
    say: async (as, line) => answer((await (await visitor(as)).say(line)).html),
    press: async (as, button) => {
      const browser = await visitor(as)
      const form = presses.get(button)
      const posted = await browser.post(form?.action ?? '/do', form?.fields ?? {})
      return answer(
        posted.status === 303 ? (await browser.get(posted.headers.location ?? '/')).html : posted.html,
      )
    },
    updates: web.updates,
    close: web.close,
  }
}

platformContract('The web', { open, redelivers: false, live: LIVE })
