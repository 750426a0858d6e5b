import type { Message } from '../../message.ts'
import type { Reply } from '../../platform.ts'
import { renderHtml } from '../../render/html.ts'
import type { Layout } from './layout.ts'
import type { Note } from './note.ts'
import { boxFor, frameOf, type Showing } from './show.ts'

/** What anybody may read about the pages themselves. */
export const ACCESSIBILITY: Pick<Layout, 'title' | 'heading' | 'main'> = {
  title: 'Accessibility',
  heading: 'Accessibility',
  main: `<p class="lead">These pages are meant to be used by everybody: with a keyboard alone, with a screen reader, enlarged, in any colours, and printed.</p>
<ul class="words"><li>Nothing needs a script, a mouse or a certain colour: a rating is always a mark and a word.</li><li>Text can be enlarged to twice its size, and no page scrolls sideways on a narrow screen.</li><li>All that can be done here can also be said to the bot in Slack or Microsoft Teams.</li></ul>
<p>If something keeps you from using them, tell the coordinator of your plan, who tells us.</p>`,
}

/** All that somebody sees whom no plan knows: how to ask for it. */
export function linkMePage(showing: Showing, reply?: Reply, note?: Note): Layout {
  const said: readonly Message[] = note?.kind === 'answer' ? note.pages : reply ? [reply.message] : []
  const above = said.map((message) => renderHtml(message)).join('\n')
  return {
    title: 'Not linked yet',
    ...frameOf(showing, undefined),
    box: boxFor(showing, undefined),
    heading: 'I do not know you yet',
    above: above === '' ? '' : `<div class="said" role="status">${above}</div>`,
    main: '<p class="lead">Ask the coordinator to link you: say in the box above who you are, by your role, name or e-mail address. For example <kbd>link me as chair</kbd>.</p>',
  }
}
