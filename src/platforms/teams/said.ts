/** What a person typed, without Teams' markup: mentions become names, and its spaces and line breaks plain ones. */
export function typedText(text: string): string {
  return text
    .replace(/<at[^<>]*>([^<>]*)<\/at>/gi, '$1')
    .replace(/<br\s*\/?>|\r\n?/gi, '\n')
    .replace(ENTITY, (entity) => ENTITIES[entity.toLowerCase()] ?? entity)
    .replace(/[ \t\u00a0]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim()
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
