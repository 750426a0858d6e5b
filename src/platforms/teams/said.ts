import type { Activity } from './activity.ts'

/** What a person typed, without Teams' markup: mentions become names, and its spaces and line breaks plain ones. */
export function typedText(activity: Pick<Activity, 'text' | 'entities' | 'recipient'>): string {
  return withoutMention(activity)
    .replace(/<at[^<>]*>([^<>]*)<\/at>/gi, '$1')
    .replace(/<br\s*\/?>|\r\n?/gi, '\n')
    .replace(ENTITY, (entity) => ENTITIES[entity.toLowerCase()] ?? entity)
    .replace(/[ \t\u00a0]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim()
}

/** The text without the mention of the bot, by which Teams passed it on. */
function withoutMention({ text, entities, recipient }: Parameters<typeof typedText>[0]): string {
  const own = entities.find(({ mentioned }) => mentioned.id === recipient.id)
  return (text ?? '').replace(own?.text ?? '', '').trim()
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&nbsp;': ' ',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
}
const ENTITY = /&(?:nbsp|lt|gt|quot|#39|amp);/gi
