/** Slack's markup for people, channels and links, which nobody typed. A typed `<` arrives as `&lt;`. */
const TOKEN =
  /<(?:([@#!])([\w-]+)(?:\^[^|<>]*)?(?:\|([^<>]*))?|((?:https?|mailto|tel):[^|<>\s]+)(?:\|([^<>]*))?)>/g

/** What a person typed, restored from Slack's markup: links as typed, names with @ or #, no entities. */
export function typedText(text: string): string {
  return text
    .replace(TOKEN, (_, mark?: string, id = '', label?: string, link = '', linkLabel?: string) =>
      mark === undefined ? linkText(link, linkLabel) : nameText(mark, id, label),
    )
    .replace(/&(amp|lt|gt);/g, (_, name: 'amp' | 'lt' | 'gt') => ENTITIES[name])
}

const ENTITIES = { amp: '&', lt: '<', gt: '>' } as const

function nameText(mark: string, id: string, label: string | undefined): string {
  const name = label || id.replace(/^subteam$/, 'group')
  return `${mark === '#' ? '#' : '@'}${name.replace(/^[@#]/, '')}`
}

/** A typed `example.org` arrives as `<http://example.org|example.org>`. */
function linkText(link: string, label: string | undefined): string {
  const address = link.replace(/^(mailto|tel):/, '')
  if (label === undefined || label === '' || link.endsWith(label)) return label || address
  return `${label} (${address})`
}

/** The text without any mention of the bot. */
export function withoutMention(text: string, userId: string): string {
  return text.replace(MENTION, (mention, id: string) => (id === userId ? ' ' : mention)).trim()
}

const MENTION = /<@(\w+)(?:\|[^<>]*)?>/g
