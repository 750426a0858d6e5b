import { type Activity, activityIn } from './activity.ts'

/** An activity of Teams has a few kilobytes, one with a filled form some more. */
export const MOST_BYTES = 256 * 1024
/** Cards and forms nest six deep or so; a recursive reader dies at some thousands. */
const DEEPEST = 40

/** Reads a request's body before anything else may see it. */
export function readActivity(body: unknown): Activity | undefined {
  if (!Buffer.isBuffer(body)) return undefined
  const text = body.toString('utf8')
  if (isTooDeep(text)) return undefined
  try {
    return activityIn(JSON.parse(text))
  } catch {
    // Not JSON at all: as good as an activity of no shape.
    return undefined
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0
  let isInString = false
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]
    if (isInString) {
      if (character === '\\') index += 1
      if (character === '"') isInString = false
    } else if (character === '"') isInString = true
    else if (character === '{' || character === '[') {
      depth += 1
      if (depth > DEEPEST) return true
    } else if (character === '}' || character === ']') depth -= 1
  }
  return false
}
