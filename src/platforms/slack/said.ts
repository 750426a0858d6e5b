/** Slack's own way of writing people, channels and links, which nobody typed. */
const TOKEN =
  /<(?:([@#!])([\w^-]+)(?:\^[^|>]*)?(?:\|([^>]*))?|((?:https?|mailto|tel):[^|>\s]+)(?:\|([^>]*))?)>/g

/** What a person typed, out of what Slack made of it: links as they were, names with their mark, no entities. */
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

/** `example.org`, typed, comes as `<http://example.org|example.org>`. */
function linkText(link: string, label: string | undefined): string {
  const address = link.replace(/^(mailto|tel):/, '')
  if (label === undefined || label === '' || link.endsWith(label)) return label || address
  return `${label} (${address})`
}

/** Without the mention by which the bot was called, wherever it stood. */
export function withoutMention(text: string, userId: string): string {
  return text.replaceAll(new RegExp(`<@${userId}(\\|[^>]*)?>`, 'g'), ' ').trim()
}
