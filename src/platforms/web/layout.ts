import { wallPage } from '../../domain/page-address.ts'
import type { PartInPlan } from '../../platform.ts'
import { escaped } from '../../render/html/words.ts'
import type { Crumb, Nav } from './pages.ts'

/** All that a page is made of; its parts are HTML, everything else is plain text. */
export interface Layout {
  readonly title: string
  readonly styleAddress: string
  /** Who looks at it; nobody before signing in. */
  readonly visitor?: {
    readonly name: string
    readonly plan: PartInPlan | undefined
    /** They have a part in other plans too, so that an address names the plan. */
    readonly hasSeveral: boolean
    /** Speaking in the demo, where nobody signs in or out. */
    readonly isDemo: boolean
    /** Signs out. */
    readonly seal: string
  }
  readonly nav?: Nav
  /** For anybody, signed in or not: it leads to no page that is for people of the plan. */
  readonly isPublic?: true
  /** Above everything: the demo's bar. */
  readonly bar?: string
  readonly box?: Box
  readonly crumbs?: readonly Crumb[]
  readonly heading: string
  /** Above the heading: what was just said, or what is wrong. */
  readonly above?: string
  readonly main: string
  readonly aside?: string
  readonly below?: string
  /** "Monday 30 November 2020, 9:40am" */
  readonly asAt?: string
}

export interface Box {
  readonly seal: string
  readonly back: string
  readonly about: string | undefined
  readonly typed?: string
  readonly isWrong?: true
}

export function htmlOf(layout: Layout): string {
  const { title, styleAddress, visitor, isPublic, bar = '', box, crumbs = [], heading, above = '' } = layout
  const plan = visitor?.plan?.title ?? 'wsoa'
  const { main, aside = '', below = '' } = layout
  const body =
    aside === ''
      ? main
      : `<div class="columns"><div>${main}</div><aside class="aside" aria-label="Besides">${aside}</aside></div>`
  return `<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(isPublic ? title : `${title} – ${plan}`)}</title>
<link rel="stylesheet" href="${styleAddress}">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${bar}<header class="head"><div class="in">${isPublic ? '' : `<p class="plan"><a href="/">${escaped(plan)}</a></p>`}${me(layout)}${navigation(layout)}</div></header>
${box ? boxOf(box) : ''}<main id="main" tabindex="-1"><div class="in">
${crumbsOf(crumbs)}${above}<h1>${escaped(heading)}</h1>
${body}
${below}
</div></main>
${foot(layout)}
</body>
</html>`
}

function me({ visitor }: Layout): string {
  if (!visitor) return ''
  if (visitor.isDemo) return `<p class="me"><span>Speaking as ${escaped(visitor.name)}</span></p>`
  return `<div class="me"><span>Signed in as ${escaped(visitor.name)}</span> <form method="post" action="/sign-out"><input type="hidden" name="seal" value="${escaped(visitor.seal)}"><button class="plain">Sign out</button></form></div>`
}

function navigation({ visitor, nav }: Layout): string {
  const plan = visitor?.plan
  if (!plan) return ''
  const of = visitor.hasSeveral ? `?plan=${encodeURIComponent(plan.code)}` : ''
  const items: readonly (readonly [Nav, string, string])[] = [
    ['home', plan.isCoordinator ? 'Desk' : 'Home', '/'],
    ['plan', 'Plan', wallPage(plan.code)],
    ['overdue', 'Overdue', `/overdue${of}`],
    ['meetings', 'Meetings', `/meetings${of}`],
    ['measures', 'Measures', `/measures${of}`],
    ...(plan.isCoordinator
      ? ([
          ['sent', 'Sent', `/sent${of}`],
          ['people', 'People', `/people${of}`],
        ] as const)
      : []),
  ]
  const links = items.map(
    ([name, text, address]) =>
      `<li><a href="${escaped(address)}"${name === nav ? ' aria-current="page"' : ''}>${text}</a></li>`,
  )
  return `<nav aria-label="Main"><ul>${links.join('')}</ul></nav>`
}

function boxOf({ seal, back, about, typed = '', isWrong }: Box): string {
  const hint =
    about === undefined
      ? 'For example <kbd>what’s overdue?</kbd> <kbd>what changed since the last board?</kbd> <kbd>help</kbd>'
      : `About ${escaped(about)} unless you name another: <kbd>amber, the work has begun</kbd> <kbd>who owns it?</kbd>`
  const wrong = isWrong ? ' aria-invalid="true"' : ''
  return `<search><div class="say"><form class="in" method="post" action="/say">
<label for="line">Say how something stands, or ask</label>
<div class="row"><input type="text" id="line" name="line" value="${escaped(typed)}" autocomplete="off" maxlength="2000" aria-describedby="line-hint"${wrong}><button>Send</button></div>
<p class="hint" id="line-hint">${hint}</p>
<input type="hidden" name="seal" value="${escaped(seal)}"><input type="hidden" name="back" value="${escaped(back)}">${about === undefined ? '' : `<input type="hidden" name="about" value="${escaped(about)}">`}</form></div></search>
`
}

function crumbsOf(crumbs: readonly Crumb[]): string {
  if (crumbs.length === 0) return ''
  const links = crumbs.map(({ text, address }) => `<a href="${escaped(address)}">${escaped(text)}</a>`)
  return `<nav class="crumbs" aria-label="Where this is">${links.join(' › ')}</nav>\n`
}

function foot({ visitor, asAt }: Layout): string {
  const own = visitor?.plan
    ? '<li><a href="/sent">What was sent</a></li><li><a href="/help">Help</a></li>'
    : ''
  const at =
    asAt === undefined
      ? ''
      : `<p>As at ${escaped(asAt)}. Every figure here is the one that chat, the digest and the paper give.</p>`
  return `<footer class="foot"><div class="in"><ul>${own}<li><a href="/accessibility">Accessibility</a></li><li><a href="/privacy">Privacy</a></li></ul>
${at}</div></footer>`
}
