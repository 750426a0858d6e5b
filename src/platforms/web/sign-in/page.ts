import type { Layout } from '../layout.ts'
import type { Way } from './way.ts'

interface Ways {
  readonly hasLink: boolean
  readonly ways: readonly Way[]
}

/** How people sign in here. */
export function signInPage({ hasLink, ways }: Ways): Pick<Layout, 'title' | 'heading' | 'main'> {
  return {
    title: 'Sign in',
    heading: 'Sign in',
    main: `<p class="lead">This is the record of an improvement plan. It is open to the people who work on it.</p>
${elsewhere(ways)}${hasLink ? LINK : ''}<h2>Not linked yet?</h2>
<p>${hasLink ? 'Write to the bot' : 'Sign in, and say'} which post you hold: <kbd>link me as</kbd> and your role, name or e-mail address. The coordinator confirms it.</p>`,
  }
}

const LINK = `<h2>From chat</h2>
<p>Write <kbd>open</kbd> to the bot in Slack or Teams, in your own conversation with it. It answers with a link for you alone, good once, for ten minutes.</p>
`

/** Links, and no forms: a form that is redirected elsewhere is stopped by our own rules. */
function elsewhere(ways: readonly Way[]): string {
  if (ways.length === 0) return ''
  const links = ways.map(
    ({ name, title }) => `<a class="button" href="/sign-in/${name}">Sign in with ${title}</a>`,
  )
  return `<p class="actions">${links.join(' ')}</p>
`
}
